"""A rule set as a whole: one locality's policy with its parents merged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.policy.definitions.course import Event, State
from engine.policy.definitions.deadlines import Counting, Deadline, Escalation
from engine.policy.definitions.decisions import Count, Flag, Table
from engine.policy.definitions.duties import Duty, Period
from engine.policy.definitions.oversight import Metric, Prohibition, Register, Retention
from engine.policy.definitions.papers import Paper
from engine.policy.definitions.people import Body, Recusal, Role, Seat, Unit
from engine.policy.definitions.sources import Conflict, Document, FloorPoint, InForce, NotModelled, Unspecified
from engine.policy.forms import Form, Text

if TYPE_CHECKING:
    from engine.source import Position


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
