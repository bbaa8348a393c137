"""Who is meant: actor expressions resolved to the persons and units of a directory, and seats filled with them.

The recused are left out of every answer. Where nobody is left, the way goes up: the unit that the
unit is part of, then the next higher body. Nobody there either is `vacant`: somebody must see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.policy.actors import ActorRef, Each, Named, Of
from engine.policy.bench import NOBODY, Bench, Holders, above, instances, people_of, with_people
from engine.policy.conditions import ALWAYS, holds
from engine.policy.definitions import Seat
from engine.policy.directory import HIGHER
from engine.policy.naming import ids_of

OUTSIDE = frozenset({"complainant", "accused", "public", "anyone"})
"""Built-in words that no unit of the body answers to."""


def resolve(ref: ActorRef, bench: Bench) -> Holders:
    """Persons and units that an expression means on this case, the recused left out."""
    if bench.taken_by and not _outside(ref):
        return _or_above(bench.taken_by, bench)
    found = with_people(ids_of(ref, bench), bench)
    if found.persons or _outside(ref):
        return found
    if not found.ids and isinstance(ref, Named) and _unfilled_seat(ref.name, bench):
        return NOBODY
    substitute = _substitute(ref, bench)
    if substitute.persons:
        return substitute
    for id_ in (u for i in ids_of(ref, bench) for u in above(i, bench)):
        up = with_people((id_,), bench)
        if up.persons:
            return Holders(up.ids, up.persons, moved_up=True)
    higher = _or_above(HIGHER, bench)
    return Holders(higher.ids, higher.persons, moved_up=True)


def _substitute(ref: ActorRef, bench: Bench) -> Holders:
    """Whoever the policy names in place of those whose standing aside left nobody here."""
    if not bench.instead:
        return NOBODY
    whole = replace(bench, out=frozenset(), instead={})
    for person in sorted(with_people(ids_of(ref, whole), whole).persons & bench.instead.keys()):
        named = replace(bench, interested=(person,), instead={})
        found = with_people(ids_of(bench.instead[person], named), named)
        if found.persons:
            return Holders(found.ids, found.persons, moved_up=True)
    return NOBODY


def _or_above(unit: str, bench: Bench) -> Holders:
    """A unit, or the first above it where somebody is left."""
    found = with_people((unit,), bench)
    ups = () if found.persons else (with_people((id_,), bench) for id_ in above(unit, bench))
    up = next((u for u in ups if u.persons), None)
    return Holders(up.ids, up.persons, moved_up=True) if up else found


def _outside(ref: ActorRef) -> bool:
    return isinstance(ref, Named) and ref.name in OUTSIDE


def _unfilled_seat(name: str, bench: Bench) -> bool:
    return name in bench.ruleset.seats and not bench.seats.get(name)


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


def _ready(ref: ActorRef, bench: Bench) -> bool:
    """Whether the seats that an expression builds on are filled."""
    of = ref.of if isinstance(ref, (Of, Each)) else ref.name if isinstance(ref, Named) else None
    return not (isinstance(of, str) and _unfilled_seat(of, bench))


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
