"""The definitions a locality writes, as frozen values.

Names mirror the keys of the rule language one to one (a trailing underscore avoids a Python keyword,
a hyphen becomes an underscore); a test fails when the JSON Schema and these classes drift apart.
`loading` builds them; nobody changes them. Mappings keep the order of the file.

They are one vocabulary and are imported from here; each stands in the file of its subject.
"""

from __future__ import annotations

from engine.policy.definitions.course import (
    EffectDef,
    Event,
    JoinCase,
    OpenCase,
    SendPaper,
    SetFacts,
    State,
    Transition,
)
from engine.policy.definitions.deadlines import (
    Counting,
    Deadline,
    Escalation,
    Extension,
    FirstOf,
    LastOf,
    NextDayAfter,
    Pause,
    Step,
    Trigger,
)
from engine.policy.definitions.decisions import Count, Flag, HitPolicy, Rule, Table, TableValue
from engine.policy.definitions.duties import Duty, Period, Weekday
from engine.policy.definitions.oversight import Metric, Prohibition, Register, Retention
from engine.policy.definitions.papers import Paper
from engine.policy.definitions.people import COMPLAINANT, NEXT_HIGHER, Body, Level, Recusal, Role, Seat, SeatLine, Unit
from engine.policy.definitions.ruleset import RuleSet
from engine.policy.definitions.sources import (
    Citation,
    Cites,
    Conflict,
    Document,
    FloorPoint,
    InForce,
    NotModelled,
    Strength,
    Unspecified,
)

__all__ = [
    "COMPLAINANT",
    "NEXT_HIGHER",
    "Body",
    "Citation",
    "Cites",
    "Conflict",
    "Count",
    "Counting",
    "Deadline",
    "Document",
    "Duty",
    "EffectDef",
    "Escalation",
    "Event",
    "Extension",
    "FirstOf",
    "Flag",
    "FloorPoint",
    "HitPolicy",
    "InForce",
    "JoinCase",
    "LastOf",
    "Level",
    "Metric",
    "NextDayAfter",
    "NotModelled",
    "OpenCase",
    "Paper",
    "Pause",
    "Period",
    "Prohibition",
    "Recusal",
    "Register",
    "Retention",
    "Role",
    "Rule",
    "RuleSet",
    "Seat",
    "SeatLine",
    "SendPaper",
    "SetFacts",
    "State",
    "Step",
    "Strength",
    "Table",
    "TableValue",
    "Transition",
    "Trigger",
    "Unit",
    "Unspecified",
    "Weekday",
]
