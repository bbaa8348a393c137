"""Who holds which office, as a frozen value on one day.

It is kept in the store and given to the judge; rule files name roles, never persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

HIGHER = "next-higher-body"
"""The id of the unit that stands for the next higher body in a directory."""


@dataclass(frozen=True)
class Person:
    """`member_of` and `leads` are ids of unit instances; `leads` = is the leader in charge of (分管)."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    member_of: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    rank: str | None = None
    level: str | None = None
    away: bool = False


@dataclass(frozen=True)
class UnitInstance:
    """A real body. For a unit that is one of its kind `id` equals `kind`."""

    id: str
    kind: str
    name: str
    part_of: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class Directory:
    """Persons and unit instances of one locality by id."""

    persons: Mapping[str, Person] = field(default_factory=dict)
    units: Mapping[str, UnitInstance] = field(default_factory=dict)

    @cached_property
    def by_role(self) -> Mapping[str, tuple[str, ...]]:
        """Who holds each role, in the order of the directory."""
        return _gathered((role, p.id) for p in self.persons.values() for role in dict.fromkeys(p.roles))

    @cached_property
    def by_unit(self) -> Mapping[str, tuple[str, ...]]:
        """Who works in each unit."""
        return _gathered((unit, p.id) for p in self.persons.values() for unit in dict.fromkeys(p.member_of))

    @cached_property
    def by_led(self) -> Mapping[str, tuple[str, ...]]:
        """Who is the leader in charge of each unit."""
        return _gathered((unit, p.id) for p in self.persons.values() for unit in dict.fromkeys(p.leads))

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[str, ...]]:
        """The real units of each kind."""
        return _gathered((u.kind, u.id) for u in self.units.values())

    @cached_property
    def away(self) -> frozenset[str]:
        """Persons who are away."""
        return frozenset(p.id for p in self.persons.values() if p.away)


def _gathered(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, id_ in pairs:
        found.setdefault(key, []).append(id_)
    return {key: tuple(ids) for key, ids in found.items()}
