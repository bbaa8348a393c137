"""By when: how periods are counted, what starts and stops a clock, extensions, pauses, ladders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Literal

from engine.policy.actors import ActorRef
from engine.policy.conditions import ALWAYS, Condition
from engine.policy.definitions.sources import Cites, Strength
from engine.policy.forms import Text
from engine.policy.limits import Limit
from engine.policy.limits import Unit as LimitUnit


@dataclass(frozen=True)
class Counting:
    """How periods are counted (Civil Code 200–204 unless the text says otherwise).

    `promptly` is a working value that drives reminders; passing it is never called a breach.
    """

    start_day: Literal["excluded", "included"] = "excluded"
    roll: Literal["next working day", "previous working day", "none"] = "next working day"
    half_month: Limit = Limit("span", 15, LimitUnit.DAY)
    promptly: Limit = Limit("span", 2, LimitUnit.WORKING_DAY)
    cut_off: time | None = None


@dataclass(frozen=True)
class FirstOf:
    """The earliest of several events."""

    of: tuple[str, ...]


@dataclass(frozen=True)
class LastOf:
    """When all of them have happened."""

    of: tuple[str, ...]


@dataclass(frozen=True)
class NextDayAfter:
    """The day after the event."""

    of: str


Trigger = str | FirstOf | LastOf | NextDayAfter


@dataclass(frozen=True)
class Extension:
    """`request` is a paper: its contents are the grounds, its signers approve, its addressees are
    told. `up_to` caps one extension, `in_all` all together, `ends_by` base and all extensions."""

    request: str
    up_to: Limit
    in_all: Limit | None = None
    ends_by: Limit | None = None
    times: int | None = None
    ask: Literal["before expiry", "any time"] = "before expiry"
    from_: Literal["nominal", "rolled"] = "nominal"


@dataclass(frozen=True)
class Pause:
    """A clock stands still from one event until another, or while a condition holds."""

    key: str
    from_: Trigger | None = None
    until: Trigger | None = None
    while_: Condition | None = None
    then: Literal["resume", "restart"] = "resume"
    times: int | None = None
    at_most: Limit | None = None


@dataclass(frozen=True)
class Deadline:
    """A limit that runs against somebody (`who`; default: the owner of the state)."""

    key: str
    label: Text
    limit: Limit
    starts: Trigger
    stops: Trigger
    who: ActorRef | None = None
    strength: Strength = "must"
    extension: Extension | None = None
    pauses: Mapping[str, Pause] = field(default_factory=dict)
    escalation: str | None = None
    if_: Condition = ALWAYS
    stricter: Literal["longer", "shorter", "neither"] | None = None
    unverified: bool = False
    concept: str | None = None
    cite: Cites = ()


@dataclass(frozen=True)
class Step:
    """A rung of a ladder, before or after the due date: an `act` or a paper to `send`."""

    key: str
    before: Limit | None = None
    after: Limit | None = None
    if_: Condition = ALWAYS
    by: ActorRef | None = None
    act: str | None = None
    send: str | None = None
    to: ActorRef | None = None
    channel: str | None = None
    every: Limit | None = None
    times: int = 1
    concept: str | None = None
    cite: Cites = ()


@dataclass(frozen=True)
class Escalation:
    """An ordered ladder; the last step leaves the unit."""

    key: str
    label: Text
    steps: Mapping[str, Step]
    cite: Cites = ()
