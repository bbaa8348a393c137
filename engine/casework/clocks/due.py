"""What is known of a clock: when it is due, which ladder it climbs, whom it runs against.

A due date is always derived (`due_of`), never stored in an event.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.casework.case import Case
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy import deadlines
from engine.policy.actors import Each, Named
from engine.policy.bench import Holders
from engine.policy.calendar import Calendar
from engine.policy.counting import DueDate
from engine.policy.deadlines import Clock, rule_of
from engine.policy.definitions import Escalation


def due_of(clock: Clock, book: Rulebook, calendar: Calendar) -> DueDate | None:
    """When a clock is due, derived from its ledger; None when no date is set."""
    definition = book.ruleset.deadlines.get(clock.deadline)
    base = definition.extension.from_ if definition and definition.extension else "nominal"
    return deadlines.due(clock, calendar, book.ruleset.counting, extension_from=base)


def ladder_of(clock: Clock, book: Rulebook) -> Escalation | None:
    """The ladder that a clock climbs."""
    definition = book.ruleset.deadlines.get(clock.deadline) or book.ruleset.duties.get(clock.rule)
    return book.ruleset.escalations.get(definition.escalation or "") if definition else None


def holder_of(run: Run, clock: str) -> Holders:
    """Whom the clock runs against: `who`, else the owner of the present state; of a duty that each
    owes, the one it is for, or who took over this turn."""
    rules = run.book.ruleset
    definition = rules.deadlines.get(clock) or rules.duties[rule_of(clock)]
    instance = run.case.clocks.get(clock)
    if instance and instance.whose and isinstance(definition.who, Each):
        return run.who(Named(instance.held_by or instance.whose))
    return run.who(definition.who) if definition.who else run.owner()


def running(case: Case) -> Iterator[Clock]:
    """Clocks that run or stand still, in order of their start."""
    yield from (c for c in case.clocks.values() if c.outcome == "running")


def pause_end(clock: Clock, book: Rulebook, calendar: Calendar) -> datetime | None:
    """When a pause that lasts only so long ends; None for a clock that runs, or waits for an event."""
    definition = book.ruleset.deadlines.get(clock.deadline)
    return deadlines.pause_ends(clock, definition.pauses, calendar, book.ruleset.counting) if definition else None
