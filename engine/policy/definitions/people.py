"""Who: the body, its offices and units, the seats of a case, and who stands aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.policy.actors import ActorRef, Named
from engine.policy.conditions import ALWAYS, Condition
from engine.policy.definitions.sources import Cites
from engine.policy.forms import Text

COMPLAINANT = Named("complainant")
NEXT_HIGHER = Named("next-higher-body")

Level = Literal["village", "township", "county", "city", "province", "nation"]


@dataclass(frozen=True)
class Body:
    """The body whose policy this is."""

    zh: str
    en: str
    level: Level


@dataclass(frozen=True)
class Role:
    """An office held by persons."""

    key: str
    label: Text
    cite: Cites = ()


@dataclass(frozen=True)
class Unit:
    """A body with people in it; `each` makes it a kind of unit, with instances in the directory."""

    key: str
    label: Text
    heads: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    part_of: str | None = None
    each: bool = False
    cite: Cites = ()


@dataclass(frozen=True)
class SeatLine:
    """One way to fill a seat: `with_` somebody, or `chosen_in` a paper `from_` certain kinds."""

    with_: ActorRef | None = None
    chosen_in: str | None = None
    from_: tuple[str, ...] = ()
    if_: Condition = ALWAYS


@dataclass(frozen=True)
class Seat:
    """A place on one case, filled by the first line that fits. `fill` = "by the child" is a promise."""

    key: str
    label: Text | None = None
    filled: tuple[SeatLine, ...] = ()
    many: bool = False
    except_: tuple[str, ...] = ()
    fill: str | None = None
    cite: Cites = ()


@dataclass(frozen=True)
class Recusal:
    """Who is out, from what, and who takes over. With `if_` alone the whole case goes to `goes_to`."""

    key: str
    who: str | None = None
    from_: str = "everything"
    if_: Condition = ALWAYS
    goes_to: ActorRef | None = None
    asked_by: tuple[str, ...] = ()
    decided_by: ActorRef | None = None
    sealed: bool = False
    unverified: bool = False
    cite: Cites = ()
