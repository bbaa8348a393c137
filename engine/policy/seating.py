"""Who is meant: actor expressions resolved to the persons and units of a directory.

The recused are left out of every answer. Where nobody is left, the way goes up: the unit that the
unit is part of, then the next higher body. Nobody there either is `vacant`: somebody must see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.policy.actors import (
    ActorRef,
    AllOf,
    Decided,
    Each,
    FirstPresent,
    Led,
    Meeting,
    Named,
    NotOn,
    Of,
    OneOf,
)
from engine.policy.conditions import ALWAYS, Facts, holds
from engine.policy.definitions import RuleSet, Seat
from engine.policy.directory import HIGHER, Directory

OUTSIDE = frozenset({"complainant", "accused", "public", "anyone"})
"""Built-in words that no unit of the body answers to."""


@dataclass(frozen=True)
class Bench:
    """What resolving needs to know of a case: seats filled, who is out, who took the case over.

    `holder` is whom a clock runs against, `accused` and `interested` are ids that were linked,
    `instead` says who takes over from a person that is out, where the policy names somebody.
    """

    ruleset: RuleSet
    directory: Directory
    seats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    out: frozenset[str] = frozenset()
    taken_by: str | None = None
    holder: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    interested: tuple[str, ...] = ()
    instead: Mapping[str, ActorRef] = field(default_factory=dict)


@dataclass(frozen=True)
class Holders:
    """`ids` are units and persons as the policy speaks of them, `persons` the people who may act.

    `moved_up`: nobody was left at the place named, so a substitute or the next higher body stands in.
    """

    ids: tuple[str, ...] = ()
    persons: frozenset[str] = frozenset()
    moved_up: bool = False

    def includes(self, actor: str) -> bool:
        """Whether this person may act; `anyone` lets everybody."""
        return actor in self.persons or "anyone" in self.persons


NOBODY = Holders()


def resolve(ref: ActorRef, bench: Bench) -> Holders:
    """Persons and units that an expression means on this case, the recused left out."""
    if bench.taken_by and not _outside(ref):
        return _or_above(bench.taken_by, bench)
    found = _with_people(_ids(ref, bench), bench)
    if found.persons or _outside(ref):
        return found
    if not found.ids and isinstance(ref, Named) and _unfilled_seat(ref.name, bench):
        return NOBODY
    substitute = _substitute(ref, bench)
    if substitute.persons:
        return substitute
    for id_ in (u for i in _ids(ref, bench) for u in _above(i, bench)):
        up = _with_people((id_,), bench)
        if up.persons:
            return Holders(up.ids, up.persons, moved_up=True)
    higher = _or_above(HIGHER, bench)
    return Holders(higher.ids, higher.persons, moved_up=True)


def _substitute(ref: ActorRef, bench: Bench) -> Holders:
    """Whoever the policy names in place of those whose standing aside left nobody here."""
    if not bench.instead:
        return NOBODY
    whole = replace(bench, out=frozenset(), instead={})
    for person in sorted(_with_people(_ids(ref, whole), whole).persons & bench.instead.keys()):
        named = replace(bench, interested=(person,), instead={})
        found = _with_people(_ids(bench.instead[person], named), named)
        if found.persons:
            return Holders(found.ids, found.persons, moved_up=True)
    return NOBODY


def _or_above(unit: str, bench: Bench) -> Holders:
    """A unit, or the first above it where somebody is left."""
    found = _with_people((unit,), bench)
    ups = () if found.persons else (_with_people((id_,), bench) for id_ in _above(unit, bench))
    up = next((u for u in ups if u.persons), None)
    return Holders(up.ids, up.persons, moved_up=True) if up else found


def people_of(id_: str, bench: Bench) -> frozenset[str]:
    """Everyone who acts for a unit, role, seat or person; the recused left out."""
    directory, rules = bench.directory, bench.ruleset
    if id_ in bench.out:
        return frozenset()
    if id_ in ("complainant", "public", "anyone"):
        return frozenset({id_})
    if id_ in directory.persons:
        persons = {id_}
    elif id_ in rules.seats:
        persons = {p for s in bench.seats.get(id_, ()) for p in people_of(s, bench)}
    elif id_ in rules.roles:
        persons = set(directory.by_role.get(id_, ()))
    else:
        persons = set(directory.by_unit.get(id_, ()))
        unit = rules.units.get(id_)
        if unit and not unit.each:
            offices = (*unit.heads, *unit.deputies, *unit.members)
            persons.update(p for office in offices for p in directory.by_role.get(office, ()))
        elif unit:
            persons.update(q for u in instances(id_, directory) for q in people_of(u, bench))
    return frozenset(persons - bench.out - directory.away)


def instances(kind: str, directory: Directory) -> tuple[str, ...]:
    """Ids of the real units of a kind."""
    return directory.by_kind.get(kind, ())


def fill(seat: Seat, bench: Bench, chosen: Mapping[str, Mapping[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """The ids that take a seat now, by the first line that fits; empty when none can yet.

    `chosen` maps a paper that has been signed to the seats chosen in it. While a paper may still
    choose, only a line with a condition of its own fills the seat without it.
    """
    waits = False
    for line in seat.filled:
        if not holds(line.if_, bench.facts) or (waits and line.chosen_in is None and line.if_ == ALWAYS):
            continue
        if line.chosen_in is not None:
            waits = True
            ids = chosen.get(line.chosen_in, {}).get(seat.key, ())
            ids = tuple(i for i in ids if i not in bench.out)
        elif line.with_ is not None and _ready(line.with_, bench):
            ids = tuple(i for i in resolve(line.with_, bench).ids if i not in bench.out)
        else:
            ids = ()
        barred = {p for e in seat.except_ for p in bench.seats.get(e, ())}
        ids = tuple(i for i in ids if i not in barred)
        if ids:
            return ids
    return ()


def may_choose(line_from: tuple[str, ...], bench: Bench) -> tuple[str, ...]:
    """Ids that may be chosen for a seat: instances of unit kinds, persons who hold the roles."""
    ids: list[str] = []
    for word in line_from:
        if word in bench.ruleset.roles:
            ids += bench.directory.by_role.get(word, ())
        elif word in bench.ruleset.units and bench.ruleset.units[word].each:
            ids += instances(word, bench.directory)
        else:
            ids.append(word)
    return tuple(i for i in ids if i not in bench.out and (i == HIGHER or people_of(i, bench)))


def offices_of(id_: str, directory: Directory) -> tuple[str, ...]:
    """The roles a person holds, or the unit itself: the fact `official.office`."""
    person = directory.persons.get(id_)
    return person.roles if person else (id_,)


def unit_of(id_: str, bench: Bench) -> str | None:
    """The unit a person works in (first membership), or the unit itself."""
    if id_ in bench.directory.units:
        return id_
    person = bench.directory.persons.get(id_)
    return person.member_of[0] if person and person.member_of else None


def _ids(ref: ActorRef, bench: Bench) -> tuple[str, ...]:  # noqa: PLR0911
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
            return _distinct(i for part in of for i in _ids(part, bench))
        case FirstPresent(of):
            return next((ids for part in of if _with_people(ids := _ids(part, bench), bench).persons), ())
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
        return _ids(paper.signed_by, bench) if paper and paper.signed_by else ()
    targets = _named(of, bench)
    if relation == "superior":
        return _distinct(_superior(t, bench) for t in targets) or (HIGHER,)
    if relation == "leader":
        return _distinct(p for t in targets for p in _leaders(t, bench))
    return _distinct(p for t in targets for p in _officers(relation, t, bench))


def _superior(id_: str, bench: Bench) -> str:
    return next(_above(id_, bench), HIGHER)


def _above(id_: str, bench: Bench) -> Iterator[str]:
    """The units above a unit or above the one a person works in, nearest first, each once."""
    seen: set[str] = set()
    unit = unit_of(id_, bench) or id_
    while unit not in seen:
        seen.add(unit)
        real, definition = bench.directory.units.get(unit), bench.ruleset.units.get(unit)
        above = real.part_of if real and real.part_of else definition.part_of if definition else None
        if above is None:
            return
        yield above
        unit = above


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


def _with_people(ids: tuple[str, ...], bench: Bench) -> Holders:
    kept = tuple([i for i in ids if i not in bench.out])
    if len(kept) == 1:
        return Holders(kept, people_of(kept[0], bench))
    return Holders(kept, frozenset().union(*[people_of(i, bench) for i in kept]))


def _outside(ref: ActorRef) -> bool:
    return isinstance(ref, Named) and ref.name in OUTSIDE


def _unfilled_seat(name: str, bench: Bench) -> bool:
    return name in bench.ruleset.seats and not bench.seats.get(name)


def _ready(ref: ActorRef, bench: Bench) -> bool:
    """Whether the seats that an expression builds on are filled."""
    of = ref.of if isinstance(ref, (Of, Each)) else ref.name if isinstance(ref, Named) else None
    return not (isinstance(of, str) and _unfilled_seat(of, bench))


def _distinct(ids: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))  # type: ignore[call-overload]
