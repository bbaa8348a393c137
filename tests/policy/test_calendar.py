"""Which days are worked: the shipped calendar against two libraries, and counting on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest
from holidays import country_holidays

from engine.policy.calendar import (
    Calendar,
    CalendarError,
    add_workdays,
    amended,
    end_of,
    is_official,
    is_workday,
    local_date,
    next_workday,
    previous_workday,
    start_of,
    workdays_between,
)
from engine.policy.forms import Text
from tests.policy.chinese_days import CN, at, day

TITLE = Text("测试", "Test")
EVERY_DAY = [date(2007, 1, 1) + timedelta(days=i) for i in range(7305)]


def test_the_last_compared_day_is_the_last_of_2026() -> None:
    assert EVERY_DAY[-1] == date(2026, 12, 31)


def test_agrees_with_the_package_chinesecalendar_on_every_day() -> None:
    assert [d for d in EVERY_DAY if is_workday(CN, d) != chinese_calendar.is_workday(d)] == []


def test_agrees_with_the_package_holidays_on_every_day() -> None:
    china = country_holidays("CN", years=range(2007, 2027))
    assert [d for d in EVERY_DAY if is_workday(CN, d) != china.is_working_day(d)] == []


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, worked: int) -> None:
    assert workdays_between(CN, date(year - 1, 12, 31), date(year, 12, 31)) == worked


@pytest.mark.parametrize("weekend", [frozenset({5, 6}), frozenset({4}), frozenset(), frozenset(range(6))])
def test_working_days_are_counted_as_one_would_on_paper(weekend: frozenset[int]) -> None:
    days = {d: worked for d, worked in CN.days.items() if d.year in (2025, 2026)}
    cal = Calendar("t", TITLE, "UTC", days, weekend=weekend)
    for start in (date(2025, 1, 20) + timedelta(days=i) for i in range(60)):
        walked = start
        for n in range(1, 40):
            walked = _walk(cal, walked, 1)
            assert add_workdays(cal, start, n) == walked
            assert workdays_between(cal, start, walked) == n
            assert workdays_between(cal, walked, start) == -n


@pytest.mark.parametrize("start", ["2026-02-24", "2026-03-01", "2026-10-08", "2026-10-05"])
def test_working_days_before_a_day(start: str) -> None:
    walked = day(start)
    for n in range(1, 30):
        walked = _walk(CN, walked, -1)
        assert add_workdays(CN, day(start), -n) == walked


def _walk(cal: Calendar, start: date, step: int) -> date:
    start += timedelta(days=step)
    while not is_workday(cal, start):
        start += timedelta(days=step)
    return start


def test_no_working_day_added_stays_where_it_is() -> None:
    assert add_workdays(CN, day("2026-02-17"), 0) == day("2026-02-17")


def test_the_neighbours_of_the_spring_festival() -> None:
    assert next_workday(CN, day("2026-02-14")) == day("2026-02-24")
    assert previous_workday(CN, day("2026-02-24")) == day("2026-02-14")


def test_a_span_that_leaves_the_calendar_is_an_error() -> None:
    with pytest.raises(OverflowError):
        add_workdays(CN, date(9999, 12, 1), 100)


def test_a_year_without_announcement_is_not_official() -> None:
    assert is_official(CN, day("2026-12-31"))
    assert not is_official(CN, day("2027-01-01"))
    assert is_workday(CN, day("2027-02-08"))  # a Monday; nobody has announced otherwise


def test_every_shipped_year_names_its_notice() -> None:
    assert sorted(CN.years) == list(range(2007, 2027))
    assert all(f"关于{y}年部分节假日安排的通知" in info.source for y, info in CN.years.items())


def test_the_date_is_that_of_the_calendars_zone() -> None:
    assert local_date(CN, datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == day("2026-03-02")
    assert local_date(CN, datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == day("2026-03-01")


def test_an_instant_without_time_zone_is_an_error() -> None:
    with pytest.raises(CalendarError, match="no time zone"):
        local_date(CN, datetime(2026, 3, 1))  # noqa: DTZ001


def test_a_day_ends_at_midnight_or_at_the_closing_hour() -> None:
    closing = Calendar("t", TITLE, "Asia/Shanghai", cut_off=time(16))
    assert start_of(CN, day("2026-03-02")) == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert end_of(CN, day("2026-03-02")) == at("2026-03-03 00:00")
    assert end_of(closing, day("2026-03-02")) == at("2026-03-02 16:00")
    assert end_of(closing, day("2026-03-02"), time(17, 30)) == at("2026-03-02 17:30")


def test_a_day_of_twenty_three_hours() -> None:
    berlin = Calendar("t", TITLE, "Europe/Berlin")
    spring = day("2026-03-29")
    assert end_of(berlin, spring) - start_of(berlin, spring) == timedelta(hours=23)


def test_a_local_notice_amends_the_calendar() -> None:
    local = amended(CN, {day("2026-11-16"): False, day("2026-11-21"): True}, "county notice")
    assert not is_workday(local, day("2026-11-16"))
    assert is_workday(local, day("2026-11-21"))
    assert is_workday(CN, day("2026-11-16"))
    assert local.notes[day("2026-11-16")].source == "county notice"
    assert local != CN


def test_an_amended_calendar_counts_anew() -> None:
    assert next_workday(CN, day("2026-11-13")) == day("2026-11-16")
    assert next_workday(amended(CN, {day("2026-11-16"): False}), day("2026-11-13")) == day("2026-11-17")


def test_equal_calendars_have_equal_hashes() -> None:
    again = amended(CN, {})
    next_workday(again, day("2026-11-13"))
    assert again == CN
    assert hash(again) == hash(CN)


@pytest.mark.parametrize(
    ("zone", "weekend"), [("Asia/Shanghai", frozenset(range(7))), ("Asia/Nowhere", frozenset({5}))]
)
def test_an_impossible_calendar_is_an_error(zone: str, weekend: frozenset[int]) -> None:
    with pytest.raises(CalendarError):
        Calendar("t", TITLE, zone, weekend=weekend)
