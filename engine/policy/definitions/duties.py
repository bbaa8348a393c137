"""What is owed beside the path of a case, and the spans of time that a locality declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.policy.actors import ActorRef
from engine.policy.conditions import ALWAYS, Condition
from engine.policy.definitions.deadlines import Trigger
from engine.policy.definitions.sources import Cites, Strength
from engine.policy.forms import Text
from engine.policy.limits import Limit

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True)
class Duty:
    """Something owed beside the case's path: recurring (`every`) or once (`after` + `limit`).

    With `scope: body` it runs on the standing file of the locality, once in every calendar period.
    `send` names the paper that is owed in place of an act; `each` a group: one duty per row.
    """

    key: str
    label: Text
    who: ActorRef
    act: str
    send: str | None = None
    toward: ActorRef | None = None
    scope: Literal["case", "body"] = "case"
    each: str | None = None
    every: Limit | None = None
    at_least: int = 1
    day: Weekday | None = None
    between: str | None = None
    holiday: Literal["skip", "next", "previous"] | None = None
    swap: Literal["next turn"] | None = None
    after: Trigger | None = None
    limit: Limit | None = None
    escalation: str | None = None
    if_: Condition = ALWAYS
    strength: Strength = "must"
    concept: str | None = None
    unverified: bool = False
    cite: Cites = ()


@dataclass(frozen=True)
class Period:
    """A span of time that is declared and ended by events on the standing file of the locality."""

    key: str
    label: Text
    declared_by: str
    ended_by: str
    cite: Cites = ()
