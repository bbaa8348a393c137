"""Time passing, with the order in which clocks may run out.

Somebody may act at any moment, so of two clocks that run either may run out first, unless the one
that began no later is surely the shorter. `Ages` keeps who began before whom; `next_by` moves a case
to the moment at which one clock acts, the others as young as they may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from engine.casework.case import Case
from engine.casework.clocks.due import running
from engine.casework.clocks.moments import next_moment_of
from engine.casework.rulebook import Rulebook
from engine.policy.calendar import Calendar
from engine.policy.deadlines import Clock
from engine.policy.definitions import Counting
from engine.policy.limits import Limit, Unit

_HOLIDAY = 12
"""More days than any run of days off: how far a last day may roll."""

Ages = tuple[frozenset[str], ...]
"""Running clocks, oldest first; those that began in one judgement stand together."""


@dataclass(frozen=True)
class Arrival:
    """The case as it is when one clock is about to act, and when that is."""

    case: Case
    at: datetime
    clock: str


def aged(before: Ages, old: Case | None, case: Case) -> Ages:
    """The order after a judgement: what ended is gone, what began anew is the youngest."""
    now = {c.deadline: c for c in running(case)}
    fresh = frozenset(k for k, c in now.items() if old is None or _began_anew(old.clocks.get(k), c))
    kept = tuple(group & now.keys() - fresh for group in before)
    return tuple(group for group in (*kept, fresh) if group)


def arrivals(
    case: Case, ages: Ages, book: Rulebook, calendar: Calendar, at: datetime, *, timed: frozenset[str]
) -> Iterator[Arrival]:
    """Every running clock that may be the next to act. Only a clock of `timed`, whose running out is
    remembered, can be the reason why another has to wait."""
    clocks = {c.deadline: c for c in running(case)}
    for key in clocks:
        alone = replace(case, clocks={**case.clocks, **_ended(clocks, but=key)})
        moment = next_moment_of(alone, book, calendar, at)
        if moment is not None and not _too_early(key, clocks, ages, book, timed):
            then = max(moment, at)
            others = {k: _young(c, then) for k, c in clocks.items() if k != key}
            yield Arrival(replace(case, clocks={**case.clocks, **others}), then, key)


def bounds(limit: Limit, counting: Counting) -> tuple[int, int] | None:
    """The fewest and the most days that a limit may take on any calendar; None without a number."""
    if limit.kind == "same-day":
        return 0, 1 + _HOLIDAY
    if limit.kind != "span" or limit.unit is None:
        return None
    if limit.unit is Unit.HALF_MONTH:
        half = bounds(counting.half_month, counting)
        return (limit.amount * half[0], limit.amount * half[1]) if half else None
    fewest, most = _PER_UNIT[limit.unit]
    wall = limit.unit in (Unit.MINUTE, Unit.HOUR)
    works = limit.unit is Unit.WORKING_DAY or counting.roll != "none"
    slack = _HOLIDAY if works and not wall else 0
    early = slack if counting.roll == "previous working day" else 0 if wall else 1
    return max(0, int(limit.amount * fewest) - early), int(limit.amount * most) + 1 + slack


_PER_UNIT = {
    Unit.MINUTE: (1 / 1440, 1 / 1440), Unit.HOUR: (1 / 24, 1 / 24), Unit.DAY: (1, 1), Unit.WORKING_DAY: (1, 2),
    Unit.WEEK: (7, 7),
    Unit.MONTH: (28, 31), Unit.YEAR: (365, 366),
}  # fmt: skip


def _too_early(key: str, clocks: dict[str, Clock], ages: Ages, book: Rulebook, timed: frozenset[str]) -> bool:
    """Whether another clock, no younger, surely runs out before this one does."""
    place = {k: n for n, group in enumerate(ages) for k in group}
    begun = list(clocks)
    for other, clock in clocks.items():
        in_front = other in timed and not clock.expired and place[other] <= place[key]
        if other == key or not in_front or _may_stretch(clock, clocks[key], book):
            continue
        alike = clock.limit == clocks[key].limit and begun.index(other) < begun.index(key)
        if alike or _surely_shorter(clock, clocks[key], book):
            return True
    return False


def _may_stretch(clock: Clock, other: Clock, book: Rulebook) -> bool:
    """Whether more than their limits decides which of the two runs out first."""
    definition = book.ruleset.deadlines.get(clock.deadline)
    theirs = book.ruleset.deadlines.get(other.deadline)
    stretched = definition is not None and bool(definition.extension or definition.pauses)
    climbs = theirs is not None and theirs.escalation is not None
    return stretched or climbs or bool(clock.until or other.until or other.expired or other.extensions)


def _surely_shorter(clock: Clock, other: Clock, book: Rulebook) -> bool:
    counting = book.ruleset.counting
    mine, theirs = bounds(clock.limit, counting), bounds(other.limit, counting)
    return mine is not None and theirs is not None and mine[1] < theirs[0]


def _began_anew(old: Clock | None, clock: Clock) -> bool:
    """Started, or running from the beginning after a pause. An extension leaves the age as it is."""
    if old is None or old.outcome != "running":
        return True
    if old.epoch == clock.epoch:
        return False
    resumed = bool(old.open_pause and not clock.open_pause and clock.pauses)
    if resumed:
        return clock.pauses[-1].then == "restart"
    return len(clock.extensions) <= len(old.extensions)


def _ended(clocks: dict[str, Clock], *, but: str) -> dict[str, Clock]:
    return {k: replace(c, outcome="cancelled") for k, c in clocks.items() if k != but}


def _young(clock: Clock, at: datetime) -> Clock:
    """The same clock as if everything on it had happened just now, so that nothing is owed yet."""
    pauses = tuple(replace(p, from_=at, until=at if p.until else None) for p in clock.pauses)
    extensions = tuple(replace(e, at=at) for e in clock.extensions)
    return replace(clock, started=at, pauses=pauses, extensions=extensions)
