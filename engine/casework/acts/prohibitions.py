"""What the policy forbids: which acts a prohibition means, and to whom a seat may not be given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.casework.access import on_case
from engine.casework.facts import plain
from engine.casework.requests import COMPLAINANT, Act
from engine.casework.run import Run
from engine.policy.actors import Named, NotOn, names_in
from engine.policy.definitions import Prohibition

ANYONE = "anyone"
ASSIGN, CLOSE = "assign", "close"
"""Words of `never` that mean a whole kind of act: giving a seat to somebody, ending a case."""


def broken(run: Run, request: Act) -> Prohibition | None:
    """The first prohibition that this act would break."""
    rules = run.book.ruleset.prohibitions.values()
    return next((rule for rule in rules if run.holds(rule.if_) and _breaks(run, request, rule)), None)


def barred(run: Run, seat: str) -> Iterator[Prohibition]:
    """The prohibitions that say to whom a seat is never given."""
    for rule in run.book.ruleset.prohibitions.values():
        if ASSIGN in rule.never and rule.seat == seat and run.holds(rule.if_):
            yield rule


def means(run: Run, rule: Prohibition, id_: str) -> bool:
    """Whether `to` means this person or unit: by name, by its kind, or by an office it holds."""
    if rule.to is None:
        return True
    person, unit = run.world.directory.persons.get(id_), run.world.directory.units.get(id_)
    if isinstance(rule.to, NotOn):
        return id_ != COMPLAINANT and id_ not in on_case(run)
    called = {id_, *(person.roles if person else ()), *((unit.kind,) if unit else ())}
    names = set(names_in(rule.to))
    accused = "accused" in names and id_ in run.case.accused  # who is out, and so not found by asking who it is
    return bool(called & names) or accused or id_ in run.who(rule.to).ids


def _breaks(run: Run, request: Act, rule: Prohibition) -> bool:
    said = _said(run, request)
    tried = (
        request.event in rule.never
        or (ASSIGN in rule.never and rule.seat is not None and _assigns(run, request, rule, rule.seat))
        or (CLOSE in rule.never and _closes(run, request.event))
    )
    what = request.with_.get("what")
    meant = what is None or not rule.what or what in rule.what
    if not (tried and meant and _forbidden_to(run, rule, request.actor) and _toward(run, rule, request.with_)):
        return False
    return all(plain(said.get(k)) == plain(v) for k, v in rule.with_.items())


def _forbidden_to(run: Run, rule: Prohibition, actor: str) -> bool:
    """Whether the prohibition speaks of this person."""
    return rule.who == ANYONE or run.who(Named(rule.who)).includes(actor)


def _toward(run: Run, rule: Prohibition, given: Mapping[str, Any]) -> bool:
    """Whether the act is toward somebody whom `to` means; where it does not say toward whom, it is."""
    if rule.seat is not None or "to" not in given:
        return True
    ids = given["to"] if isinstance(given["to"], (list, tuple)) else [given["to"]]
    return any(isinstance(i, str) and means(run, rule, i) for i in ids)


def _said(run: Run, request: Act) -> Mapping[str, Any]:
    """What is said with the act, what stands in its paper, and what is known of the case."""
    paper = run.case.papers.get(request.event.rpartition(".")[0])
    return {**run.facts(), **(paper.contents if paper else {}), **request.with_}


def _assigns(run: Run, request: Act, rule: Prohibition, seat: str) -> bool:
    paper = request.event.rpartition(".")[0]
    definition = run.book.ruleset.seats.get(seat)
    if definition is None or not any(line.chosen_in == paper for line in definition.filled):
        return False
    given = request.with_.get(seat)
    ids = given if isinstance(given, (list, tuple)) else [given]
    return any(isinstance(i, str) and means(run, rule, i) for i in ids)


def _closes(run: Run, event: str) -> bool:
    """Whether the act, or what its paper becomes by it, may lead out of this state into the end."""
    states = run.book.ruleset.states
    here = states.get(run.case.state)
    paper, _, _ = event.rpartition(".")
    names = {event, *(f"{paper}.{what}" for what in ("written", "signed", "sent") if paper)}
    ways = (t for name in names for t in (here.transitions.get(name, ()) if here else ()))
    return any(states[t.to].final for t in ways)
