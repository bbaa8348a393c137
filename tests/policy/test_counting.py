"""When a limit ends, by the Civil Code and by rule sets that count otherwise."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policy.calendar import is_workday
from engine.policy.counting import CountingError, DueDate, due_date, due_from, shift
from engine.policy.definitions import Counting
from engine.policy.limits import Limit
from tests.policy.chinese_days import CN, COUNTING, at, day, limit

INCLUDED = replace(COUNTING, start_day="included")
PREVIOUS = replace(COUNTING, roll="previous working day")
NO_ROLL = replace(COUNTING, roll="none")
STARTS = st.dates(date(2007, 1, 1), date(2026, 12, 31))

GOLDEN = [
    ("3 working days", "2026-02-13", "2026-02-25", "2026-02-25"),  # Saturday 02-14 is worked
    ("5 working days", "2026-09-29", "2026-10-12", "2026-10-12"),  # Saturday 10-10 is worked
    ("10 working days", "2026-02-12", "2026-03-04", "2026-03-04"),
    ("15 working days", "2026-09-18", "2026-10-15", "2026-10-15"),  # Sunday 09-20 is worked
    ("1 month", "2026-01-31", "2026-02-28", "2026-02-28"),  # make-up Saturday: no roll
    ("1 month", "2026-01-15", "2026-02-15", "2026-02-24"),
    ("1 month", "2024-01-31", "2024-02-29", "2024-02-29"),
    ("1 month", "2026-03-31", "2026-04-30", "2026-04-30"),
    ("1 month", "2026-04-04", "2026-05-04", "2026-05-06"),
    ("15 days", "2026-09-16", "2026-10-01", "2026-10-08"),
    ("15 days", "2025-01-14", "2025-01-29", "2025-02-05"),
    ("half a month", "2025-01-14", "2025-01-29", "2025-02-05"),
    ("60 days", "2025-12-02", "2026-01-31", "2026-02-02"),
    ("60 days", "2026-08-04", "2026-10-03", "2026-10-08"),
    ("1 year", "2024-02-29", "2025-02-28", "2025-02-28"),
    ("2 years", "2024-06-03", "2026-06-03", "2026-06-03"),
    ("0 days", "2026-03-02", "2026-03-02", "2026-03-02"),
]


def ends(text: str, start: str, counting: Counting = COUNTING) -> DueDate:
    found = due_from(limit(text), day(start), CN, counting)
    assert found is not None
    return found


@pytest.mark.parametrize(("text", "start", "nominal", "due"), GOLDEN)
def test_a_limit_ends_on_its_day(text: str, start: str, nominal: str, due: str) -> None:
    assert ends(text, start) == DueDate(day(nominal), day(due), at(f"{due} 00:00") + timedelta(days=1), False)


@pytest.mark.parametrize(("text", "start", "nominal", "due"), GOLDEN)
@pytest.mark.parametrize("hour", ["00:00", "09:30", "23:59"])
def test_the_hour_of_the_start_does_not_matter(text: str, start: str, nominal: str, due: str, hour: str) -> None:
    assert due_date(limit(text), at(f"{start} {hour}"), CN, COUNTING) == ends(text, start)


def test_an_unannounced_year_makes_a_due_date_provisional() -> None:
    found = ends("60 days", "2026-11-20")
    assert (found.due, found.provisional) == (day("2027-01-19"), True)
    assert ends("10 working days", "2026-12-25").provisional
    assert not ends("10 working days", "2026-12-10").provisional
    assert not ends("60 days", "2026-11-20", NO_ROLL).provisional


def test_a_roll_into_an_unannounced_year_is_provisional() -> None:
    """2022-12-31 is a Saturday: the last day lies in an announced year, where it rolls to may not."""
    unannounced = replace(CN, years={y: v for y, v in CN.years.items() if y <= 2022})
    found = due_from(limit("1 month"), day("2022-11-30"), unannounced, COUNTING)
    assert found is not None
    assert not found.provisional
    found = due_from(limit("31 days"), day("2022-11-30"), unannounced, COUNTING)
    assert found is not None
    assert (found.nominal, found.due, found.provisional) == (day("2022-12-31"), day("2023-01-03"), True)


def test_naive_weekdays_are_wrong_as_often_as_measured() -> None:
    wrong = [_gap("3 working days", s, _naive_weekdays(s, 3)) for s in _from_2025(699)]
    assert (sum(g > 0 for g in wrong), max(wrong)) == (109, 8)


def test_thirty_days_are_no_month_as_often_as_measured() -> None:
    wrong = [_gap("1 month", s, s + timedelta(days=30)) for s in _from_2025(670)]
    assert (sum(g > 0 for g in wrong), max(wrong)) == (513, 10)


def _from_2025(count: int) -> list[date]:
    return [date(2025, 1, 1) + timedelta(days=i) for i in range(count)]


def _gap(text: str, start: date, guess: date) -> int:
    return abs((ends(text, start.isoformat()).due - guess).days)


def _naive_weekdays(start: date, count: int) -> date:
    while count:
        start += timedelta(days=1)
        count -= start.weekday() < 5
    return start


def test_hours_run_on_the_wall_clock_and_never_roll() -> None:
    found = due_date(limit("48 hours"), at("2026-02-13 17:00"), CN, COUNTING)
    assert found == DueDate(day("2026-02-15"), day("2026-02-15"), at("2026-02-15 17:00"), False)
    found = due_date(limit("90 minutes"), at("2026-12-31 23:00"), CN, COUNTING)
    assert found == DueDate(day("2027-01-01"), day("2027-01-01"), at("2027-01-01 00:30"), False)


def test_no_hours_end_at_once() -> None:
    found = due_date(limit("0 hours"), at("2026-02-13 17:00"), CN, COUNTING)
    assert found is not None
    assert found.expires == at("2026-02-13 17:00")


def test_the_same_day_ends_that_day_even_on_a_holiday() -> None:
    assert ends("same day", "2026-02-17").due == day("2026-02-17")


def test_after_the_closing_hour_the_same_day_lasts_until_midnight() -> None:
    closing = replace(COUNTING, cut_off=time(16))
    early = due_date(limit("same day"), at("2026-03-02 15:00"), CN, closing)
    late = due_date(limit("same day"), at("2026-03-02 17:00"), CN, closing)
    assert early is not None
    assert late is not None
    assert early.expires == at("2026-03-02 16:00")
    assert late.expires == at("2026-03-03 00:00")


def test_the_closing_hour_ends_the_last_day() -> None:
    closing = replace(COUNTING, cut_off=time(17, 30))
    assert ends("3 working days", "2026-02-13", closing).expires == at("2026-02-25 17:30")


@pytest.mark.parametrize("text", ["unspecified", "as the law says"])
def test_a_text_without_number_gives_no_date(text: str) -> None:
    assert due_date(limit(text), at("2026-03-02 09:00"), CN, COUNTING) is None
    assert due_from(limit(text), day("2026-03-02"), CN, COUNTING) is None


def test_promptly_uses_its_working_value() -> None:
    assert ends("promptly", "2026-03-02").due == day("2026-03-04")
    slow = replace(COUNTING, promptly=limit("5 days"))
    assert ends("promptly", "2026-03-02", slow).nominal == day("2026-03-07")


def test_half_a_month_may_be_counted_otherwise() -> None:
    assert ends("3 half-months", "2026-03-02").nominal == day("2026-04-16")
    worked = replace(COUNTING, half_month=limit("10 working days"))
    assert ends("half a month", "2026-03-02", worked).due == day("2026-03-16")


@pytest.mark.parametrize(
    ("what", "counting"),
    [
        (Limit("fact", fact="time"), COUNTING),
        (Limit("same-as-limit"), COUNTING),
        (limit("promptly"), replace(COUNTING, promptly=limit("promptly"))),
        (limit("half a month"), replace(COUNTING, half_month=limit("half a month"))),
    ],
)
def test_what_nobody_resolved_is_an_error(what: Limit, counting: Counting) -> None:
    with pytest.raises(CountingError):
        due_from(what, day("2026-03-02"), CN, counting)


@pytest.mark.parametrize(
    ("text", "start", "nominal"),
    [
        ("1 day", "2026-03-02", "2026-03-02"),
        ("15 days", "2026-03-02", "2026-03-16"),
        ("3 working days", "2026-02-13", "2026-02-24"),
        ("3 working days", "2026-02-15", "2026-02-26"),
        ("1 month", "2026-03-01", "2026-03-31"),
        ("1 month", "2026-01-15", "2026-02-14"),
        ("1 month", "2026-01-31", "2026-02-28"),
        ("1 month", "2026-01-29", "2026-02-28"),
    ],
)
def test_a_start_day_that_counts(text: str, start: str, nominal: str) -> None:
    assert ends(text, start, INCLUDED).nominal == day(nominal)


def test_a_roll_backwards_or_none() -> None:
    assert ends("1 month", "2026-01-15", PREVIOUS).due == day("2026-02-14")
    assert ends("1 month", "2026-01-15", NO_ROLL).due == day("2026-02-15")


def test_a_roll_backwards_never_ends_before_the_start() -> None:
    assert ends("1 day", "2026-02-15", PREVIOUS).due == day("2026-02-16")


def test_a_limit_of_thousands_of_years_stays_in_the_calendar() -> None:
    assert ends("9999 years", "2026-02-15").nominal == date(9998, 12, 31)


@pytest.mark.parametrize(
    ("start", "text", "sign", "expected"),
    [
        ("2026-02-25", "3 working days", -1, "2026-02-13"),
        ("2026-02-24", "1 working day", 1, "2026-02-25"),
        ("2026-03-31", "1 month", -1, "2026-02-28"),
        ("2026-03-16", "half a month", -1, "2026-03-01"),
        ("2026-03-16", "10 days", 1, "2026-03-26"),
        ("2026-03-16", "same day", 1, "2026-03-16"),
        ("2024-02-29", "1 year", -1, "2023-02-28"),
        ("0001-02-01", "1 year", -1, "0001-01-01"),
    ],
)
def test_a_ladder_offset_is_not_rolled(start: str, text: str, sign: int, expected: str) -> None:
    assert shift(day(start), limit(text), CN, COUNTING, -1 if sign < 0 else 1) == day(expected)


@pytest.mark.parametrize("text", ["2 hours", "unspecified"])
def test_a_day_cannot_be_moved_by_hours_or_by_nothing(text: str) -> None:
    with pytest.raises(CountingError):
        shift(day("2026-03-02"), limit(text), CN, COUNTING)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(STARTS, st.integers(1, 90))
def test_working_days_agree_with_counting_on_paper(start: date, amount: int) -> None:
    walked, left = start, amount
    while left:
        walked += timedelta(days=1)
        left -= is_workday(CN, walked)
    found = due_from(limit(f"{amount} working days"), start, CN, COUNTING)
    assert found is not None
    assert (found.nominal, found.due) == (walked, walked)


def _month_on_paper(start: date, months: int) -> date:
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _rolled_on_paper(last: date) -> date:
    while not is_workday(CN, last):
        last += timedelta(days=1)
    return last


@pytest.mark.parametrize("months", [1, 2, 3, 12])
def test_months_agree_with_counting_on_paper_on_every_start_date(months: int) -> None:
    for start in (date(2007, 1, 1) + timedelta(days=i) for i in range(7305)):
        nominal = _month_on_paper(start, months)
        found = due_from(limit(f"{months} months"), start, CN, COUNTING)
        assert found is not None
        assert (found.nominal, found.due) == (nominal, _rolled_on_paper(nominal))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(STARTS, st.integers(0, 400))
def test_a_later_start_never_ends_earlier(start: date, amount: int) -> None:
    for text in (f"{amount} days", f"{amount} working days", f"{amount % 30} months"):
        first = due_from(limit(text), start, CN, COUNTING)
        second = due_from(limit(text), start + timedelta(days=1), CN, COUNTING)
        assert first is not None
        assert second is not None
        assert first.due <= second.due
