"""A calendar as columns: every day of a long span with its working days, its first moment, its year.

Days are ordinals (as `date.toordinal`), instants microseconds since 1970 in UTC. The span covers what
offices have on file; a day outside it raises SpanError, and the caller asks the plain calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from engine.columns.cells import ColumnsError
from engine.policy.calendar import Calendar, is_official
from engine.policy.definitions import Counting
from engine.policy.spans import closing

Days = NDArray[np.int64]
Instants = NDArray[np.int64]
FIRST, LAST = date(1949, 1, 1).toordinal(), date(2120, 12, 31).toordinal()
SPAN = LAST - FIRST + 1
DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MICRO = timedelta(microseconds=1)


class SpanError(ColumnsError):
    """A day before 1949 or after 2120."""


def micros(at: datetime) -> int:
    """An instant as microseconds since 1970 in UTC."""
    return (at - _EPOCH) // _MICRO


def moment(us: int) -> datetime:
    """The instant of these microseconds, in UTC."""
    return _EPOCH + timedelta(microseconds=us)


def within(days: Days) -> Days:
    """Places in the span of these ordinals. Raises SpanError outside it."""
    if len(days) and (days.min() < FIRST or days.max() > LAST):
        raise SpanError("a day before 1949 or after 2120")
    return days - FIRST


LOCAL_FIRST, LOCAL_LAST = ((day - _EPOCH_DAY) * DAY_US for day in (FIRST + 2, LAST - 2))
"""Local time, in microseconds since 1970, that lies safely within the span."""


def utc_of_local(zone: str, local: Instants) -> Instants:
    """Local time in a place as instants; on a day on which clocks change, asked one by one."""
    day = np.floor_divide(local, DAY_US) + _EPOCH_DAY - FIRST
    away = _offsets(zone)
    found: Instants = local - away[day]
    for row in np.flatnonzero(away[day] != away[day + 1]):
        at = (_EPOCH + timedelta(microseconds=int(local[row]))).replace(tzinfo=ZoneInfo(zone))
        found[row] = micros(at.astimezone(UTC))
    return found


@lru_cache(maxsize=32)
def _offsets(zone: str) -> NDArray[np.int64]:
    """How far local time is from UTC at the first moment of every day, in microseconds."""
    where, none = ZoneInfo(zone), time()
    found, day = np.empty(SPAN + 1, np.int64), FIRST
    while day <= LAST + 1:
        until = min(day + 28, LAST + 1)
        first, last = (_offset(d, none, where) for d in (day, until))
        if first == last and all(_offset(d, none, where) == first for d in range(day + 7, until, 7)):
            found[day - FIRST : until - FIRST + 1] = first
        else:
            found[day - FIRST : until - FIRST + 1] = [_offset(d, none, where) for d in range(day, until + 1)]
        day = until + 1
    return found


def _offset(day: int, at: time, zone: ZoneInfo) -> int:
    away = datetime.combine(date.fromordinal(day), at, zone).utcoffset()
    assert away is not None
    return away // _MICRO


@dataclass(frozen=True)
class DayTable:
    """One calendar under one way of counting, day by day. Arrays are indexed by `day - FIRST`."""

    calendar: Calendar
    counting: Counting

    @cached_property
    def worked(self) -> NDArray[np.bool_]:
        """Whether each day is worked."""
        days = np.arange(FIRST, LAST + 1)
        found = ~np.isin((days + 6) % 7, sorted(self.calendar.weekend))
        for day, yes in self.calendar.days.items():
            if FIRST <= day.toordinal() <= LAST:
                found[day.toordinal() - FIRST] = yes
        return found

    @cached_property
    def worked_until(self) -> Days:
        """Working days from the first day of the span to each day, included."""
        return np.cumsum(self.worked, dtype=np.int64)

    @cached_property
    def workdays(self) -> Days:
        """Every working day in order: the n-th of the span (from 0)."""
        return np.flatnonzero(self.worked) + FIRST

    @cached_property
    def official_until(self) -> Days:
        """Days of announced years up to each day, included."""
        years = range(date.fromordinal(FIRST).year, date.fromordinal(LAST).year + 1)
        known = [y for y in years if is_official(self.calendar, date(y, 1, 1))]
        year = (np.arange(FIRST, LAST + 1) - _EPOCH_DAY).astype("datetime64[D]").astype("datetime64[Y]")
        return np.cumsum(np.isin(year.astype(np.int64) + 1970, known), dtype=np.int64)

    @cached_property
    def starts(self) -> Instants:
        """The first moment of every day, and of the day after the last."""
        local = (np.arange(FIRST, LAST + 2) - _EPOCH_DAY) * DAY_US
        return local - _offsets(self.calendar.zone)

    @cached_property
    def closes(self) -> Instants:
        """The instant at which each day ends for a period."""
        if (self.counting.cut_off or self.calendar.cut_off) is None:
            return self.starts[1:]
        return np.array(
            [micros(closing(self.calendar, self.counting, date.fromordinal(FIRST + i))) for i in range(SPAN)]
        )

    def local_day(self, at: Instants) -> Days:
        """The local day of each instant. Raises SpanError outside the span."""
        offset = int(self.starts[0]) - (FIRST - _EPOCH_DAY) * DAY_US
        near = np.floor_divide(at - offset, DAY_US) + _EPOCH_DAY - FIRST
        if len(near) and (near.min() < 1 or near.max() > SPAN - 2):
            raise SpanError("a moment before 1949 or after 2120")
        near -= at < self.starts[near]
        while (later := at >= self.starts[near + 1]).any():  # a place may leave a day out altogether
            near += later
        return near + FIRST

    def start_of(self, days: Days) -> Instants:
        """The first moment of each day."""
        return self.starts[within(days)]

    def end_of(self, days: Days) -> Instants:
        """The instant from which each day is over."""
        return self.closes[within(days)]

    def add_workdays(self, days: Days, n: int) -> Days:
        """The n-th working day after each day (before it when negative)."""
        if n == 0:
            return days
        at = within(days)
        before = self.worked_until[at] if n > 0 else self.worked_until[at] - self.worked[at]
        wanted = before + n - (1 if n > 0 else 0)
        if len(wanted) and (wanted.min() < 0 or wanted.max() >= len(self.workdays)):
            raise SpanError("a working day before 1949 or after 2120")
        return self.workdays[wanted]

    def announced(self, first: Days, last: Days) -> NDArray[np.bool_]:
        """Whether every year from one day to the other has been announced."""
        low, high = within(np.minimum(first, last)), within(np.maximum(first, last))
        before = np.where(low > 0, self.official_until[low - 1], 0)
        found: NDArray[np.bool_] = np.equal(self.official_until[high] - before, high - low + 1)
        return found

    def rolled(self, days: Days, not_before: Days | None = None) -> Days:
        """Each day, or the working day that the rule of rolling puts in its place."""
        if self.counting.roll == "none":
            return days
        off = ~self.worked[within(days)]
        if self.counting.roll == "next working day":
            return np.where(off, self.add_workdays(days, 1), days)
        earlier = self.add_workdays(days, -1)
        kept = off if not_before is None else off & (earlier >= not_before)
        return np.where(kept, earlier, days)


def add_months(days: Days, months: int) -> Days:
    """The day of the same number, or the month's last one where there is none (Civil Code 202)."""
    day = (days - _EPOCH_DAY).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    number = (day - month.astype("datetime64[D]")).astype(np.int64)
    first = (month + np.timedelta64(months, "M")).astype("datetime64[D]")
    length = ((month + np.timedelta64(months + 1, "M")).astype("datetime64[D]") - first).astype(np.int64)
    moved: Days = first.astype(np.int64) + np.minimum(number, length - 1) + _EPOCH_DAY
    return moved


@lru_cache(maxsize=256)
def day_table(calendar: Calendar, counting: Counting) -> DayTable:
    """The table of a calendar under one way of counting, made once."""
    return DayTable(calendar, counting)
