"""Worked examples: dates from the calendar alone, with the holidays between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from engine.policy.definitions import Counting
from engine.policy.limits import Limit, parse_limit
from engine.printing.worked_dates import days_off, ends, example_start, extended, made_up
from tests.printing.conftest import Made

Manuals = Callable[[str, str], Made]


def limit(words: str) -> Limit:
    found = parse_limit(words)
    assert found is not None
    return found


def test_examples_begin_three_working_days_before_the_longest_holiday(manual_of: Manuals) -> None:
    calendar = manual_of("plain-county", "zh").source.calendar
    begun = example_start(calendar)
    assert begun.isoformat() == "2026-02-12T09:00:00+08:00"


def test_a_calendar_without_an_announced_year_still_has_a_start(manual_of: Manuals) -> None:
    from dataclasses import replace

    bare = replace(manual_of("plain-county", "zh").source.calendar, years={}, days={})
    assert example_start(bare).date() == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("3 working days", "2026-02-24"),
        ("15 days", "2026-02-27"),
        ("1 month", "2026-03-12"),
        ("same day", "2026-02-12"),
    ],
)
def test_a_limit_ends_across_spring_festival(manual_of: Manuals, words: str, due: str) -> None:
    calendar = manual_of("plain-county", "zh").source.calendar
    found = ends(limit(words), example_start(calendar), calendar, Counting())
    assert found is not None
    assert found.due.isoformat() == due


def test_what_only_a_case_can_decide_has_no_example(manual_of: Manuals) -> None:
    calendar = manual_of("plain-county", "zh").source.calendar
    begun = example_start(calendar)
    assert ends(Limit("fact", fact="x"), begun, calendar, Counting()) is None
    assert ends(limit("unspecified"), begun, calendar, Counting()) is None


def test_an_extension_counts_on_from_the_counted_end(manual_of: Manuals) -> None:
    source = manual_of("plain-county", "zh").source
    deadline = source.ruleset.deadlines["matter-time"]
    assert deadline.extension is not None
    begun = example_start(source.calendar)
    longer = extended(deadline.limit, deadline.extension, begun, source.calendar, source.ruleset.counting)
    assert longer is not None
    assert longer.nominal == date(2026, 5, 13)


def test_holidays_and_make_up_days_between_are_named(manual_of: Manuals) -> None:
    calendar = manual_of("plain-county", "zh").source.calendar
    first, last = date(2026, 2, 11), date(2026, 3, 2)
    (festival,) = days_off(calendar, first, last, "zh")
    assert (festival.first, festival.last) == (date(2026, 2, 15), date(2026, 2, 23))
    assert festival.names == ("农历除夕", "春节", "休息日")
    assert made_up(calendar, first, last) == (date(2026, 2, 14), date(2026, 2, 28))


def test_plain_weekends_are_left_out(manual_of: Manuals) -> None:
    calendar = manual_of("plain-county", "zh").source.calendar
    assert days_off(calendar, date(2026, 3, 2), date(2026, 3, 31), "zh") == ()
