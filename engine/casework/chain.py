"""The hash chain of a case: each event is sealed together with the hash of the one before.

SHA-256 over canonical JSON (sorted keys, no spaces, UTF-8); the first link hangs on 64 zeros.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from engine.casework.events import CaseEvent, Reason

START = "0" * 64


def to_json(event: CaseEvent) -> dict[str, Any]:
    """The event as plain JSON; `from_json` is its inverse."""
    return {
        "case": event.case,
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(),
        "kind": event.kind,
        "data": dict(event.data),
        "actor": event.actor,
        "reasons": [[r.path, list(r.cites)] for r in event.reasons],
        "version": event.version,
    }


def from_json(raw: dict[str, Any]) -> CaseEvent:
    """The event that `to_json` wrote."""
    return CaseEvent(
        case=raw["case"],
        seq=raw["seq"],
        at=datetime.fromisoformat(raw["at"]),
        kind=raw["kind"],
        data=raw["data"],
        actor=raw["actor"],
        reasons=tuple(Reason(path, tuple(cites)) for path, cites in raw["reasons"]),
        version=raw["version"],
    )


def canonical(event: CaseEvent) -> str:
    """The one text of an event that is hashed and kept."""
    return _canonical(to_json(event))


def link(previous: str, event: CaseEvent) -> str:
    """The hash of `event` after `previous` (hex)."""
    return _hash(previous, canonical(event))


def link_opening(previous: str, *, locality: str, position: int, case: str, first: str) -> str:
    """The hash of one line of a locality's register of openings; `first` is the hash of event 1."""
    return _hash(previous, _canonical({"locality": locality, "at": position, "case": case, "first": first}))


def _canonical(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(previous: str, body: str) -> str:
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
