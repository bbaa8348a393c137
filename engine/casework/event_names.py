"""The names under which the rule language knows what just happened: `slip.signed`, `handle.expired`.

One event may have several names, or none. Rules listen to them, `happened` keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.casework.events import CaseEvent
from engine.policy.deadlines import rule_of


def language_events(event: CaseEvent) -> tuple[str, ...]:  # noqa: C901, PLR0911 (one line for each kind)
    """The names under which the rule language knows what just happened."""
    data = event.data
    match event.kind:
        case "opened":
            return ("case.opened",)
        case "happened":
            return (data["event"],)
        case "written":
            signed = (f"{data['paper']}.signed",) if data.get("final") else ()
            return (f"{data['paper']}.written", *signed)
        case "signed":
            return _paper_names(data, "signed") if data["complete"] else ()
        case "refused":
            return (f"{data['paper']}.refused",) if data.get("complete", True) else ()
        case "sent":
            return _paper_names(data, "sent")
        case "seated":
            return (f"{data['seat']}.filled",)
        case "flagged":
            return (f"{data['flag']}.{'raised' if data['up'] else 'cleared'}",)
        case "entered":
            left = (f"{data['left']}.left",) if data.get("left") else ()
            end = ("case.closed",) if data.get("final") else ()
            return (*left, f"{data['state']}.entered", *end)
        case "case-joined":
            return ("case.joined",)
        case "period":
            return (f"{data['period']}.{'declared' if data['up'] else 'ended'}",)
        case "clock-started" | "clock-stopped" | "clock-expired" | "clock-extended" | "clock-paused" | "clock-resumed":
            return _clock_names(event)
    return ()


def _paper_names(data: Mapping[str, Any], what: str) -> tuple[str, ...]:
    also = tuple(f"{p}.{what}" for p in data.get("counts_as", ()))
    return (f"{data['paper']}.{what}", *also)


def _clock_names(event: CaseEvent) -> tuple[str, ...]:
    duty = event.data.get("duty", False)
    clock = rule_of(event.data["clock"]) if duty else event.data["clock"]
    if event.kind == "clock-stopped":
        return (f"{clock}.met",) if event.data["outcome"] == "met" and not duty else ()
    if event.kind == "clock-expired" and duty:
        return (f"{clock}.missed",)
    if event.kind == "clock-started" and duty:
        return (f"{clock}.due",)
    return (f"{clock}.{event.kind.removeprefix('clock-')}",)
