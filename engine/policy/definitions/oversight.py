"""What an office keeps and answers for: registers, metrics, acts that nobody may do, how long identity is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.policy.actors import ActorRef
from engine.policy.conditions import ALWAYS, Condition, Scalar
from engine.policy.definitions.sources import Cites
from engine.policy.forms import Text
from engine.policy.limits import Limit


@dataclass(frozen=True)
class Register:
    """A book of cases: which, kept by whom, part of which other."""

    key: str
    label: Text
    if_: Condition = ALWAYS
    kept_by: ActorRef | None = None
    part_of: str | None = None
    cite: Cites = ()


@dataclass(frozen=True)
class Metric:
    """Numerator `count` among a denominator `among`; each maps a deadline or duty to its outcome,
    an event to `happened`, or a fact to its value."""

    key: str
    label: Text
    count: Mapping[str, str]
    among: Mapping[str, str]
    per: str | None = None
    by: tuple[str, ...] = ()
    target: Mapping[str, str] | str = "unspecified"
    cite: Cites = ()


@dataclass(frozen=True)
class Prohibition:
    """An act that is refused and logged when tried; `seat` with `never: assign`, `with_` only with
    these answers or facts."""

    key: str
    never: tuple[str, ...]
    what: tuple[str, ...] = ()
    seat: str | None = None
    with_: Mapping[str, Scalar] = field(default_factory=dict)
    who: str = "anyone"
    to: ActorRef | None = None
    if_: Condition = ALWAYS
    unverified: bool = False
    cite: Cites = ()


@dataclass(frozen=True)
class Retention:
    """How long sealed identity is kept after a case was closed (保存期限); `attachments`: the files that were
    attached go with it, for a picture or a letter tells who sent it."""

    after_closing: Limit
    attachments: bool = False
    unverified: bool = False
    cite: Cites = ()
