"""Which rungs of a ladder are due: in order, each once, also after a standstill of the machine.

A rung stands at the start of a local day, so many units before or after the due date; in hours it
stands that long before or after the instant of expiry. Its identity on a case is (clock, epoch, step,
occurrence): re-projection of a due date never makes a taken step due again, a new epoch does.

A rung without offset waits for its condition alone; without condition too, it stands at the expiry.
Conditions need facts: a rung with one is left out unless `facts` are given and it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine.policy.calendar import Calendar, local_date, start_of
from engine.policy.conditions import ALWAYS, Facts, holds
from engine.policy.counting import DueDate
from engine.policy.definitions import Counting, Escalation, Step
from engine.policy.limits import Limit
from engine.policy.spans import settled, shift, wall_clock

Taken = frozenset[tuple[int, str, int]]


@dataclass(frozen=True)
class DueStep:
    """One rung to be taken; `occurrence` counts from 1, `scheduled` is when it should have been."""

    step: str
    occurrence: int
    scheduled: datetime


def due_steps(
    escalation: Escalation,
    due: DueDate | None,
    *,
    calendar: Calendar,
    counting: Counting,
    epoch: int,
    taken: Taken,
    at: datetime,
    facts: Facts | None = None,
) -> tuple[DueStep, ...]:
    """The steps to be taken at this instant that this epoch has not taken, by time and then by rung.

    Without a due date (the clock stands still, or the text sets no number) only rungs that wait for
    a condition alone can be due.
    """
    found = []
    for rung, step in enumerate(escalation.steps.values()):
        if not _applies(step, facts):
            continue
        for occurrence, scheduled in _moments(step, due, at, calendar, counting):
            if scheduled <= at and (epoch, step.key, occurrence) not in taken:
                found.append((scheduled, rung, occurrence, step.key))
    return tuple(DueStep(key, occurrence, scheduled) for scheduled, _, occurrence, key in sorted(found))


def next_moment(
    escalation: Escalation | None,
    due: DueDate | None,
    *,
    calendar: Calendar,
    counting: Counting,
    epoch: int,
    taken: Taken,
    at: datetime,
    expiry: datetime | None = None,
) -> datetime | None:
    """When this clock next needs a look: the earliest step not taken, or `expiry` (see
    `deadlines.next_expiry`). A moment that was missed is returned as it is, in the past; a rung past
    its time that waits for a condition is not, because an event will wake it, not the time.
    """
    moments = [expiry] if expiry else []
    for step in escalation.steps.values() if escalation else ():
        for occurrence, scheduled in _moments(step, due, at, calendar, counting):
            waits = step.if_ != ALWAYS and scheduled <= at
            if not waits and (epoch, step.key, occurrence) not in taken:
                moments.append(scheduled)
    return min(moments, default=None)


def first_warning(escalation: Escalation | None) -> Limit | None:
    """How long before the due date the ladder begins; a clock is amber from then on."""
    steps = escalation.steps.values() if escalation else ()
    return next((s.before for s in steps if s.before), None)


def _applies(step: Step, facts: Facts | None) -> bool:
    return step.if_ == ALWAYS or (facts is not None and holds(step.if_, facts))


def _moments(
    step: Step, due: DueDate | None, at: datetime, calendar: Calendar, counting: Counting
) -> Iterator[tuple[int, datetime]]:
    """Every occurrence of a step with its moment; nothing where it hangs on a date nobody knows."""
    offset = step.before or step.after
    if offset is None:
        if step.if_ != ALWAYS:
            yield 1, at
        elif due is not None:
            yield 1, due.expires
        return
    plain = settled(offset, counting)
    if due is None or plain is None:
        return
    first = _first(due, plain, -1 if step.before else 1, calendar, counting)
    yield 1, first
    every = settled(step.every, counting) if step.every else None
    if every is None:
        return
    for occurrence in range(2, step.times + 1):
        yield occurrence, _again(first, every, occurrence - 1, calendar, counting)


def _first(due: DueDate, offset: Limit, sign: Literal[1, -1], calendar: Calendar, counting: Counting) -> datetime:
    elapsed = wall_clock(offset)
    if elapsed is not None:
        return due.expires + sign * elapsed
    return start_of(calendar, shift(due.due, offset, calendar, counting, sign))


def _again(first: datetime, every: Limit, times: int, calendar: Calendar, counting: Counting) -> datetime:
    """The first moment moved on by all repetitions at once, so that months do not drift."""
    elapsed = wall_clock(every)
    if elapsed is not None:
        return first + times * elapsed
    span = Limit(every.kind, every.amount * times, every.unit)
    return start_of(calendar, shift(local_date(calendar, first), span, calendar, counting))
