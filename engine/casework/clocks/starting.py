"""Clocks begin and end when what they listen to happens; the limit may be a table's answer."""

from __future__ import annotations

from datetime import UTC, date

from engine.casework.clocks.due import running
from engine.casework.clocks.pausing import react_pauses
from engine.casework.events import Reason, limit_to_json
from engine.casework.run import Run
from engine.policy import deadlines
from engine.policy.calendar import ONE_DAY, local_date, start_of
from engine.policy.deadlines import Clock, rule_of
from engine.policy.definitions import Deadline, Duty, NextDayAfter, Trigger
from engine.policy.limits import Limit, parse_limit
from engine.policy.triggers import names_of, pulled

UNSPECIFIED = Limit("unspecified")


def react_clocks(run: Run, name: str) -> None:
    """Start, stop, pause and resume what listens to this event."""
    for deadline in run.book.ruleset.deadlines.values():
        clock = run.case.clocks.get(deadline.key)
        if clock and clock.outcome == "running":
            if pulled(deadline.stops, name, run.case.happened):
                stop(run, clock)
            else:
                react_pauses(run, deadline, clock, name)
        elif (
            pulled(deadline.starts, name, run.case.happened)
            and run.holds(deadline.if_)
            and not _stopped_before(run, deadline)
        ):
            begin_clock(run, deadline.key, deadline.limit, deadline.starts, deadline)


def begin_clock(
    run: Run, key: str, limit: Limit, starts: Trigger | None, definition: Deadline | Duty, **more: str
) -> None:
    """A clock begins, at this moment or on the day after it; `more` goes into its event."""
    resolved, because = _resolved(run, limit)
    duty = rule_of(key) in run.book.ruleset.duties
    before = run.case.clocks.get(key)
    data: dict[str, object] = {
        "clock": key, "epoch": before.epoch + 1 if before else 1, "limit": limit_to_json(resolved),
    }  # fmt: skip
    if duty:
        data["duty"] = True
    if run.moment != run.at:
        data["started"] = run.moment.astimezone(UTC).isoformat()
    if isinstance(starts, NextDayAfter):
        tomorrow = local_date(run.world.calendar, run.moment) + ONE_DAY
        data["started"] = start_of(run.world.calendar, tomorrow).astimezone(UTC).isoformat()
    promised = run.facts().get(limit.fact or "")
    if isinstance(promised, date):
        data["until"] = promised.isoformat()
    path = f"{'duties' if duty else 'deadlines'}.{rule_of(key)}"
    run.emit("clock-started", {**data, **more}, run.reason(path, definition.cite), *because)


def resolved(run: Run, limit: Limit) -> Limit:
    """The limit to run by: a table's or a fact's answer written out."""
    return _resolved(run, limit)[0]


def _resolved(run: Run, limit: Limit) -> tuple[Limit, list[Reason]]:
    """The limit to run by, and the rules of the table that chose it."""
    if limit.kind != "fact":
        return limit, []
    value = run.case.decisions.get(limit.fact or "")
    chosen = value.value.get("limit") if value and isinstance(value.value, dict) else run.facts().get(limit.fact or "")
    table = run.book.ruleset.tables.get(limit.fact or "")
    because: list[Reason] = []
    if table and value:
        because = [run.reason(f"tables.{table.key}.rules.{r}", table.rules[r].cite, table.cite) for r in value.rules]
    return (parse_limit(str(chosen)) or UNSPECIFIED), because


def _stopped_before(run: Run, deadline: Deadline) -> bool:
    """What would stop it already happened in this round: nothing is left to be late with. What happened
    before a case was closed says nothing about the round that begins when it is taken up again."""
    if run.case.closed is not None or deadline.key in run.case.clocks:
        return False
    return any(n in run.case.happened for n in names_of(deadline.stops))


def stop(run: Run, clock: Clock, outcome: str | None = None) -> None:
    """A clock ends: met when in time, late when not."""
    rules = run.book.ruleset
    definition = rules.deadlines.get(clock.deadline) or rules.duties[clock.rule]
    duty = {"duty": True} if clock.rule in rules.duties else {}
    in_time = deadlines.stop(clock, run.moment, run.world.calendar, rules.counting).outcome == "met"
    run.emit(
        "clock-stopped",
        {"clock": clock.deadline, "outcome": outcome or ("met" if in_time else "late"), **duty},
        run.reason(f"{'duties' if duty else 'deadlines'}.{clock.rule}", definition.cite),
    )  # fmt: skip


def cancel_all(run: Run) -> None:
    """The case is closed: what still runs is cancelled."""
    for clock in tuple(running(run.case)):
        stop(run, clock, "cancelled")
