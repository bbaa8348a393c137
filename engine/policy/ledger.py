"""The ledger of one clock: what was granted, when it stood still, how it ended.

A `Clock` records what happened and nothing that follows from it: the due date, the days left and the
colour are derived, so that an amended calendar moves them and no stored value can contradict them.
`engine.policy.projection` does the arithmetic. Every change returns a new clock; what is not possible
(to pause a stopped clock) returns the same one. `engine.policy.permissions` says what may be asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from engine.policy.calendar import Calendar
from engine.policy.counting import DueDate
from engine.policy.definitions import Counting
from engine.policy.limits import Limit
from engine.policy.projection import Base, Ground, Segment, Stay, due_at
from engine.policy.spans import settled

ClockKind = Literal["deadline", "duty"]
Outcome = Literal["running", "met", "late", "cancelled"]


@dataclass(frozen=True)
class Granted:
    """An extension that was approved; the limit is resolved (never `same as limit`)."""

    limit: Limit
    at: datetime


@dataclass(frozen=True)
class Paused:
    """The clock stands still from `from_`; `until` is None while it does."""

    pause: str
    from_: datetime
    until: datetime | None = None
    then: Literal["resume", "restart"] = "resume"


@dataclass(frozen=True)
class Clock:
    """One limit running on one case. `until` is a promised date that stands in place of the limit.

    Of a recurring duty of the body: `turn` is the first and last day of its period, `closes` the
    hour at which its due day ends, `done` how often it was done, `held_by` who took it over.
    """

    deadline: str
    started: datetime
    limit: Limit
    kind: ClockKind = "deadline"
    epoch: int = 1
    extensions: tuple[Granted, ...] = ()
    pauses: tuple[Paused, ...] = ()
    stopped: datetime | None = None
    outcome: Outcome = "running"
    expired: bool = False
    until: date | None = None
    turn: tuple[date, date] | None = None
    closes: time | None = None
    done: int = 0
    held_by: str | None = None

    @property
    def rule(self) -> str:
        """The deadline or duty it runs under: `reception@li#3` is one instance of `reception`."""
        return rule_of(self.deadline)

    @property
    def whose(self) -> str:
        """Behind the `@`: the person, unit or row that this instance is for; empty when it is one."""
        return self.deadline.partition("#")[0].partition("@")[2]

    @property
    def open_pause(self) -> Paused | None:
        """The pause that has not ended."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].until is None else None


def rule_of(key: str) -> str:
    """The deadline or duty that a clock's key belongs to."""
    return key.partition("#")[0].partition("@")[0]


def start(
    deadline: str,
    limit: Limit,
    at: datetime,
    *,
    kind: ClockKind = "deadline",
    epoch: int = 1,
    until: date | None = None,
) -> Clock:
    """A clock that begins to run; after a redo or a reopening pass the old epoch plus one."""
    return Clock(deadline, at, limit, kind, epoch, until=until)


def due(clock: Clock, calendar: Calendar, counting: Counting, *, extension_from: Base = "nominal") -> DueDate | None:
    """When the clock runs out; None while it stands still and where the text sets no number."""
    segments = _segments(clock, counting)
    if segments is None:
        return None
    ground = Ground(calendar, counting, extension_from)
    found = due_at(run_start(clock), segments, stays(clock), ground)
    if clock.closes is not None:
        closing = datetime.combine(found.due, clock.closes, ZoneInfo(calendar.zone))
        found = replace(found, expires=closing.astimezone(UTC))
    still = clock.open_pause
    # A pause that begins when the time is already over changes nothing.
    return None if still and still.from_ < found.expires else found


def run_start(clock: Clock) -> datetime:
    """When the present run began: the start, or the last restart."""
    restarts = [p.until for p in clock.pauses if p.then == "restart" and p.until]
    return restarts[-1] if restarts and clock.until is None else clock.started


def base(clock: Clock, counting: Counting) -> Segment | None:
    """The limit itself, settled, or the promised date; None when the text sets no number."""
    return clock.until or settled(clock.limit, counting)


def granted(clock: Clock, counting: Counting) -> list[Limit]:
    """The extensions of the present run; a restart gives the whole limit anew and earlier ones lapse."""
    begun = run_start(clock)
    found = [settled(g.limit, counting) for g in clock.extensions if g.at >= begun]
    return [limit for limit in found if limit is not None]


def stays(clock: Clock, now: datetime | None = None) -> list[Stay]:
    """The pauses of the present run that have ended; with `now` the open one too, as if it ended."""
    begun = run_start(clock)
    ended = [(p.from_, p.until or now) for p in clock.pauses]
    return [Stay(first, last) for first, last in ended if last is not None and last > begun]


def extend(clock: Clock, wanted: Limit, at: datetime) -> Clock:
    """The clock with an extension granted; `same as limit` is written out. The epoch rises."""
    limit = clock.limit if wanted.kind == "same-as-limit" else wanted
    more = (*clock.extensions, Granted(limit, at))
    return replace(clock, extensions=more, epoch=clock.epoch + 1, expired=False)


def pause(clock: Clock, key: str, at: datetime, then: Literal["resume", "restart"] = "resume") -> Clock:
    """The clock standing still; unchanged when it is stopped, expired or standing still already."""
    if clock.outcome != "running" or clock.expired or clock.open_pause:
        return clock
    return replace(clock, pauses=(*clock.pauses, Paused(key, at, None, then)))


def resume(clock: Clock, at: datetime) -> Clock:
    """The clock running again, with the rest of its limit or from the beginning as the pause says.

    The epoch rises. Unchanged when it does not stand still.
    """
    still = clock.open_pause
    if still is None or clock.outcome != "running":
        return clock
    ended = replace(still, until=max(at, still.from_))
    return replace(clock, pauses=(*clock.pauses[:-1], ended), epoch=clock.epoch + 1)


def restart(clock: Clock, at: datetime) -> Clock:
    """The clock running from the beginning, whether or not it stood still. The epoch rises."""
    if clock.outcome != "running":
        return clock
    still = clock.open_pause
    begun = replace(still, until=at, then="restart") if still else Paused("restart", at, at, "restart")
    kept = clock.pauses[:-1] if still else clock.pauses
    return replace(clock, pauses=(*kept, begun), epoch=clock.epoch + 1, expired=False)


def cancel(clock: Clock, at: datetime) -> Clock:
    """The clock taken away: the case went elsewhere and nothing is owed any more."""
    if clock.outcome != "running":
        return clock
    return replace(clock, pauses=ended_pauses(clock, at), stopped=at, outcome="cancelled")


def breaches(clock: Clock) -> bool:
    """Whether passing the due date is a breach: not where the text only says `promptly`."""
    return clock.until is not None or clock.limit.kind != "promptly"


def _segments(clock: Clock, counting: Counting) -> list[Segment] | None:
    first = base(clock, counting)
    return None if first is None else [first, *granted(clock, counting)]


def ended_pauses(clock: Clock, at: datetime) -> tuple[Paused, ...]:
    """The pauses, the open one ended at this instant."""
    still = clock.open_pause
    return (*clock.pauses[:-1], replace(still, until=max(at, still.from_))) if still else clock.pauses
