"""A limit as it is written in a rule file, and as people write it."""

from __future__ import annotations

import pytest

from engine.policy.limits import Limit, Unit, parse_limit, written_limit


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("3 working days", Limit("span", 3, Unit.WORKING_DAY)),
        ("1 month", Limit("span", 1, Unit.MONTH)),
        ("half a month", Limit("span", 1, Unit.HALF_MONTH)),
        ("same day", Limit("same-day")),
    ],
)
def test_a_limit_of_a_rule_file_is_read(text: str, limit: Limit) -> None:
    assert parse_limit(text) == written_limit(text) == limit


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("15天", Limit("span", 15, Unit.DAY)),
        (" 10 个工作日 ", Limit("span", 10, Unit.WORKING_DAY)),
        ("半个月", Limit("span", 1, Unit.HALF_MONTH)),
        ("2个月", Limit("span", 2, Unit.MONTH)),
        ("48小时", Limit("span", 48, Unit.HOUR)),
    ],
)
def test_people_may_write_chinese(text: str, limit: Limit) -> None:
    assert written_limit(text) == limit
    assert parse_limit(text) is None


@pytest.mark.parametrize("text", ["", "soon", "天", "-3 days", "3 fortnights", "十天"])
def test_anything_else_is_no_limit(text: str) -> None:
    assert written_limit(text) is None
