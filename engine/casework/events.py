"""What happened to a case, in order: plain JSON values that can be kept for decades.

An event is never changed; a case is what its events fold into (`engine.casework.evolution`). Identity is
never in an event: sealed answers are replaced by a reference (`SEALED`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.policy.limits import Limit, Unit

EVENT_VERSION = 1
SEALED = {"$sealed": True}
"""Stands in an event where a sealed answer was given."""

EventKind = Literal[
    "opened",            # form, answers, number, locality, year, sequence, digest, from? (linked case)
    "decided",           # table, value, rules, facts, related, decided_by, trouble
    "flagged",           # flag, up, decided_by, trouble
    "recused",           # rule, out [person and unit ids], goes_to, sealed, decided_by, trouble
    "linked",            # accused: one id or "none-here" per row
    "seated",            # seat, holders
    "happened",          # event, with
    "written",           # paper, version, contents
    "signed",            # paper, version, complete
    "refused",           # paper, version, reason
    "sent",              # paper, version, to
    "entered",           # state, left, on, deemed
    "recorded",          # register
    "clock-started",     # clock, duty: bool, epoch, limit
    "clock-stopped",     # clock, outcome: met | late | cancelled
    "clock-expired",     # clock, epoch, due
    "clock-extended",    # clock, limit, by paper version
    "clock-paused",      # clock, pause
    "clock-resumed",     # clock, pause
    "turn-skipped",      # clock, epoch, turn [first, last]: nothing is owed in this period
    "period",            # period, up, by
    "rules-moved",       # digest, from?, by?: the standing file or an open case goes on under another version
    "calendar-amended",  # amendment, calendar, source, days, clocks [clock, epoch, old, new, provisional], by?
    "clock-amended",     # clock, epoch, limit: that of another version, counted from the same start
    "step-taken",        # clock, epoch, step, occurrence, act, send, channel, by, to, scheduled
    "fact-set",          # facts, by (event or paper)
    "case-opened",       # case, state, link
    "case-joined",       # cases
    "denied",            # event, code, prohibition
    "vacant",            # what (path), wanted: nobody could be found
    "identity-read",     # fields, why
    "identity-erased",   # fields, term, files?
    "code-renewed",      # why
]  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Which definition fired (`tables.track.rules.outside`) and the clauses it cites
    (`measures 四(一).2`)."""

    path: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseEvent:
    """`seq` counts from 1 within the case; `at` is aware UTC; `actor` is a person's id in the
    directory, `complainant`, or None when time itself acted. `data` is JSON."""

    case: str
    seq: int
    at: datetime
    kind: EventKind
    data: Mapping[str, Any] = field(default_factory=dict)
    actor: str | None = None
    reasons: tuple[Reason, ...] = ()
    version: int = EVENT_VERSION


def limit_to_json(limit: Limit) -> dict[str, Any]:
    """A limit as it stands in an event."""
    return {
        "kind": limit.kind,
        "amount": limit.amount,
        "unit": limit.unit.value if limit.unit else None,
        "fact": limit.fact,
    }


def limit_from_json(raw: Mapping[str, Any]) -> Limit:
    """The limit that `limit_to_json` wrote."""
    unit = Unit(raw["unit"]) if raw["unit"] else None
    return Limit(raw["kind"], raw["amount"], unit, raw.get("fact"))
