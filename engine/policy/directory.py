"""Who holds which office, as a frozen value on one day.

It is kept in the store and given to the judge; rule files name roles, never persons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
