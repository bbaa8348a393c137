"""Who is there: what a case knows of its people, and who acts for a unit, an office, a seat or a person.

The recused are left out of every answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.policy.actors import ActorRef
from engine.policy.conditions import Facts
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory


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


def belonging(id_: str, rules: RuleSet, directory: Directory) -> frozenset[str]:
    """Everyone who works in a unit, leads it or holds an office of it, whoever of them is here today;
    nobody for the id of a person."""
    if id_ in directory.persons:
        return frozenset()
    unit = rules.units.get(id_)
    offices = (*unit.heads, *unit.deputies, *unit.members) if unit and not unit.each else ()
    named = (directory.by_unit.get(id_, ()), directory.by_led.get(id_, ()))
    return frozenset().union(*named, *(directory.by_role.get(office, ()) for office in offices))


def with_people(ids: tuple[str, ...], bench: Bench) -> Holders:
    """These units and persons, and everyone who acts for them."""
    kept = tuple([i for i in ids if i not in bench.out])
    if len(kept) == 1:
        return Holders(kept, people_of(kept[0], bench))
    return Holders(kept, frozenset().union(*[people_of(i, bench) for i in kept]))


def instances(kind: str, directory: Directory) -> tuple[str, ...]:
    """Ids of the real units of a kind."""
    return directory.by_kind.get(kind, ())


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


def above(id_: str, bench: Bench) -> Iterator[str]:
    """The units above a unit or above the one a person works in, nearest first, each once."""
    seen: set[str] = set()
    unit = unit_of(id_, bench) or id_
    while unit not in seen:
        seen.add(unit)
        real, definition = bench.directory.units.get(unit), bench.ruleset.units.get(unit)
        higher = real.part_of if real and real.part_of else definition.part_of if definition else None
        if higher is None:
            return
        yield higher
        unit = higher
