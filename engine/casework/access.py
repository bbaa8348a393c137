"""Who is on a case, and may therefore see it.

Nobody else does. The recused and the accused are never on it; a sealed case belongs to the body that
took it over; until the accused are linked only the registering office sees it.
"""

from __future__ import annotations

from engine.casework.run import Run
from engine.policy.actors import Named
from engine.policy.seating import people_of


def on_case(run: Run) -> frozenset[str]:
    """Ids of the persons on the case."""
    case = run.case
    if case.taken_by:
        return people_of(case.taken_by, run.bench())
    if any(a is None for a in case.accused):
        return _office(run)
    persons = set(run.owner().persons) | _office(run) | set(case.acted) - {"complainant"}
    for holders in case.seats.values():
        persons |= {p for h in holders for p in people_of(h, run.bench())}
    for key in case.registers:
        keeper = run.book.ruleset.registers[key].kept_by
        persons |= run.who(keeper).persons if keeper else frozenset()
    for key, version in case.papers.items():
        signer = run.book.ruleset.papers[key].signed_by
        if version.status == "written" and signer:
            persons |= run.who(signer).persons
    persons |= {p for t in case.told for p in people_of(t, run.bench())}
    return frozenset(persons - case.out - {"complainant", "public", "anyone"})


def may_unseal(run: Run, actor: str) -> bool:
    """Whether this person's office may read sealed identity (with a reason that is kept)."""
    if run.case.taken_by:
        return actor in people_of(run.case.taken_by, run.bench())
    return actor in _office(run)


def _office(run: Run) -> frozenset[str]:
    if "intake-office" not in run.book.ruleset.seats:
        return run.owner().persons
    return run.who(Named("intake-office")).persons
