"""Clocks stand still and go on, and get more time when an extension is granted."""

from __future__ import annotations

from datetime import UTC

from engine.casework.events import limit_to_json
from engine.casework.run import Run
from engine.policy import deadlines
from engine.policy.deadlines import Clock
from engine.policy.definitions import Deadline, Pause
from engine.policy.limits import written_limit
from engine.policy.triggers import pulled


def react_pauses(run: Run, deadline: Deadline, clock: Clock, name: str) -> None:
    """Begin and end the pauses that listen to this event."""
    for pause in deadline.pauses.values():
        still = clock.open_pause
        if still and still.pause == pause.key and pulled(pause.until, name, run.case.happened):
            end_pause(run, clock)
        elif still is None and pulled(pause.from_, name, run.case.happened):
            begin_pause(run, deadline, clock, pause)
        clock = run.case.clocks[deadline.key]


def pause_while(run: Run) -> None:
    """Pauses that follow a condition begin and end with it."""
    for deadline in run.book.ruleset.deadlines.values():
        clock = run.case.clocks.get(deadline.key)
        for pause in deadline.pauses.values():
            if pause.while_ is None or clock is None or clock.outcome != "running":
                continue
            still = clock.open_pause
            if still is None and run.holds(pause.while_):
                begin_pause(run, deadline, clock, pause)
            elif still and still.pause == pause.key and not run.holds(pause.while_):
                end_pause(run, clock)
            clock = run.case.clocks[deadline.key]


def begin_pause(run: Run, deadline: Deadline, clock: Clock, pause: Pause) -> None:
    """The clock stands still, when the policy still lets it."""
    rules = run.book.ruleset
    if deadlines.may_pause(clock, pause, run.moment, run.world.calendar, rules.counting) is None:
        data = {"clock": deadline.key, "pause": pause.key, "then": pause.then, **_counted(run)}
        run.emit("clock-paused", data, run.reason(f"deadlines.{deadline.key}.pauses.{pause.key}", deadline.cite))


def end_pause(run: Run, clock: Clock) -> None:
    """The clock runs again."""
    still = clock.open_pause
    definition = run.book.ruleset.deadlines[clock.deadline]
    if still:
        data = {"clock": clock.deadline, "pause": still.pause, "then": still.then, **_counted(run)}
        path = f"deadlines.{clock.deadline}.pauses.{still.pause}"
        run.emit("clock-resumed", data, run.reason(path, definition.cite))


def extend(run: Run, paper: str) -> None:
    """A signed request extends its clock by what was asked, or by the most that may be granted."""
    for deadline in run.book.ruleset.deadlines.values():
        extension, clock = deadline.extension, run.case.clocks.get(deadline.key)
        if not extension or extension.request != paper or not clock or clock.outcome != "running":
            continue
        asked = run.case.papers[paper].contents.get("amount")
        limit = written_limit(asked) if isinstance(asked, str) else None
        granted = limit or (clock.limit if extension.up_to.kind == "same-as-limit" else extension.up_to)
        run.emit(
            "clock-extended",
            {"clock": deadline.key, "limit": limit_to_json(granted), "paper": paper, **_counted(run)},
            run.reason(f"deadlines.{deadline.key}.extension", deadline.cite),
        )


def _counted(run: Run) -> dict[str, str]:
    """Said in an event when time is catching up: from when it counts."""
    return {"counted": run.moment.astimezone(UTC).isoformat()} if run.moment != run.at else {}
