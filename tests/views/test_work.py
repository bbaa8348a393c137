"""Lists of cases: whom a case waits for, and what it is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.views.work import acting_as, number_of, owed, title_of
from tests.views.test_timeline import NOON, clock, names, row, stage


def test_an_office_of_a_unit_acts_for_the_unit() -> None:
    petition_head = acting_as("zhou-xiaoyan", names())
    assert {"zhou-xiaoyan", "coordination-office"} <= petition_head
    assert "coordination-office" not in acting_as("wu-jianfei", names())


def test_a_clock_against_ones_unit_is_owed_and_a_right_is_not() -> None:
    late, right = clock("receipt-time", days=-3), clock("review-window", days=3)
    mine = {"coordination-office"}
    assert stage().book.ruleset.deadlines["review-window"].strength == "may"
    assert owed(row("a"), (late, right), stage().book.ruleset, mine) == (late,)
    assert owed(row("a"), (replace(late, outcome="met"),), stage().book.ruleset, mine) == ()
    assert owed(row("a", closed=NOON), (late,), stage().book.ruleset, mine) == ()
    assert owed(row("a"), (late,), stage().book.ruleset, {"wu-jianfei"}) == ()


@pytest.mark.parametrize(
    ("lang", "number", "title"),
    [("zh", "常设卷", "坎墩街道常设卷"), ("en", "standing file", "Standing file of Kandun sub-district")],
)
def test_the_standing_file_is_called_what_it_is(lang: str, number: str, title: str) -> None:
    file = row("a", sequence=0, number="kandun-office")
    assert (number_of(file, names(lang)).lower(), title_of(file, names(lang))) == (number, title)
