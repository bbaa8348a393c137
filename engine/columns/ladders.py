"""When the rungs of a ladder stand, for many cases at once: `engine.policy.escalation` as columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.columns.days import DayTable, Instants
from engine.columns.due import Due, shift
from engine.policy.conditions import ALWAYS
from engine.policy.definitions import Escalation, Step
from engine.policy.limits import Limit
from engine.policy.spans import settled, wall_clock


@dataclass(frozen=True)
class Rung:
    """One occurrence of a step, and the instant at which it stands on each case."""

    step: Step
    occurrence: int
    scheduled: Instants

    def fires(self, started: Instants, until: Instants) -> NDArray[np.bool_]:
        """Where it is taken on a clock that runs between these instants. A reminder whose moment was
        over when the clock began is behind it."""
        behind = self.scheduled <= started if self.step.before else np.zeros(len(until), bool)
        return (self.scheduled <= until) & ~behind


def rungs(ladder: Escalation, due: Due, table: DayTable) -> Iterator[Rung]:
    """Every rung that hangs on a date; one that waits for a condition alone is not among them."""
    for step in ladder.steps.values():
        offset = step.before or step.after
        if offset is None:
            if step.if_ == ALWAYS:
                yield Rung(step, 1, due.expires)
            continue
        plain = settled(offset, table.counting)
        if plain is not None:
            yield from _occurrences(step, plain, due, table)


def _occurrences(step: Step, offset: Limit, due: Due, table: DayTable) -> Iterator[Rung]:
    sign = -1 if step.before else 1
    elapsed = wall_clock(offset)
    if elapsed is not None:
        first = due.expires + sign * _micros(elapsed.total_seconds())
    else:
        first = table.start_of(shift(due.due, offset, table, sign))
    yield Rung(step, 1, first)
    every = settled(step.every, table.counting) if step.every else None
    if every is not None:
        for occurrence in range(2, step.times + 1):
            yield Rung(step, occurrence, _again(first, every, occurrence - 1, table))


def _again(first: Instants, every: Limit, times: int, table: DayTable) -> Instants:
    elapsed = wall_clock(every)
    if elapsed is not None:
        return first + times * _micros(elapsed.total_seconds())
    span = Limit(every.kind, every.amount * times, every.unit)
    return table.start_of(shift(table.local_day(first), span, table))


def _micros(seconds: float) -> int:
    return int(seconds) * 1_000_000
