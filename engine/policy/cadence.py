"""Turns of a recurring duty: the calendar period in which it is owed, and the day on which it is due.

Weeks begin on Monday; a half-month ends on the 15th and on the last day; months, quarters, half-years
and years are those of the calendar, so that "once a quarter" means the same everywhere. What is
counted otherwise (every ten days) follows on from its own beginning. Pure arithmetic; no clock.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from engine.policy.calendar import (
    ONE_DAY,
    Calendar,
    add_workdays,
    end_of,
    is_workday,
    next_workday,
    previous_workday,
    start_of,
)
from engine.policy.definitions import Counting, Duty, Weekday
from engine.policy.limits import Limit, Unit

WEEKDAYS: tuple[str, ...] = get_args(Weekday)
_WEEK, _HALF, _YEAR = 7, 15, 12
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: _YEAR}


@dataclass(frozen=True)
class Turn:
    """From the first to the last day of its period; `due` is None where there is no turn this time
    (its day is not worked and the duty says `holiday: skip`). `closes` is the hour of the due day."""

    first: date
    last: date
    due: date | None
    closes: time | None = None

    @property
    def opens(self) -> date:
        """From when it is owed: its first day, or its due day where that was moved before it."""
        return min(self.first, self.due) if self.due else self.first


def countable(limit: Limit) -> bool:
    """Whether periods can be counted by this limit: in days or longer."""
    return limit.kind == "span" and limit.amount > 0 and limit.unit not in (None, Unit.HOUR, Unit.MINUTE)


def period(limit: Limit, day: date, calendar: Calendar) -> tuple[date, date]:
    """The first and the last day of the period that `day` lies in. The limit is `countable`."""
    amount, unit = limit.amount, limit.unit
    if unit is Unit.WORKING_DAY:
        first = day if is_workday(calendar, day) else next_workday(calendar, day)
        return day, add_workdays(calendar, first, amount - 1) if amount > 1 else first
    if unit is Unit.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=amount * _WEEK - 1)
    if unit is Unit.HALF_MONTH and amount == 1:
        return (day.replace(day=1), day.replace(day=_HALF)) if day.day <= _HALF else (
            day.replace(day=_HALF + 1), _month_end(day))  # fmt: skip
    if unit in _MONTHS:
        return _months(day, amount * _MONTHS[unit])
    days = amount * _HALF if unit is Unit.HALF_MONTH else amount
    return day, day + timedelta(days=days - 1)


def turn(duty: Duty, limit: Limit, day: date, calendar: Calendar) -> Turn:
    """The turn of the period that `day` lies in."""
    first, last = period(limit, day, calendar)
    closes = time.fromisoformat(duty.between.partition("-")[2]) if duty.between else None
    return Turn(first, last, _due(duty, first, last, calendar), closes)


def following(duty: Duty, limit: Limit, last: date, calendar: Calendar) -> Turn:
    """The turn of the period that begins after this day."""
    return turn(duty, limit, last + ONE_DAY, calendar)


def over(found: Turn, calendar: Calendar, counting: Counting) -> datetime | None:
    """The instant at which the turn is missed; None where there is none."""
    if found.due is None:
        return None
    if found.closes is None:
        return end_of(calendar, found.due, counting.cut_off)
    return datetime.combine(found.due, found.closes, ZoneInfo(calendar.zone))


def begins(found: Turn, calendar: Calendar) -> datetime:
    """The instant from which the turn is owed."""
    return start_of(calendar, found.opens)


def _due(duty: Duty, first: date, last: date, calendar: Calendar) -> date | None:
    day = next(_days_called(duty.day, first, last), None) if duty.day else last
    if day is None or duty.holiday is None or is_workday(calendar, day):
        return day
    if duty.holiday == "skip":
        return None
    return next_workday(calendar, day) if duty.holiday == "next" else previous_workday(calendar, day)


def _days_called(name: str, first: date, last: date) -> Iterator[date]:
    """The days of that name in a period, the last one first."""
    day = last - timedelta(days=(last.weekday() - WEEKDAYS.index(name)) % _WEEK)
    while day >= first:
        yield day
        day -= timedelta(days=_WEEK)


def _months(day: date, months: int) -> tuple[date, date]:
    """A block of months that divides the year (or is made of years) lies where the calendar has it;
    any other begins with the month of the day."""
    index = day.year * _YEAR + day.month - 1
    if _YEAR % months == 0 or months % _YEAR == 0:
        index -= index % months
    end = index + months - 1
    return date(index // _YEAR, index % _YEAR + 1, 1), _month_end(date(end // _YEAR, end % _YEAR + 1, 1))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
