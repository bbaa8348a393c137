"""Clocks as the rest of the engine uses them: start, stop, expire, extend, pause, read.

The one door to the ledger (`engine.policy.ledger`), its arithmetic (`engine.policy.projection`) and
what may be asked of it (`engine.policy.permissions`). An instant equal to `expires` is too late.
`promptly` carries a working value that drives reminders: such a clock has a due date but never
expires, is never late and never turns red.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from engine.policy.calendar import Calendar, local_date, start_of, workdays_between
from engine.policy.counting import DueDate, due_date
from engine.policy.definitions import Counting, Pause
from engine.policy.ledger import (
    Clock,
    ClockKind,
    Granted,
    Outcome,
    Paused,
    breaches,
    cancel,
    due,
    ended_pauses,
    extend,
    pause,
    restart,
    resume,
    rule_of,
    start,
)
from engine.policy.limits import Limit, Unit
from engine.policy.permissions import Refusal, may_extend, may_pause
from engine.policy.projection import Base
from engine.policy.spans import settled, shift, wall_clock

__all__ = [
    "Clock", "ClockKind", "Granted", "Outcome", "Paused", "Reading", "Refusal",
    "breaches", "cancel", "due", "expire_at", "extend", "may_extend", "may_pause", "next_expiry",
    "pause", "pause_ends", "reading", "restart", "resume", "rule_of", "start", "stop",
]  # fmt: skip

Colour = Literal["green", "amber", "red"]
ONE_WORKING_DAY = Limit("span", 1, Unit.WORKING_DAY)


@dataclass(frozen=True)
class Reading:
    """A clock as somebody sees it at one instant. Days left are negative once it is overdue, and
    None without a due date; `paused` is the key of the pause."""

    deadline: str
    due: DueDate | None
    outcome: Outcome
    expired: bool
    paused: str | None
    days: int | None
    working_days: int | None
    colour: Colour


def reading(
    clock: Clock,
    at: datetime,
    calendar: Calendar,
    counting: Counting,
    *,
    extension_from: Base = "nominal",
    warn: Limit = ONE_WORKING_DAY,
) -> Reading:
    """The clock at one instant; `warn` is how long before the due date it turns amber."""
    found = due(clock, calendar, counting, extension_from=extension_from)
    still = clock.open_pause
    key = still.pause if still and found is None else None
    days = working = None
    if found and clock.outcome == "running":
        today = local_date(calendar, at)
        days, working = (found.due - today).days, workdays_between(calendar, today, found.due)
    colour = _colour(clock, found, at, _amber_from(found, warn, calendar, counting))
    return Reading(clock.deadline, found, clock.outcome, clock.expired, key, days, working, colour)


def stop(
    clock: Clock, at: datetime, calendar: Calendar, counting: Counting, *, extension_from: Base = "nominal"
) -> Clock:
    """The clock stopped by what it waited for: `met` in time, else `late`."""
    if clock.outcome != "running":
        return clock
    found = due(clock, calendar, counting, extension_from=extension_from)
    over = clock.expired or (found is not None and at >= found.expires)
    outcome: Outcome = "late" if over and breaches(clock) else "met"
    return replace(clock, pauses=ended_pauses(clock, at), stopped=at, outcome=outcome)


def next_expiry(
    clock: Clock, calendar: Calendar, counting: Counting, *, extension_from: Base = "nominal"
) -> datetime | None:
    """The instant at which the clock will expire; None when it cannot."""
    if clock.outcome != "running" or clock.expired or not breaches(clock):
        return None
    found = due(clock, calendar, counting, extension_from=extension_from)
    return found.expires if found else None


def expire_at(
    clock: Clock, at: datetime, calendar: Calendar, counting: Counting, *, extension_from: Base = "nominal"
) -> Clock:
    """The clock marked as expired when its time is over at this instant; else the same clock."""
    moment = next_expiry(clock, calendar, counting, extension_from=extension_from)
    return replace(clock, expired=True) if moment and at >= moment else clock


def pause_ends(clock: Clock, pauses: Mapping[str, Pause], calendar: Calendar, counting: Counting) -> datetime | None:
    """When the present pause has lasted `at_most` and the clock must run again by itself."""
    still = clock.open_pause
    definition = pauses.get(still.pause) if still else None
    if still is None or definition is None or definition.at_most is None:
        return None
    longest = due_date(definition.at_most, still.from_, calendar, counting)
    return longest.expires if longest else None


def _colour(clock: Clock, found: DueDate | None, at: datetime, amber: datetime | None) -> Colour:
    if clock.outcome != "running":
        return "red" if clock.outcome == "late" else "green"
    if clock.expired or (found and at >= found.expires and breaches(clock)):
        return "red"
    return "amber" if amber and at >= amber else "green"


def _amber_from(found: DueDate | None, warn: Limit, calendar: Calendar, counting: Counting) -> datetime | None:
    plain = settled(warn, counting)
    if found is None or plain is None:
        return None
    elapsed = wall_clock(plain)
    if elapsed is not None:
        return found.expires - elapsed
    return start_of(calendar, shift(found.due, plain, calendar, counting, -1))
