"""Who is on a case, and may therefore see it.

Nobody else does. The recused and the accused are never on it; a sealed case belongs to the body that
took it over; until the accused are linked only the registering office sees it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engine.casework.case import Case
from engine.casework.events import CaseEvent
from engine.casework.run import Run
from engine.policy.actors import Named
from engine.policy.bench import belonging, people_of


def on_case(run: Run) -> frozenset[str]:
    """Ids of the persons on the case: who came to an accused unit after it was named is off it at once."""
    rules, directory = run.book.ruleset, run.world.directory
    return _named(run).difference(*(belonging(id_, rules, directory) for id_ in run.case.out))


def _named(run: Run) -> frozenset[str]:
    case = run.case
    if case.standing:
        return _of_body(run)
    if case.taken_by:
        return people_of(case.taken_by, run.bench())
    if any(a is None for a in case.accused):
        return _office(run)
    persons = set(run.owner().persons) | _office(run) | _acted(run)
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


def kept_from(case: Case, on_case: Collection[str], ids: Collection[str]) -> bool:
    """Whether a case must not even be counted before whoever goes by these ids (a person's own and
    those of the units it is in): the accused and the recused, and all who are not on a case that is
    sealed or of which the accused are not known yet."""
    if not case.out.isdisjoint(ids):
        return True
    narrow = case.sealed or bool(case.taken_by) or any(a is None for a in case.accused)
    return narrow and set(on_case).isdisjoint(ids)


def _of_body(run: Run) -> frozenset[str]:
    """On the standing file: whoever owes one of the body's duties, writes or signs one of its papers,
    and who was told; and the registering office."""
    rules = run.book.ruleset
    refs = [d.who for d in rules.duties.values() if d.scope == "body"]
    for key in run.book.of_body:
        paper, event = rules.papers.get(key), rules.events.get(key)
        refs += [r for r in (paper.by, paper.signed_by) if r] if paper else []
        refs += [event.by] if event and event.by else []
    persons = _office(run).union(*(run.who(ref).persons for ref in refs), _acted(run))
    told = {p for t in run.case.told for p in people_of(t, run.bench())}
    return frozenset((persons | told) - {"complainant", "public", "anyone"})


def _acted(run: Run) -> frozenset[str]:
    """Who did something on it, also where they moved since; not who left the body."""
    return run.case.acted & run.world.directory.persons.keys()


def may_unseal(run: Run, actor: str) -> bool:
    """Whether this person's office may read sealed identity (with a reason that is kept)."""
    if run.case.taken_by:
        return actor in people_of(run.case.taken_by, run.bench())
    return actor in _office(run)


def may_renew_code(run: Run, actor: str, events: Sequence[CaseEvent]) -> bool:
    """Whether this person's office may issue a new follow-up code (with a reason that is kept): on a case that
    somebody of the office entered, or that was a row of a sheet."""
    first = events[0]
    return (first.actor is not None or "source" in first.data) and may_unseal(run, actor)


def _office(run: Run) -> frozenset[str]:
    if "intake-office" not in run.book.ruleset.seats:
        return run.owner().persons
    return run.who(Named("intake-office")).persons
