"""The shipped calendars of other places: against the package `holidays`, and their one-off days."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from holidays import country_holidays

from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar, is_official, is_workday

ROOT = Path(__file__).parents[2]
PLACES = {
    "england-and-wales": ("GB", "ENG", 2027),
    "scotland": ("GB", "SCT", 2027),
    "us-federal": ("US", None, 2030),
}


def shipped(id_: str) -> Calendar:
    found = load_calendar(id_, home=ROOT)
    assert isinstance(found, Calendar), found
    return found


def days_until(last: int) -> list[date]:
    first = date(2007, 1, 1)
    return [first + timedelta(days=i) for i in range((date(last, 12, 31) - first).days + 1)]


@pytest.mark.parametrize("id_", PLACES)
def test_agrees_with_the_package_holidays_on_every_day(id_: str) -> None:
    country, part, last = PLACES[id_]
    calendar = shipped(id_)
    theirs = country_holidays(country, subdiv=part, years=range(2007, last + 2))
    assert [d for d in days_until(last) if is_workday(calendar, d) != theirs.is_working_day(d)] == []


def test_wales_has_the_days_of_england() -> None:
    years = range(2007, 2028)
    assert set(country_holidays("GB", subdiv="WLS", years=years)) == set(
        country_holidays("GB", subdiv="ENG", years=years)
    )


@pytest.mark.parametrize("id_", PLACES)
def test_a_year_is_official_when_it_is_announced_and_names_its_source(id_: str) -> None:
    calendar, last = shipped(id_), PLACES[id_][2]
    assert is_official(calendar, date(last, 6, 1))
    assert not is_official(calendar, date(last + 1, 6, 1))
    assert all("http" in year.source for year in calendar.years.values())


@pytest.mark.parametrize("id_", ["england-and-wales", "scotland"])
@pytest.mark.parametrize("day", ["2011-04-29", "2012-06-05", "2022-06-03", "2022-09-19", "2023-05-08"])
def test_a_proclaimed_day_is_off_and_names_the_proclamation(id_: str, day: str) -> None:
    calendar = shipped(id_)
    assert not is_workday(calendar, date.fromisoformat(day))
    assert "proclamation" in (calendar.notes[date.fromisoformat(day)].source or "")


def test_a_day_of_scotland_alone() -> None:
    for day in (date(2026, 1, 2), date(2026, 6, 15), date(2026, 11, 30)):
        assert not is_workday(shipped("scotland"), day)
        assert is_workday(shipped("england-and-wales"), day)


def test_a_day_closed_by_order_alone_is_no_legal_public_holiday() -> None:
    assert is_workday(shipped("us-federal"), date(2025, 1, 9))
    assert not is_workday(shipped("us-federal"), date(2026, 7, 3))


def test_the_regional_calendar_adds_its_days_and_its_closing_hour() -> None:
    calendar = shipped("glenmuir")
    assert not is_workday(calendar, date(2026, 3, 20))
    assert not is_workday(calendar, date(2026, 11, 30))
    assert is_workday(shipped("scotland"), date(2026, 3, 20))
    assert calendar.cut_off == time(17)
