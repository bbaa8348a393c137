"""Where a clock's due date lies after its pauses and extensions: pure arithmetic on one ledger.

The ledger is cut into segments: the limit itself, then each extension. A segment ends on a nominal
day (or at an instant, when it is counted in hours); the next one is added to that nominal end, or to
the rolled one where `extension.from` says so; the last one is rolled once (Civil Code 203).

Pauses. The day on which a pause begins still counts and the day on which it ends does not, as the
day of a start does not (Civil Code 201): what stands still is every day after the one up to and
including the other. What was used up before stays used up, in its own unit:

* working days: the working days left over are counted on from the day of resumption;
* days: the days left over are counted on, which moves the end by the days of the pause;
* months, half-months and years: the nominal last day moves by the days of the pause. A month has no
  fixed number of days from which a rest could be taken, so the number of the day stays decided by
  the start (Civil Code 202), and the days lost are given back one for one. Statutes say only that
  such time "is not counted in the limit" (Administrative Licensing Law 45) and leave the unit open;
* hours and minutes: the elapsed time of the pause is added.

A pause that begins after the due date changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from engine.policy.calendar import (
    ONE_DAY,
    Calendar,
    add_workdays,
    is_workday,
    local_date,
    next_workday,
    start_of,
    workdays_between,
)
from engine.policy.counting import DueDate, ending_at
from engine.policy.definitions import Counting
from engine.policy.limits import Limit, Unit
from engine.policy.spans import announced, closing, last_day, rolled, rolls, shift, wall_clock

Base = Literal["nominal", "rolled"]
Segment = Limit | date
"""A settled limit; as the first segment also a promised date, which never rolls."""


@dataclass(frozen=True)
class Stay:
    """A finished pause: the clock stood still from one instant to the other."""

    from_: datetime
    until: datetime


@dataclass(frozen=True)
class Ends:
    """Where a segment ends: a nominal day, and the instant when it is counted in hours."""

    day: date
    instant: datetime | None = None

    def later_than(self, other: Ends) -> bool:
        """Compared by instant where both have one, else by nominal day."""
        if self.instant and other.instant:
            return self.instant > other.instant
        return self.day > other.day


@dataclass(frozen=True)
class Ground:
    """What every count needs: the calendar, the way of counting, what extensions are added to."""

    calendar: Calendar
    counting: Counting
    extension_from: Base = "nominal"


def project(started: datetime, segments: Sequence[Segment], stays: Sequence[Stay], ground: Ground) -> Ends:
    """The nominal end of all segments, of which there is at least one."""
    waiting = list(stays)
    ends = _first(started, segments[0], ground)
    ends = _paused(ends, segments[0], waiting, ground, last=len(segments) == 1)
    for number, limit in enumerate(segments[1:], start=2):
        ends = _added(ends, segments[number - 2], limit, ground)
        ends = _paused(ends, limit, waiting, ground, last=number == len(segments))
    return ends


def due_at(started: datetime, segments: Sequence[Segment], stays: Sequence[Stay], ground: Ground) -> DueDate:
    """The due date of all segments, rolled once."""
    calendar, counting = ground.calendar, ground.counting
    ends = project(started, segments, stays, ground)
    if ends.instant:
        return ending_at(ends.instant, calendar)
    start = local_date(calendar, started)
    due = _rolled(ends.day, segments[-1], ground, not_before=start)
    expires = closing(calendar, counting, due)
    if expires <= started:  # begun after the closing hour of its only day
        expires = start_of(calendar, due + ONE_DAY)
    return DueDate(ends.day, due, expires, _provisional(start, ends.day, due, segments, ground))


def _first(started: datetime, segment: Segment, ground: Ground) -> Ends:
    if isinstance(segment, date):
        return Ends(segment)
    day = local_date(ground.calendar, started)
    elapsed = wall_clock(segment)
    if elapsed is not None:
        return _at(started + elapsed, ground)
    return Ends(last_day(segment, day, ground.calendar, ground.counting))


def _added(ends: Ends, before: Segment, limit: Segment, ground: Ground) -> Ends:
    """The end of an extension that follows a segment."""
    if isinstance(limit, date):
        return Ends(limit)
    base = ends.day
    if ground.extension_from == "rolled" and ends.instant is None:
        base = _rolled(base, before, ground)
    elapsed = wall_clock(limit)
    if elapsed is None:
        return Ends(shift(base, limit, ground.calendar, ground.counting))
    return _at((ends.instant or closing(ground.calendar, ground.counting, base)) + elapsed, ground)


def _paused(ends: Ends, segment: Segment, waiting: list[Stay], ground: Ground, *, last: bool) -> Ends:
    """The end after the pauses that begin within this segment; they leave `waiting`."""
    while waiting and waiting[0].from_ < _reach(ends, segment, ground, last=last):
        ends = _moved(ends, segment, waiting.pop(0), ground)
    return ends


def _reach(ends: Ends, segment: Segment, ground: Ground, *, last: bool) -> datetime:
    """Until when a pause still belongs to the segment: its rolled end, unless another is added to
    the nominal one."""
    if ends.instant:
        return ends.instant
    by_roll = last or ground.extension_from == "rolled"
    day = _rolled(ends.day, segment, ground) if by_roll else ends.day
    return closing(ground.calendar, ground.counting, day)


def _moved(ends: Ends, segment: Segment, stay: Stay, ground: Ground) -> Ends:
    calendar = ground.calendar
    if ends.instant:
        return _at(ends.instant + (stay.until - stay.from_), ground)
    paused, resumed = stay_days(stay, calendar)
    if resumed == paused:
        return ends
    if isinstance(segment, Limit) and segment.unit is Unit.WORKING_DAY:
        left = workdays_between(calendar, paused, ends.day)
        if left > 0:
            return Ends(add_workdays(calendar, resumed, left))
        return Ends(resumed if is_workday(calendar, resumed) else next_workday(calendar, resumed))
    return Ends(max(ends.day + (resumed - paused), resumed))


def stay_days(stay: Stay, calendar: Calendar) -> tuple[date, date]:
    """The last day that counted before the pause, and the last one that stood still.

    A pause that ends at midnight sharp ends with the day before, which is its 24:00.
    """
    paused = local_date(calendar, stay.from_)
    return paused, max(paused, local_date(calendar, stay.until - timedelta(microseconds=1)))


def _rolled(day: date, segment: Segment, ground: Ground, not_before: date | None = None) -> date:
    if isinstance(segment, Limit) and rolls(segment):
        return rolled(day, ground.calendar, ground.counting, not_before=not_before)
    return day


def _at(instant: datetime, ground: Ground) -> Ends:
    return Ends(local_date(ground.calendar, instant), instant)


def _provisional(start: date, nominal: date, due: date, segments: Sequence[Segment], ground: Ground) -> bool:
    limits = [s for s in segments if isinstance(s, Limit)]
    if any(s.unit is Unit.WORKING_DAY for s in limits):
        return not announced(ground.calendar, start, due)
    by_roll = ground.counting.roll != "none" and bool(limits) and rolls(limits[-1])
    return by_roll and not announced(ground.calendar, nominal, due)
