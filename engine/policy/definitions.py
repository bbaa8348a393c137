"""The definitions a locality writes, as frozen values.

Names mirror the keys of the rule language one to one (a trailing underscore avoids a Python keyword,
a hyphen becomes an underscore); a test fails when the JSON Schema and these classes drift apart.
`loading` builds them; nobody changes them. Mappings keep the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Literal

from engine.policy.actors import ActorRef, Named
from engine.policy.conditions import ALWAYS, Condition, Scalar
from engine.policy.forms import Field, Form, Text
from engine.policy.limits import Limit
from engine.policy.limits import Unit as LimitUnit

if TYPE_CHECKING:
    from engine.source import Position

Strength = Literal["must", "normally", "may"]
HitPolicy = Literal["unique", "first", "any", "priority", "collect"]
Level = Literal["village", "township", "county", "city", "province", "nation"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True)
class Citation:
    """A document of this rule set (or a parent) and one of its articles."""

    document: str
    article: str


Cites = tuple[Citation, ...]


@dataclass(frozen=True)
class InForce:
    """The span in which a text holds; `by` names the event whose date decides."""

    from_: date | None = None
    until: date | None = None
    by: str = "case.opened"
    cite: Cites = ()


@dataclass(frozen=True)
class Document:
    """A source text and its articles in order."""

    key: str
    title: Text
    articles: tuple[str, ...]
    number: str | None = None
    issued: date | None = None
    in_force: InForce | None = None
    source: str | None = None
    unverified: bool = False


@dataclass(frozen=True)
class Body:
    """The body whose policy this is."""

    zh: str
    en: str
    level: Level


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


TableValue = Scalar | Limit | Mapping[str, Scalar]


@dataclass(frozen=True)
class Rule:
    """One row of a decision table."""

    key: str
    then: TableValue
    if_: Condition = ALWAYS
    cite: Cites = ()


@dataclass(frozen=True)
class Table:
    """A decision table (DMN): it decides a fact of its own name.

    `otherwise` is the value when no rule matches. `priority` takes the first value in the order of
    `values`; `collect` gives all values, each once, in the order of the rules.
    """

    key: str
    hit: HitPolicy
    rules: Mapping[str, Rule]
    otherwise: TableValue
    label: Text | None = None
    values: Mapping[str, Text] = field(default_factory=dict)
    cite: Cites = ()


@dataclass(frozen=True)
class Count:
    """A counted fact: `count` is `cases` (related ones) or an event of this case."""

    key: str
    count: str
    label: Text | None = None
    same: tuple[str, ...] = ()
    within: Limit | None = None
    if_: Condition = ALWAYS
    cite: Cites = ()


@dataclass(frozen=True)
class Flag:
    """A yes/no on the case: by condition (`if_`), or raised and cleared by events."""

    key: str
    label: Text | None = None
    if_: Condition | None = None
    raised_by: str | None = None
    cleared_by: str | None = None
    colour: str | None = None
    cite: Cites = ()


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
class Register:
    """A book of cases: which, kept by whom, part of which other."""

    key: str
    label: Text
    if_: Condition = ALWAYS
    kept_by: ActorRef | None = None
    part_of: str | None = None
    cite: Cites = ()


@dataclass(frozen=True)
class Period:
    """A span of time that is declared and ended by events on the standing file of the locality."""

    key: str
    label: Text
    declared_by: str
    ended_by: str
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
    """How long sealed identity is kept after a case was closed (保存期限)."""

    after_closing: Limit
    unverified: bool = False
    cite: Cites = ()


@dataclass(frozen=True)
class FloorPoint:
    """One point on which those who build on this rule set are held against it: the definitions at
    these paths, and the articles that order them."""

    key: str
    label: Text
    at: tuple[str, ...]
    cite: Cites = ()


@dataclass(frozen=True)
class Conflict:
    """Two clauses disagree; `chosen` is followed, at these paths of the file, because …"""

    key: str
    between: Cites
    at: tuple[str, ...]
    chosen: Cites
    because: Text


@dataclass(frozen=True)
class Unspecified:
    """The text is silent; our own value stands at these paths, because …"""

    key: str
    at: tuple[str, ...]
    because: Text


@dataclass(frozen=True)
class NotModelled:
    """A clause we do not model, what kind of thing it is, and why not."""

    key: str
    cite: Cites
    kind: Literal[
        "rewards-silence", "control-of-person", "judgement", "declaration",
        "other-procedure", "derived", "claim",
    ]  # fmt: skip
    because: Text


@dataclass(frozen=True)
class RuleSet:
    """One locality's policy, its parents already merged in. Equality means meaning:
    positions stand apart in `source_map` (path of natural keys → position, parents included)."""

    id: str
    title: Text
    body: Body
    calendar: str
    counting: Counting = Counting()
    extends: str | None = None
    in_force: InForce = InForce()
    intake: tuple[str, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    seats: Mapping[str, Seat] = field(default_factory=dict)
    recusal: Mapping[str, Recusal] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    facts: Mapping[str, Count] = field(default_factory=dict)
    flags: Mapping[str, Flag] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    escalations: Mapping[str, Escalation] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    registers: Mapping[str, Register] = field(default_factory=dict)
    periods: Mapping[str, Period] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    prohibitions: Mapping[str, Prohibition] = field(default_factory=dict)
    retention: Retention | None = None
    concepts: Mapping[str, Text] = field(default_factory=dict)
    floor: Mapping[str, FloorPoint] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    unspecified: Mapping[str, Unspecified] = field(default_factory=dict)
    not_modelled: Mapping[str, NotModelled] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    source_map: Mapping[str, Position] = field(default_factory=dict, compare=False, repr=False)

    def initial_state(self) -> State:
        """The one state marked `initial`; loading guarantees it for rule sets with an intake."""
        return next(s for s in self.states.values() if s.initial)


COMPLAINANT = Named("complainant")
NEXT_HIGHER = Named("next-higher-body")
