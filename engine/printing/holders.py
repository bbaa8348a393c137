"""Who in the end does what a policy asks of an office, a unit or a place on a case.

Expressions are followed down to roles; what no role stands behind (a kind of unit, the complainant, a
higher body) stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

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
from engine.policy.definitions import RuleSet, SeatLine, Unit

Holders = frozenset[str]
NOBODY: Holders = frozenset()


def holders(ref: ActorRef, rules: RuleSet) -> Holders:
    """Roles, and units, seats or built-in words that no role stands behind."""
    match ref:
        case Named(name) | Each(name) | Meeting(name):
            return _behind(name, rules)
        case Of(relation, of):
            return _related(relation, of, rules)
        case Decided(fact):
            table = rules.tables.get(fact)
            return _together((Named(v) for v in table.values), rules) if table else NOBODY
        case OneOf(of) | AllOf(of) | FirstPresent(of):
            return _together(of, rules)
        case Led(lead, with_):
            return _together((Named(n) for n in (lead, *with_)), rules)
        case NotOn():
            return NOBODY


def units_of(role: str, rules: RuleSet) -> tuple[tuple[Unit, str], ...]:
    """Where a role sits, and as what: `heads`, `deputies`, `leaders`, `members`."""
    return tuple(
        (unit, place)
        for unit in rules.units.values()
        for place in ("heads", "deputies", "leaders", "members")
        if role in getattr(unit, place)
    )


def seats_of(holder: str, rules: RuleSet) -> tuple[str, ...]:
    """The places on a case that a role, or somebody of its kind, may come to hold."""
    return tuple(k for k in rules.seats if holder in _behind(k, rules))


def _together(refs: Iterable[ActorRef], rules: RuleSet) -> Holders:
    return frozenset[str]().union(*(holders(r, rules) for r in refs))


def _behind(name: str, rules: RuleSet) -> Holders:
    if name in rules.units:
        unit = rules.units[name]
        return frozenset((*unit.heads, *unit.deputies, *unit.members)) or frozenset({name})
    if name in rules.seats:
        return _together(_fillers(name, rules), rules) or frozenset({name})
    return frozenset({name})


def _fillers(seat: str, rules: RuleSet) -> list[ActorRef]:
    """Who may fill a seat; a superior is a body that the rule set does not name."""
    return [ref for line in rules.seats[seat].filled for ref in _line(line) if not _outside(ref)]


def _line(line: SeatLine) -> tuple[ActorRef, ...]:
    chosen = tuple(Named(kind) for kind in line.from_)
    return (line.with_, *chosen) if line.with_ else chosen


def _outside(ref: ActorRef) -> bool:
    return isinstance(ref, Of) and ref.relation == "superior"


def _related(relation: str, of: str, rules: RuleSet) -> Holders:
    """The head, deputy or leader of a unit, or of the units that may hold a seat."""
    if relation == "signer":
        paper = rules.papers.get(of)
        return holders(paper.signed_by, rules) if paper and paper.signed_by else NOBODY
    if relation == "superior":
        return frozenset({"next-higher-body"})
    place = {"head": "heads", "deputy": "deputies", "leader": "leaders"}[relation]
    units = [rules.units[u] for u in _units_behind(of, rules)]
    return frozenset(role for unit in units for role in getattr(unit, place)) or _behind(of, rules)


def _units_behind(name: str, rules: RuleSet) -> tuple[str, ...]:
    if name in rules.units:
        return (name,)
    if name not in rules.seats:
        return ()
    named = [ref.name for ref in _fillers(name, rules) if isinstance(ref, Named)]
    return tuple(dict.fromkeys(u for n in named for u in _units_behind(n, rules)))
