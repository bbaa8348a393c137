"""Whom an actor expression names on a case, as ids of units and persons; nobody is put in their place."""

from __future__ import annotations

from engine.policy.actors import ActorRef, AllOf, Decided, Each, FirstPresent, Led, Meeting, Named, NotOn, Of, OneOf
from engine.policy.bench import Bench, above, unit_of, with_people
from engine.policy.directory import HIGHER


def ids_of(ref: ActorRef, bench: Bench) -> tuple[str, ...]:  # noqa: PLR0911
    """What an expression names, in its order, each once; the recused are still among them."""
    match ref:
        case Named(name):
            return _named(name, bench)
        case Of(relation, of):
            return _related(relation, of, bench)
        case Each(of):
            return _named(of, bench)
        case Decided(fact):
            value = bench.facts.get(fact)
            return _named(value, bench) if isinstance(value, str) else ()
        case OneOf(of) | AllOf(of):
            return _distinct(i for part in of for i in ids_of(part, bench))
        case FirstPresent(of):
            return next((ids for part in of if with_people(ids := ids_of(part, bench), bench).persons), ())
        case Meeting(body):
            return _named(body, bench)
        case Led(lead, with_):
            return _distinct(i for name in (lead, *with_) for i in _named(name, bench))
        case NotOn(_):
            return ("anyone",)


def _named(name: str, bench: Bench) -> tuple[str, ...]:
    if name in bench.ruleset.seats:
        return bench.seats.get(name, ())
    if name == "holder":
        return bench.holder
    if name in ("accused", "interested"):
        return bench.accused if name == "accused" else bench.interested
    if name in bench.ruleset.roles:
        return bench.directory.by_role.get(name, ())
    return (name,)


def _related(relation: str, of: str, bench: Bench) -> tuple[str, ...]:
    if relation == "signer":
        paper = bench.ruleset.papers.get(of)
        return ids_of(paper.signed_by, bench) if paper and paper.signed_by else ()
    targets = _named(of, bench)
    if relation == "superior":
        return _distinct(_superior(t, bench) for t in targets) or (HIGHER,)
    if relation == "leader":
        return _distinct(p for t in targets for p in _leaders(t, bench))
    return _distinct(p for t in targets for p in _officers(relation, t, bench))


def _superior(id_: str, bench: Bench) -> str:
    return next(above(id_, bench), HIGHER)


def _leaders(id_: str, bench: Bench) -> tuple[str, ...]:
    """The leader in charge (分管领导) of a unit; a leader who takes a case himself is his own."""
    units = {id_, unit_of(id_, bench)}
    persons = bench.directory.persons.values()
    found = tuple(p.id for p in persons if units & set(p.leads))
    if not found and id_ in bench.directory.persons and bench.directory.persons[id_].leads:
        return (id_,)
    return found


def _officers(relation: str, id_: str, bench: Bench) -> tuple[str, ...]:
    unit = bench.directory.units.get(unit_of(id_, bench) or id_)
    definition = bench.ruleset.units.get(unit.kind if unit else id_)
    if not definition:
        return ()
    offices = set(definition.heads if relation == "head" else definition.deputies)
    found = (p for p in bench.directory.persons.values() if offices & set(p.roles))
    return tuple(p.id for p in found if not (definition.each and unit) or unit.id in p.member_of)


def _distinct(ids: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))  # type: ignore[call-overload]
