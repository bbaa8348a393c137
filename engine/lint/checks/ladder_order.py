"""The steps of a ladder stand in the order in which they fall due.

Code `ladder-order`. Steps before the due date come first, the earliest at the top; then those after
it. A step that stands too late in the file would be read as coming later than it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from engine.lint.subject import Subject
from engine.policy.definitions import Step
from engine.policy.limits import Limit, Unit
from engine.source import Problem

_DAYS = {
    Unit.MINUTE: 1 / 1440, Unit.HOUR: 1 / 24, Unit.DAY: 1.0, Unit.WORKING_DAY: 1.4, Unit.WEEK: 7.0,
    Unit.HALF_MONTH: 15.0, Unit.MONTH: 30.4, Unit.YEAR: 365.0,
}  # fmt: skip
"""About how many days a unit takes: enough to tell which of two steps is meant to come first."""


def check(subject: Subject) -> Iterator[Problem]:
    """Steps that fall due before the one above them."""
    for key, ladder in subject.ruleset.escalations.items():
        placed = [(s, at) for s in ladder.steps.values() if (at := _offset(s)) is not None]
        for (above, first), (below, then) in pairwise(placed):
            if then < first:
                path = f"escalations.{key}.steps.{below.key}"
                also = f"escalations.{key}.steps.{above.key}"
                yield subject.problem("ladder-order", path, also=also, step=below.key, above=above.key)


def _offset(step: Step) -> float | None:
    """Days from the due date; None for a step that waits for a condition or a fact."""
    if step.before is not None:
        length = _length(step.before)
        return None if length is None else -length
    return _length(step.after) if step.after is not None else None


def _length(limit: Limit) -> float | None:
    if limit.kind == "same-day":
        return 0.0
    return limit.amount * _DAYS[limit.unit] if limit.kind == "span" and limit.unit else None
