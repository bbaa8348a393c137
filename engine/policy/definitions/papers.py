"""What is written, signed and sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.policy.actors import ActorRef
from engine.policy.conditions import ALWAYS, Condition
from engine.policy.definitions.course import EffectDef
from engine.policy.definitions.sources import Cites, Strength
from engine.policy.forms import Field, Text


@dataclass(frozen=True)
class Paper:
    """What is written, signed and sent. An unsigned paper cannot be sent.

    Life: written → signed or refused → sent. Without `signed_by`, written is signed; with `to`, the
    last signature sends it; without `to`, signed is the end.
    """

    key: str
    label: Text
    by: ActorRef | None = None
    contains: Mapping[str, Field] = field(default_factory=dict)
    form: str | None = None
    signed_by: ActorRef | None = None
    to: tuple[ActorRef, ...] = ()
    needs: Condition = ALWAYS
    if_: Condition = ALWAYS
    then: tuple[EffectDef, ...] = ()
    instead_of: str | None = None
    strength: Strength = "must"
    concept: str | None = None
    unverified: bool = False
    cite: Cites = ()
