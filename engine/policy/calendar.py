"""Which days are worked, in one place on earth.

A `Calendar` is data (`rules/calendars/<id>.yaml`): a weekend, the days that differ from it, and for
which years that is official. A year without an announcement is projected: weekends only, and every
date that rests on it says `provisional`. Nothing here reads a clock; an instant becomes a date in
the calendar's own zone. Days are counted by arithmetic and bisection, so no span is too long.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Literal
from zoneinfo import ZoneInfo

from engine.errors import EngineError
from engine.policy.forms import Text

ONE_DAY = timedelta(days=1)


class CalendarError(EngineError):
    """A calendar that cannot be: no working day in the week, or an unknown time zone."""


@dataclass(frozen=True)
class CalendarYear:
    """What a year rests on: an announcement (`official`) or an estimate (`projected`).

    `source` names the announcement; `version` the data it was taken from.
    """

    status: Literal["official", "projected"]
    source: str
    version: str = ""


@dataclass(frozen=True)
class DayNote:
    """Why a day differs: its name, and the notice where that is not the year's own source."""

    name: Text | None = None
    source: str | None = None


@dataclass(frozen=True)
class Calendar:
    """The working days of one place.

    `days` holds the exceptions (True: worked, False: off); `weekend` counts Monday as 0; `zone` is
    an IANA name; `cut_off` is the local hour at which a period's last day ends (Civil Code 203),
    None for 24:00; `extends` names the calendar whose years and days it took over. Raises
    CalendarError when no day of the week is worked or the zone is unknown.
    """

    id: str
    title: Text
    zone: str
    days: Mapping[date, bool] = field(default_factory=dict)
    years: Mapping[int, CalendarYear] = field(default_factory=dict)
    weekend: frozenset[int] = frozenset({5, 6})
    cut_off: time | None = None
    notes: Mapping[date, DayNote] = field(default_factory=dict)
    extends: str | None = None

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(range(7)):
            raise CalendarError(f"calendar {self.id}: weekend {sorted(self.weekend)} leaves no working day")
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError) as error:
            raise CalendarError(f"calendar {self.id}: unknown time zone {self.zone!r}") from error

    def __hash__(self) -> int:
        return hash((self.id, self.zone, self.weekend, self.cut_off, len(self.days), len(self.years)))

    @cached_property
    def _steps(self) -> tuple[list[int], list[int]]:
        """Ordinals of the days that differ from the plain week, and the running sum of +1 and -1."""
        changed = sorted(d for d, worked in self.days.items() if worked != self._plain(d))
        return [d.toordinal() for d in changed], list(accumulate(1 if self.days[d] else -1 for d in changed))

    @cached_property
    def _into_week(self) -> tuple[int, ...]:
        """Working days among the first 0, 1 … 6 days of a plain week."""
        return tuple(accumulate((d not in self.weekend for d in range(6)), initial=0))

    def _plain(self, day: date) -> bool:
        return day.weekday() not in self.weekend

    def _worked_until(self, ordinal: int) -> int:
        """How many working days there are from 0001-01-01 (a Monday) to this day, included."""
        weeks, rest = divmod(ordinal, 7)
        plain = weeks * (7 - len(self.weekend)) + self._into_week[rest]
        ordinals, sums = self._steps
        before = bisect_right(ordinals, ordinal)
        return plain + (sums[before - 1] if before else 0)


def is_workday(cal: Calendar, day: date) -> bool:
    """Whether the day is worked: a make-up Saturday is, a public holiday is not."""
    return cal.days.get(day, day.weekday() not in cal.weekend)


def is_official(cal: Calendar, day: date) -> bool:
    """Whether the day's year has been announced."""
    info = cal.years.get(day.year)
    return info is not None and info.status == "official"


def next_workday(cal: Calendar, day: date) -> date:
    """The first working day after `day`."""
    return add_workdays(cal, day, 1)


def previous_workday(cal: Calendar, day: date) -> date:
    """The last working day before `day`."""
    return add_workdays(cal, day, -1)


def add_workdays(cal: Calendar, day: date, n: int) -> date:
    """The n-th working day after `day` (before it when negative); `day` itself is not counted.

    Zero gives `day`, worked or not. Raises OverflowError outside the years 1 to 9999.
    """
    if n == 0:
        return day
    start = day.toordinal()
    span = abs(n) * 7 // (7 - len(cal.weekend)) + len(cal.days) + 14
    if n > 0:
        near, wanted = range(start + 1, start + span), cal._worked_until(start) + n
    else:
        near, wanted = range(start - span, start), cal._worked_until(start - 1) + n + 1
    found = near[0] + bisect_left(near, wanted, key=cal._worked_until)
    if not date.min.toordinal() <= found <= date.max.toordinal():
        raise OverflowError(f"{n} working days from {day} leave the calendar")
    return date.fromordinal(found)


def workdays_between(cal: Calendar, first: date, last: date) -> int:
    """Working days after `first` up to and including `last`; negative when `last` is earlier."""
    return cal._worked_until(last.toordinal()) - cal._worked_until(first.toordinal())


def local_date(cal: Calendar, at: datetime) -> date:
    """The date of an instant in the calendar's zone. Raises CalendarError without a time zone."""
    if at.tzinfo is None:
        raise CalendarError(f"{at.isoformat()} has no time zone")
    return at.astimezone(ZoneInfo(cal.zone)).date()


def start_of(cal: Calendar, day: date) -> datetime:
    """The instant (UTC) at which the local day begins."""
    return datetime.combine(day, time(), ZoneInfo(cal.zone)).astimezone(UTC)


def end_of(cal: Calendar, day: date, cut_off: time | None = None) -> datetime:
    """The instant (UTC) at which the day ends for a period: the cut-off hour, or 24:00 local.

    `cut_off` overrides the calendar's own. What happens at that instant is already too late.
    """
    closing = cut_off or cal.cut_off
    if closing is None:
        return start_of(cal, day + ONE_DAY)
    return datetime.combine(day, closing, ZoneInfo(cal.zone)).astimezone(UTC)


def amended(cal: Calendar, changes: Mapping[date, bool], source: str | None = None) -> Calendar:
    """The calendar with some days changed by a later or local notice; due dates then re-project."""
    kept = {d: note for d, note in cal.notes.items() if d not in changes}
    added = {d: DayNote(source=source) for d in changes} if source else {}
    return replace(cal, days={**cal.days, **changes}, notes={**kept, **added})
