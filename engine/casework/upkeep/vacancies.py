"""Places that were found empty, and whether they are empty still.

A case keeps for ever that nobody could be found (`vacant`); whoever looks after the office wants to
know where somebody is missing now.
"""

from __future__ import annotations

from engine.casework.clocks.due import holder_of, ladder_of
from engine.casework.run import Run


def still_vacant(run: Run) -> tuple[str, ...]:
    """The paths noted as vacant on this case at which nobody is found today either, sorted."""
    return tuple(what for what in sorted(run.case.vacancies) if _is_empty(run, what))


def _is_empty(run: Run, what: str) -> bool:
    kind, key, *_ = what.split(".")
    rules = run.book.ruleset
    if kind == "states":
        return run.case.state == key and not run.owner().persons
    if kind == "duties":
        return key in rules.duties and not run.who(rules.duties[key].who).persons
    return _rung_is_empty(run, key, what.split(".")[3])


def _rung_is_empty(run: Run, ladder: str, step: str) -> bool:
    """Whether a rung of a ladder that is being climbed speaks to nobody."""
    to = run.book.ruleset.escalations[ladder].steps[step].to
    climbing = [c for c in run.case.clocks.values() if c.outcome == "running" and _climbs(run, c.deadline, ladder)]
    return to is not None and any(not run.who(to, holder_of(run, c.deadline).ids).persons for c in climbing)


def _climbs(run: Run, clock: str, ladder: str) -> bool:
    found = ladder_of(run.case.clocks[clock], run.book)
    return found is not None and found.key == ladder
