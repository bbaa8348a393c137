"""What clocks become: started, extended, paused, run out, stopped; turns that are skipped, rungs that are taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Literal

from engine.casework.case import Case, Change, changed
from engine.casework.events import CaseEvent, EventKind, limit_from_json
from engine.policy import deadlines
from engine.policy.deadlines import Clock


def _clock_changed(case: Case, e: CaseEvent) -> Case:
    key = e.data["clock"]
    if e.kind == "clock-stopped" and "#" in key:  # a missed turn of a period gone by, its ladder climbed
        return changed(case, clocks={k: c for k, c in case.clocks.items() if k != key})
    return _keeping(case, e.data, _next_clock(case.clocks.get(key), e))


def _next_clock(clock: Clock | None, e: CaseEvent) -> Clock:
    d = e.data
    if e.kind == "clock-started" or clock is None:
        kind: Literal["deadline", "duty"] = "duty" if d.get("duty") else "deadline"
        at = datetime.fromisoformat(d["started"]) if "started" in d else e.at
        until = date.fromisoformat(d["until"]) if "until" in d else None
        limit = limit_from_json(d["limit"])
        clock = deadlines.start(d["clock"], limit, at, kind=kind, epoch=d["epoch"], until=until)
        closes = time.fromisoformat(d["closes"]) if "closes" in d else None
        return replace(clock, turn=_turn(d), closes=closes, held_by=d.get("held_by"))
    if e.kind == "clock-stopped":
        turn = None if "leaves" in d else clock.turn
        return replace(deadlines.cancel(clock, e.at), outcome=d["outcome"], turn=turn)
    if e.kind == "clock-expired":
        return replace(clock, expired=True)
    at = datetime.fromisoformat(d["counted"]) if "counted" in d else e.at
    if e.kind == "clock-extended":
        return deadlines.extend(clock, limit_from_json(d["limit"]), at)
    if e.kind == "clock-paused":
        return deadlines.pause(clock, d["pause"], at, d["then"])
    return deadlines.resume(clock, at)


def _keeping(case: Case, d: Mapping[str, Any], clock: Clock) -> Case:
    """The clock in its place; one whose ladder is still climbed keeps a place of its own."""
    clocks, before = dict(case.clocks), case.clocks.get(d["clock"])
    if "keeps" in d and before:
        clocks[d["keeps"]] = replace(before, deadline=d["keeps"])
    clocks[d["clock"]] = clock
    swaps = {k: v for k, v in case.swaps.items() if k != d["clock"] or "held_by" not in d}
    return changed(case, clocks=clocks, swaps=swaps)


def _clock_amended(case: Case, e: CaseEvent) -> Case:
    """Another limit from the same start; the epoch stays, so that no step is taken twice."""
    clock = case.clocks[e.data["clock"]]
    amended = replace(clock, limit=limit_from_json(e.data["limit"]))
    return changed(case, clocks={**case.clocks, clock.deadline: amended})


def _turn_skipped(case: Case, e: CaseEvent) -> Case:
    """A turn that nobody owes stands as a clock that was cancelled, so that the next one is known."""
    d = e.data
    began = datetime.fromisoformat(d["started"]) if "started" in d else e.at
    clock = deadlines.start(d["clock"], limit_from_json(d["limit"]), began, kind="duty", epoch=d["epoch"])
    turn = _turn(d)
    clock = replace(clock, turn=turn, until=turn[1] if turn else None, stopped=e.at, outcome="cancelled")
    return _keeping(case, d, clock)


def _turn(d: Mapping[str, Any]) -> tuple[date, date] | None:
    if "turn" not in d:
        return None
    first, last = (date.fromisoformat(day) for day in d["turn"])
    return first, last


def _step_taken(case: Case, e: CaseEvent) -> Case:
    d = e.data
    key = (d["clock"], d["epoch"], d["step"], d["occurrence"])
    return changed(case, taken=case.taken | {key}, told=case.told | set(d.get("to", ())))


def performed(case: Case, key: str) -> Case:
    """A duty that is done several times was done once more."""
    clock = case.clocks[key]
    return changed(case, clocks={**case.clocks, clock.deadline: replace(clock, done=clock.done + 1)})


def swapped(case: Case, d: Mapping[str, Any]) -> Case:
    """This turn of one for the next turn of the other."""
    mine = replace(case.clocks[d["turn"]], held_by=d["with"])
    return changed(case, clocks={**case.clocks, mine.deadline: mine}, swaps={**case.swaps, d["for"]: d["by"]})


CHANGES: Mapping[EventKind, Change] = {
    "clock-started": _clock_changed,
    "clock-stopped": _clock_changed,
    "clock-expired": _clock_changed,
    "clock-extended": _clock_changed,
    "clock-paused": _clock_changed,
    "clock-resumed": _clock_changed,
    "clock-amended": _clock_amended,
    "turn-skipped": _turn_skipped,
    "step-taken": _step_taken,
}
