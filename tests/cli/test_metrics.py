"""`bihuan metrics` over a database of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.installation import installation
from tests.cli.test_installation import ANSWERS, Ask
from tests.cli.test_installation import ask as ask
from tests.cli.test_installation import published as published


def file_cases(home: Path, count: int) -> None:
    """So many complaints, whose clocks of telling the person start at once."""
    with installation(None, home) as office:
        for number in range(count):
            office.desk.open_case("kandun", "registration", ANSWERS, actor="zhou-xiaoyan", token=f"t{number}")


def test_without_cases_there_is_nothing_to_count(published: Ask) -> None:
    (line,) = published("metrics", "kandun", "--format", "json").json
    assert (line["metric"], line["count"], line["among"], line["state"]) == ("reported-in-time", 0, 0, "nothing")


def test_people_read_the_span_and_the_rule_of_small_cells(published: Ask, home: Path) -> None:
    file_cases(home, 1)
    said = published("metrics", "kandun", "--on", "2026-02-13")
    assert said.code == 0
    assert "2026-01-01 – 2026-03-31" in said.out
    assert "cells under five are left out" in said.out


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (("kandum",), "kandun"),
        (("kandun", "--on", "March"), "March"),
        (("kandun", "--from", "2026-01-01"), "--from"),
    ],
)
def test_wrong_use_says_what_was_meant(published: Ask, call: tuple[str, ...], complaint: str) -> None:
    said = published("metrics", *call)
    assert said.code == 2
    assert complaint in said.err
