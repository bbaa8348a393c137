"""How a case moves: states and their transitions, events and what they bring about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.policy.actors import ActorRef
from engine.policy.conditions import ALWAYS, Condition, Scalar
from engine.policy.definitions.sources import Cites
from engine.policy.forms import Text


@dataclass(frozen=True)
class OpenCase:
    """Effect: a linked case begins in state `in_` and carries these facts along."""

    in_: str
    carry: tuple[str, ...] = ()
    set: Mapping[str, Scalar] = field(default_factory=dict)
    link: str = "opened-from"


@dataclass(frozen=True)
class JoinCase:
    """Effect: the case is joined with related ones."""

    same: tuple[str, ...]
    if_: Condition = ALWAYS


@dataclass(frozen=True)
class SetFacts:
    """Effect: an act overrides a fact, and says so."""

    set: Mapping[str, Scalar]


@dataclass(frozen=True)
class SendPaper:
    """Effect: a paper is sent."""

    send: str


EffectDef = OpenCase | JoinCase | SetFacts | SendPaper


@dataclass(frozen=True)
class Event:
    """An act that is not a paper. `asks` names a form section whose fields are answered with it."""

    key: str
    label: Text
    by: ActorRef | None = None
    asks: str | None = None
    needs: Condition = ALWAYS
    if_: Condition = ALWAYS
    then: tuple[EffectDef, ...] = ()
    unverified: bool = False
    cite: Cites = ()


@dataclass(frozen=True)
class Transition:
    """Where an event leads; the first whose condition holds is taken."""

    to: str
    if_: Condition = ALWAYS
    deemed: str | None = None
    cite: Cites = ()


@dataclass(frozen=True)
class State:
    """Where a case can be. `owner` must act; every state but a final one needs an owner."""

    key: str
    label: Text
    owner: ActorRef | None = None
    transitions: Mapping[str, tuple[Transition, ...]] = field(default_factory=dict)
    initial: bool = False
    final: bool = False
    concept: str | None = None
    cite: Cites = ()
