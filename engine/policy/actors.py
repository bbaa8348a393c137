"""Who: the ways a policy names the persons and bodies that act.

These are definitions (expressions); persons live in the directory of the installation and are found
by `engine.policy.seating`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

BUILT_IN = frozenset(
    {
        "complainant", "accused", "interested", "anyone", "public", "on_the_case",
        "holder", "body", "next-higher-body",
    }
)  # fmt: skip
Relation = Literal["head", "deputy", "leader", "superior", "signer"]


@dataclass(frozen=True)
class Named:
    """A role, a unit, a seat or a built-in word such as `complainant`."""

    name: str


@dataclass(frozen=True)
class Of:
    """`{leader_of: handler}`; for `signer` the target is a paper."""

    relation: Relation
    of: str


@dataclass(frozen=True)
class Each:
    """Every one of them separately: `{each: co-handlers}`."""

    of: str


@dataclass(frozen=True)
class Decided:
    """`{fact: reader}`: a table's value names the role, unit or seat."""

    fact: str


@dataclass(frozen=True)
class OneOf:
    """Any one of them is enough."""

    of: tuple[ActorRef, ...]


@dataclass(frozen=True)
class AllOf:
    """All of them; `at_most` caps how many signatures may be asked for."""

    of: tuple[ActorRef, ...]
    at_most: int | None = None


@dataclass(frozen=True)
class FirstPresent:
    """The first who is not away and not recused."""

    of: tuple[ActorRef, ...]


@dataclass(frozen=True)
class Meeting:
    """A body decides together: at least `quorum` votes, passed by `majority`, `two-thirds` or `all`."""

    body: str
    quorum: int
    passes: Literal["majority", "two-thirds", "all"] = "majority"


@dataclass(frozen=True)
class Led:
    """`{lead: a, with: [b, c]}`: the lead acts, the others take part."""

    lead: str
    with_: tuple[str, ...]


@dataclass(frozen=True)
class NotOn:
    """`{not: on_the_case}`: everyone outside."""

    of: str


ActorRef = Named | Of | Each | Decided | OneOf | AllOf | FirstPresent | Meeting | Led | NotOn


def names_in(ref: ActorRef) -> Iterator[str]:
    """The words an expression refers to: roles, units, seats, built-ins, papers (for `signer`)."""
    match ref:
        case Named(name):
            yield name
        case Of(_, of) | Each(of) | NotOn(of):
            yield of
        case Decided(_):
            return
        case OneOf(of) | AllOf(of) | FirstPresent(of):
            for part in of:
                yield from names_in(part)
        case Meeting(body):
            yield body
        case Led(lead, with_):
            yield lead
            yield from with_


@lru_cache(maxsize=4096)
def facts_named(ref: ActorRef) -> tuple[str, ...]:
    """Facts whose value names who is meant (`{fact: reader}`), in an expression and its parts."""
    match ref:
        case Decided(fact):
            return (fact,)
        case OneOf(of) | AllOf(of) | FirstPresent(of):
            return tuple(name for part in of for name in facts_named(part))
    return ()
