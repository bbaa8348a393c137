"""Which words of the rule language must name something, and what.

By class and field of `engine.policy.definitions`. `references` resolves what `building` notes.
"""

from __future__ import annotations

WORDS: dict[tuple[str, str], str] = {
    ("RuleSet", "intake"): "form",
    ("InForce", "by"): "trigger",
    ("Unit", "heads"): "role",
    ("Unit", "deputies"): "role",
    ("Unit", "leaders"): "role",
    ("Unit", "members"): "role",
    ("Unit", "part_of"): "unit",
    ("SeatLine", "chosen_in"): "paper",
    ("SeatLine", "from_"): "actor",
    ("Seat", "except_"): "actor",
    ("Recusal", "who"): "actor",
    ("Recusal", "asked_by"): "actor",
    ("Count", "count"): "counted",
    ("Count", "same"): "fact",
    ("Flag", "raised_by"): "event",
    ("Flag", "cleared_by"): "event",
    ("OpenCase", "in_"): "state",
    ("OpenCase", "carry"): "fact",
    ("JoinCase", "same"): "fact",
    ("SendPaper", "send"): "paper",
    ("Event", "asks"): "section",
    ("Transition", "to"): "state",
    ("Paper", "form"): "form",
    ("Paper", "instead_of"): "paper",
    ("Extension", "request"): "paper",
    ("Deadline", "escalation"): "escalation",
    ("Step", "send"): "paper",
    ("Duty", "send"): "paper",
    ("Duty", "each"): "group",
    ("Duty", "escalation"): "escalation",
    ("Period", "declared_by"): "event",
    ("Period", "ended_by"): "event",
    ("Register", "part_of"): "register",
    ("Prohibition", "who"): "actor",
    ("Prohibition", "seat"): "seat",
    ("Field", "by"): "actor",
    ("Field", "happens"): "event",
    ("Section", "by"): "actor",
    ("Field", "concept"): "concept",
    ("State", "concept"): "concept",
    ("Paper", "concept"): "concept",
    ("Deadline", "concept"): "concept",
    ("Step", "concept"): "concept",
    ("Duty", "concept"): "concept",
}
"""Fields that hold words: each must name something of that kind."""

KEYS: dict[tuple[str, str], str] = {
    ("Metric", "count"): "counted-by-metric",
    ("Metric", "among"): "counted-by-metric",
    ("State", "transitions"): "event",
    ("OpenCase", "set"): "set-fact",
    ("SetFacts", "set"): "set-fact",
}
"""Fields that hold maps whose keys must name something of that kind."""
