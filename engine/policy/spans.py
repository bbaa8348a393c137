"""How far a span of time reaches on a calendar: the arithmetic beneath `engine.policy.counting`.

Civil Code 201 (the start day is not counted), 202 (a month ends on the day of the same number, or on
the month's last day where there is none) and 203 (a last day that is not worked moves on). A make-up
Saturday is worked, so nothing moves there. Only days here; instants are for `counting`.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Literal

from engine.errors import EngineError
from engine.policy.calendar import (
    ONE_DAY,
    Calendar,
    add_workdays,
    end_of,
    is_official,
    is_workday,
    next_workday,
    previous_workday,
)
from engine.policy.definitions import Counting
from engine.policy.limits import Limit, Unit

_LAST_YEAR = 9998  # a limit of thousands of years ends here instead of leaving the calendar
_UNBOUNDED = ("unspecified", "as-the-law-says")
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_WALL_CLOCK = {Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1)}


class CountingError(EngineError):
    """A limit that cannot be counted: a fact or `same as limit` that nobody resolved."""


def settled(limit: Limit, counting: Counting) -> Limit | None:
    """The limit as a plain span or `same-day`; None when the text sets no number.

    Weeks and half-months become days (criminal procedure interpretation 2021, 202), `promptly` its working
    value. Raises CountingError for a fact or `same as limit`: those are resolved by the caller.
    """
    if limit.kind in _UNBOUNDED:
        return None
    if limit.kind == "promptly":
        if counting.promptly.kind == "promptly":
            raise CountingError("`promptly` cannot mean itself")
        return settled(counting.promptly, counting)
    if limit.kind == "same-day":
        return limit
    if limit.kind != "span" or limit.unit is None:
        raise CountingError(f"limit {limit.kind} is not resolved")
    if limit.unit is Unit.WEEK:
        return Limit("span", limit.amount * 7, Unit.DAY)
    if limit.unit is not Unit.HALF_MONTH:
        return limit
    half = counting.half_month
    if half.kind != "span" or half.unit in (None, Unit.HALF_MONTH):
        raise CountingError("half a month must be a number of another unit")
    return Limit("span", limit.amount * half.amount, half.unit)


def wall_clock(limit: Limit) -> timedelta | None:
    """The elapsed time of a limit in minutes or hours; None for every other unit."""
    one = _WALL_CLOCK.get(limit.unit) if limit.unit else None
    return one * limit.amount if one else None


def shift(day: date, limit: Limit, calendar: Calendar, counting: Counting, sign: Literal[1, -1] = 1) -> date:
    """The day that many units after (or before) `day`, not rolled. For the offsets of a ladder.

    Raises CountingError for hours and for limits without a number.
    """
    plain = settled(limit, counting)
    if plain is None or wall_clock(plain) is not None:
        raise CountingError(f"a day cannot be moved by {limit.kind} {limit.amount} {limit.unit or ''}")
    if plain.kind == "same-day":
        return day
    if plain.unit is Unit.WORKING_DAY:
        return add_workdays(calendar, day, sign * plain.amount)
    if plain.unit is Unit.DAY:
        return day + timedelta(days=sign * plain.amount)
    return _add_months(day, sign * plain.amount * _MONTHS[plain.unit or Unit.MONTH])


def last_day(limit: Limit, start: date, calendar: Calendar, counting: Counting) -> date:
    """The nominal last day of a settled limit in days or longer that starts on this day."""
    if limit.kind == "same-day" or limit.amount == 0:
        return start
    if counting.start_day == "excluded":
        return shift(start, limit, calendar, counting)
    if limit.unit in _MONTHS:
        end = shift(start, limit, calendar, counting)
        # The start day counts, so the last day precedes the day of the same number; where the month
        # has no such day, its last day is the end (202).
        return end - ONE_DAY if end.day == start.day else end
    return shift(start - ONE_DAY, limit, calendar, counting)


def rolled(day: date, calendar: Calendar, counting: Counting, *, not_before: date | None = None) -> date:
    """The day, or the working day that `counting.roll` puts in its place (Civil Code 203)."""
    if counting.roll == "none" or is_workday(calendar, day):
        return day
    if counting.roll == "next working day":
        return next_workday(calendar, day)
    earlier = previous_workday(calendar, day)
    return day if not_before and earlier < not_before else earlier


def rolls(limit: Limit) -> bool:
    """Whether the end of a settled limit may move: days, months and years do."""
    return limit.kind == "span" and limit.unit in (Unit.DAY, Unit.MONTH, Unit.YEAR)


def announced(calendar: Calendar, first: date, last: date) -> bool:
    """Whether every year from one day to the other has been announced."""
    low, high = min(first, last), max(first, last)
    return all(is_official(calendar, max(low, date(y, 1, 1))) for y in range(low.year, high.year + 1))


def closing(calendar: Calendar, counting: Counting, day: date) -> datetime:
    """The instant at which the day ends: the rule set's closing hour, the calendar's, or 24:00."""
    return end_of(calendar, day, counting.cut_off)


def _add_months(day: date, months: int) -> date:
    """The day of the same number, or the month's last day where there is none (Civil Code 202)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= _LAST_YEAR:
        return date(_LAST_YEAR, 12, 31) if year > _LAST_YEAR else date(1, 1, 1)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))
