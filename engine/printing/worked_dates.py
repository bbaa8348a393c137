"""Worked examples: when limits end that begin just before the longest holiday of the calendar.

The start is chosen from the calendar alone, so that the same rule set prints the same dates every time:
three working days before the longest run of days off in the latest year that has been announced.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from engine.policy.calendar import ONE_DAY, Calendar, add_workdays, is_workday
from engine.policy.counting import DueDate
from engine.policy.deadlines import due, extend, start
from engine.policy.definitions import Counting, Extension
from engine.policy.limits import Limit

_BEFORE, _NINE = 3, time(9)
_WITHOUT_A_YEAR = date(2026, 1, 1)


@dataclass(frozen=True)
class DaysOff:
    """A run of days that are not worked although the week alone would not say so; `names` each once."""

    first: date
    last: date
    names: tuple[str, ...]


def example_start(calendar: Calendar) -> datetime:
    """Nine in the morning, local time, of the day on which the examples begin."""
    years = [y for y, info in calendar.years.items() if info.status == "official"]
    day = _WITHOUT_A_YEAR
    if years:
        runs = _runs(calendar, date(max(years), 1, 1), date(max(years), 12, 31))
        longest = max(runs, key=lambda r: (len(r), -r[0].toordinal()))
        day = add_workdays(calendar, longest[0], -_BEFORE)
    return datetime.combine(day, _NINE, ZoneInfo(calendar.zone))


def ends(limit: Limit, begun: datetime, calendar: Calendar, counting: Counting) -> DueDate | None:
    """When the limit ends; None where no number is known without a case."""
    if limit.kind in ("fact", "same-as-limit"):
        return None
    return due(start("example", limit, begun), calendar, counting)


def extended(
    limit: Limit, extension: Extension, begun: datetime, calendar: Calendar, counting: Counting
) -> DueDate | None:
    """When it ends after one extension of the longest kind."""
    if limit.kind in ("fact", "same-as-limit"):
        return None
    clock = extend(start("example", limit, begun), extension.up_to, begun)
    return due(clock, calendar, counting, extension_from=extension.from_)


def days_off(calendar: Calendar, after: date, until: date, lang: str) -> tuple[DaysOff, ...]:
    """Holidays after one day and up to another; plain weekends are left out."""
    return tuple(
        DaysOff(run[0], run[-1], names)
        for run in _runs(calendar, after + ONE_DAY, until)
        if (names := tuple(dict.fromkeys(n for d in run for n in _name(calendar, d, lang))))
    )


def made_up(calendar: Calendar, after: date, until: date) -> tuple[date, ...]:
    """Days worked in that time although they lie on a weekend."""
    days = sorted(d for d, worked in calendar.days.items() if worked and after < d <= until)
    return tuple(d for d in days if d.weekday() in calendar.weekend)


def _runs(calendar: Calendar, first: date, last: date) -> list[tuple[date, ...]]:
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return [tuple(run) for worked, run in groupby(days, key=lambda d: is_workday(calendar, d)) if not worked]


def _name(calendar: Calendar, day: date, lang: str) -> Iterator[str]:
    """The name of a holiday without what stands in brackets behind it."""
    note = calendar.notes.get(day)
    if note is not None and note.name is not None and day in calendar.days:
        yield note.name.in_(lang).split("（")[0].split(" (")[0]
