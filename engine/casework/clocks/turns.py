"""Recurring duties: who owes them, how often, and the turns that begin and end.

On a case a duty begins anew as soon as it was done or missed. Of the body itself (`scope: body`, on
the standing file) there is one turn in every calendar period: it can be done, also late, until its
period is over; a missed turn whose ladder is still climbed keeps a clock of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from engine.casework.case import Case
from engine.casework.clocks.due import ladder_of
from engine.casework.clocks.moments import rungs_left
from engine.casework.clocks.running_out import vacant
from engine.casework.clocks.starting import UNSPECIFIED, begin_clock, stop
from engine.casework.derive import ask_for
from engine.casework.events import Reason, limit_to_json
from engine.casework.run import Run
from engine.policy import cadence
from engine.policy.actors import Each
from engine.policy.bench import instances
from engine.policy.cadence import Turn
from engine.policy.calendar import local_date
from engine.policy.deadlines import Clock
from engine.policy.definitions import Duty
from engine.policy.limits import Limit


def owed_here(run: Run, duty: Duty) -> bool:
    """Whether this duty belongs on this file: the body's own on the standing one, the others on cases."""
    return (duty.scope == "body") == run.case.standing


def holders(run: Run, duty: Duty) -> tuple[str, ...]:
    """Whom there is an instance for: one each where the rule says `each`, else one for all (empty)."""
    if not isinstance(duty.who, Each):
        return ("",)
    found = run.who(duty.who).ids
    kinds = {k for k, u in run.book.ruleset.units.items() if u.each}
    ids = [u for i in found for u in (instances(i, run.world.directory) if i in kinds else (i,))]
    return tuple(dict.fromkeys(i for i in ids if i not in run.case.out))


def key_of(duty: Duty, holder: str) -> str:
    """The key of an instance: `reception@li`, or `analysis`."""
    return f"{duty.key}@{holder}" if holder else duty.key


def instances_of(case: Case, duty: str) -> Iterator[Clock]:
    """The instances of a duty that can still be done."""
    yield from (c for c in case.clocks.values() if c.rule == duty and c.outcome == "running" and "#" not in c.deadline)


def begin_recurring(run: Run) -> None:
    """Recurring duties whose condition holds begin their next period; others end."""
    for duty in run.book.ruleset.duties.values():
        if duty.every is None or not owed_here(run, duty):
            continue
        wanted = holders(run, duty) if run.case.closed is None and run.holds(duty.if_) else ()
        if duty.scope == "body" and run.world.directory.persons and not run.who(duty.who).persons:
            vacant(run, f"duties.{duty.key}.who")
        for clock in tuple(c for c in run.case.clocks.values() if c.rule == duty.key and "#" not in c.deadline):
            if clock.whose not in wanted:
                _leave(run, clock)
        for holder in wanted:
            _next(run, duty, holder)
    for clock in tuple(run.case.clocks.values()):
        if "#" in clock.deadline and not rungs_left(run, clock):
            stop(run, clock, "late")


def _next(run: Run, duty: Duty, holder: str) -> None:
    clock = run.case.clocks.get(key_of(duty, holder))
    active = clock is not None and clock.outcome == "running"
    if duty.scope == "body":
        _next_turn(run, duty, holder, clock)
    elif not active:
        begin_clock(run, key_of(duty, holder), _every(run, duty, holder)[0], None, duty)
    elif clock and clock.expired and ladder_of(clock, run.book):
        begin_clock(run, clock.deadline, _every(run, duty, holder)[0], None, duty, keeps=_kept(clock))


def _next_turn(run: Run, duty: Duty, holder: str, clock: Clock | None) -> None:
    """The turn after the last one when it is time for it; at once where the cadence has changed."""
    limit, because, chosen = _every(run, duty, holder)
    calendar, today = run.world.calendar, local_date(run.world.calendar, run.moment)
    if clock is None or clock.turn is None or clock.limit != limit:
        if clock:
            _leave(run, clock)
        if cadence.countable(limit):
            _begin(run, duty, holder, cadence.turn(duty, limit, today, calendar), limit, (because, chosen), None)
        return
    if clock.outcome == "running" and not clock.expired:
        return
    found = cadence.following(duty, limit, clock.turn[1], calendar)
    if cadence.begins(found, calendar) <= run.moment:
        _begin(run, duty, holder, found, limit, (because, chosen), clock)


def _leave(run: Run, clock: Clock) -> None:
    """Nothing more is owed here: what runs is cancelled, and no turn follows by itself."""
    if clock.outcome == "running":
        stop(run, clock, "cancelled")
    if clock.turn:
        data = {"clock": clock.deadline, "outcome": run.case.clocks[clock.deadline].outcome, "duty": True}
        run.emit("clock-stopped", {**data, "leaves": True})


def _begin(
    run: Run, duty: Duty, holder: str, found: Turn, limit: Limit,
    because: tuple[list[Reason], dict[str, object]], before: Clock | None,
) -> None:  # fmt: skip
    key, calendar = key_of(duty, holder), run.world.calendar
    last = run.case.clocks.get(key)
    data: dict[str, object] = {
        "clock": key, "duty": True, "epoch": last.epoch + 1 if last else 1, "limit": limit_to_json(limit),
        "turn": [found.first.isoformat(), found.last.isoformat()], **because[1],
    }  # fmt: skip
    data |= _left_open(run, before)
    started = max(cadence.begins(found, calendar), before.started) if before else run.moment
    if started != run.at:
        data["started"] = started.astimezone(UTC).isoformat()
    reason = run.reason(f"duties.{duty.key}", duty.cite)
    ends = cadence.over(found, calendar, run.book.ruleset.counting)
    if found.due is None or ends is None or ends <= started:
        run.emit("turn-skipped", data, reason, *because[0])
        return
    data["until"] = found.due.isoformat()
    if found.closes:
        data["closes"] = found.closes.isoformat("minutes")
    if key in run.case.swaps:
        data["held_by"] = run.case.swaps[key]
    run.emit("clock-started", data, reason, *because[0])


def _left_open(run: Run, before: Clock | None) -> dict[str, object]:
    """A missed turn ends with its period; while its ladder has rungs left it keeps a clock of its own."""
    if before is None or before.outcome != "running":
        return {}
    if rungs_left(run, before):
        return {"keeps": _kept(before)}
    stop(run, before, "late")
    return {}


def _kept(clock: Clock) -> str:
    return f"{clock.deadline}#{clock.epoch}"


def _every(run: Run, duty: Duty, holder: str) -> tuple[Limit, list[Reason], dict[str, object]]:
    """How often: as written, or as a table says of this holder (`who.level`) now."""
    assert duty.every is not None
    table = duty.every.fact
    asks = table is not None and table in run.book.ruleset.tables
    if not asks or table is None or not (duty.scope == "body" or table in run.book.per_holder):
        return duty.every, [], {}
    value, because, chosen = ask_for(run, table, {"who.level": _level(run, duty, holder)})
    return value if isinstance(value, Limit) else UNSPECIFIED, because, {"chosen": chosen}


def _level(run: Run, duty: Duty, holder: str) -> str:
    """The level of whoever owes it: the person's, the unit's, or the body's own."""
    ids = (holder,) if holder else run.who(duty.who).ids
    directory = run.world.directory
    found = [directory.persons.get(i) or directory.units.get(i) for i in ids]
    levels = [f.level for f in found if f and f.level]
    return levels[0] if levels else run.book.ruleset.body.level
