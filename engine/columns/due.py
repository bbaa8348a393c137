"""When limits end, for many cases at once: `engine.policy.counting` and `projection` as columns.

A day's due date depends on the day alone, so it is worked out once per day that occurs and looked up
by the rows; hours run from each row's own instant. Pauses are not in a history and not counted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.columns.days import Days, DayTable, Instants, add_months
from engine.policy.definitions import Extension
from engine.policy.limits import Limit, Unit
from engine.policy.projection import Base
from engine.policy.spans import CountingError, rolls, settled, wall_clock

_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_MICRO_PER_SECOND = 1_000_000
Truth = NDArray[np.bool_]


@dataclass(frozen=True)
class Due:
    """Due dates of many cases: days as ordinals, `expires` in microseconds since 1970 (UTC)."""

    nominal: Days
    due: Days
    expires: Instants
    provisional: Truth

    def pick(self, rows: NDArray[np.int64]) -> Due:
        """The due dates of these rows."""
        return Due(self.nominal[rows], self.due[rows], self.expires[rows], self.provisional[rows])


@dataclass(frozen=True)
class _Ends:
    """Where a segment ends: nominal days, and instants when it is counted in hours."""

    day: Days
    instant: Instants | None = None

    def later_than(self, other: _Ends) -> Truth:
        if self.instant is not None and other.instant is not None:
            return np.greater(self.instant, other.instant)
        return np.greater(self.day, other.day)


def shift(days: Days, limit: Limit, table: DayTable, sign: int = 1) -> Days:
    """The days that many units later or earlier, not rolled. Raises CountingError for hours."""
    plain = settled(limit, table.counting)
    if plain is None or wall_clock(plain) is not None:
        raise CountingError(f"days cannot be moved by {limit.kind} {limit.amount} {limit.unit or ''}")
    if plain.kind == "same-day":
        return days
    if plain.unit is Unit.WORKING_DAY:
        return table.add_workdays(days, sign * plain.amount)
    if plain.unit is Unit.DAY:
        return days + sign * plain.amount
    return add_months(days, sign * plain.amount * _MONTHS[plain.unit or Unit.MONTH])


def due_from(
    limit: Limit, started: Instants, table: DayTable, *, extensions: Sequence[Limit] = (), base: Base = "nominal"
) -> Due | None:
    """When a limit that starts at these instants ends, with the extensions granted; None when the text
    sets no number. Raises SpanError outside 1949-2120."""
    segments = [settled(part, table.counting) for part in (limit, *extensions)]
    known = [s for s in segments if s is not None]
    if segments[0] is None:
        return None
    if any(wall_clock(s) is not None for s in known):
        return _ending(started, known, table, base)
    day = table.local_day(started)
    return _not_before_start(_by_day(day, known, table, base), started, table)


def due_on(promised: Days, started: Instants, table: DayTable) -> Due:
    """A promised day in place of a limit: it never rolls."""
    found = Due(promised, promised, table.end_of(promised), np.zeros(len(promised), bool))
    return _not_before_start(found, started, table)


def allowed(
    limit: Limit, started: Instants, table: DayTable, extension: Extension, asked: Limit, before: Sequence[Limit] = ()
) -> Truth:
    """Where one more extension of this length stays within every cap of the policy, asked for in time.

    As `permissions.may_extend`: caps are compared by the end that they lead to on that very case.
    """
    rows = len(started)
    if extension.times is not None and len(before) >= extension.times:
        return np.zeros(rows, bool)
    first, more = (_plain(x, limit, table) for x in (limit, asked))
    if first is None or more is None or more.kind == "same-day" or (more.kind == "span" and more.amount == 0):
        return np.zeros(rows, bool)
    earlier = [s for g in before if (s := _plain(g, limit, table)) is not None]
    wanted = _project(started, [first, *earlier, more], table, extension.from_)
    found = np.ones(rows, bool)
    for cap, head in ((extension.up_to, [first, *earlier]), (extension.in_all, [first]), (extension.ends_by, [])):
        most = None if cap is None else _plain(cap, limit, table)
        if most is not None:
            found &= ~wanted.later_than(_project(started, [*head, most], table, extension.from_))
    return found


def _plain(limit: Limit, own: Limit, table: DayTable) -> Limit | None:
    return settled(own if limit.kind == "same-as-limit" else limit, table.counting)


def _by_day(day: Days, segments: list[Limit], table: DayTable, base: Base) -> Due:
    """Worked out for the days that occur, when rows are many; else for the rows."""
    low, high = (int(day.min()), int(day.max())) if len(day) else (0, -1)
    if high - low < len(day):
        return _dated(np.arange(low, high + 1), segments, table, base).pick(day - low)
    return _dated(day, segments, table, base)


def _dated(start: Days, segments: list[Limit], table: DayTable, base: Base) -> Due:
    nominal = _last_day(segments[0], start, table)
    for before, limit in pairwise(segments):
        begun = _rolled(nominal, before, table) if base == "rolled" else nominal
        nominal = shift(begun, limit, table)
    due = _rolled(nominal, segments[-1], table, start)
    return Due(nominal, due, table.end_of(due), _provisional(start, nominal, due, segments, table))


def _ending(started: Instants, segments: list[Limit], table: DayTable, base: Base) -> Due:
    """Limits with hours among them."""
    ends = _project(started, segments, table, base)
    if ends.instant is not None:
        day = table.local_day(ends.instant)
        return Due(day, day, ends.instant, np.zeros(len(day), bool))
    start = table.local_day(started)
    due = _rolled(ends.day, segments[-1], table, start)
    provisional = _provisional(start, ends.day, due, segments, table)
    return _not_before_start(Due(ends.day, due, table.end_of(due), provisional), started, table)


def _project(started: Instants, segments: list[Limit], table: DayTable, base: Base) -> _Ends:
    elapsed = _micros(segments[0])
    if elapsed is not None:
        ends = _at(started + elapsed, table)
    else:
        ends = _Ends(_last_day(segments[0], table.local_day(started), table))
    for before, limit in pairwise(segments):
        day = _rolled(ends.day, before, table) if base == "rolled" and ends.instant is None else ends.day
        elapsed = _micros(limit)
        if elapsed is None:
            ends = _Ends(shift(day, limit, table))
        else:
            ends = _at((table.end_of(day) if ends.instant is None else ends.instant) + elapsed, table)
    return ends


def _at(instant: Instants, table: DayTable) -> _Ends:
    return _Ends(table.local_day(instant), instant)


def _micros(limit: Limit) -> int | None:
    elapsed = wall_clock(limit)
    return None if elapsed is None else int(elapsed.total_seconds()) * _MICRO_PER_SECOND


def _last_day(limit: Limit, start: Days, table: DayTable) -> Days:
    """As `spans.last_day`: the nominal end of a settled limit in days or longer."""
    if limit.kind == "same-day" or limit.amount == 0:
        return start
    if table.counting.start_day == "excluded":
        return shift(start, limit, table)
    if limit.unit not in _MONTHS:
        return shift(start - 1, limit, table)
    end = shift(start, limit, table)
    same_number = _day_of_month(end) == _day_of_month(start)
    return np.where(same_number, end - 1, end)


def _day_of_month(days: Days) -> Days:
    day = (days - 719_163).astype("datetime64[D]")
    found: Days = (day - day.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    return found


def _rolled(days: Days, limit: Limit, table: DayTable, not_before: Days | None = None) -> Days:
    return table.rolled(days, not_before) if rolls(limit) else days


def _provisional(start: Days, nominal: Days, due: Days, segments: list[Limit], table: DayTable) -> Truth:
    if any(s.unit is Unit.WORKING_DAY for s in segments):
        return ~table.announced(start, due)
    if table.counting.roll != "none" and rolls(segments[-1]):
        return ~table.announced(nominal, due)
    return np.zeros(len(due), bool)


def _not_before_start(found: Due, started: Instants, table: DayTable) -> Due:
    """Begun after the closing hour of its only day, a limit ends at 24:00."""
    over = found.expires <= started
    if not over.any():
        return found
    expires = found.expires.copy()
    expires[over] = table.start_of(found.due[over] + 1)
    return replace(found, expires=expires)
