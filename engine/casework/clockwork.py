"""Clocks of a case: started and stopped by events, due by the calendar, climbed by ladders.

A clock's due date is always derived (`due_of`), never stored in an event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from engine.casework.case import Case
from engine.casework.events import Reason, limit_to_json
from engine.casework.facts import plain
from engine.casework.rulebook import Rulebook, names_of, pulled
from engine.casework.run import Run
from engine.policy import cadence, deadlines
from engine.policy.actors import Each, Named
from engine.policy.calendar import ONE_DAY, Calendar, local_date, start_of
from engine.policy.counting import DueDate
from engine.policy.deadlines import Clock, rule_of
from engine.policy.definitions import Deadline, Duty, Escalation, NextDayAfter, Pause, Step, Trigger
from engine.policy.escalation import DueStep, due_steps, next_moment
from engine.policy.limits import Limit, parse_limit, written_limit
from engine.policy.seating import Holders

UNSPECIFIED = Limit("unspecified")


@dataclass(frozen=True)
class Moment:
    """Something that time does: a clock expires, a pause has lasted long enough, a rung is due, a turn
    begins."""

    at: datetime
    clock: str
    step: DueStep | None = None
    resumes: bool = False
    begins: bool = False


def due_of(clock: Clock, book: Rulebook, calendar: Calendar) -> DueDate | None:
    """When a clock is due, derived from its ledger; None when no date is set."""
    definition = book.ruleset.deadlines.get(clock.deadline)
    base = definition.extension.from_ if definition and definition.extension else "nominal"
    return deadlines.due(clock, calendar, book.ruleset.counting, extension_from=base)


def ladder_of(clock: Clock, book: Rulebook) -> Escalation | None:
    """The ladder that a clock climbs."""
    definition = book.ruleset.deadlines.get(clock.deadline) or book.ruleset.duties.get(clock.rule)
    return book.ruleset.escalations.get(definition.escalation or "") if definition else None


def rungs_left(run: Run, clock: Clock) -> bool:
    """Whether time still has a rung of its ladder to take."""
    book, calendar = run.book, run.world.calendar
    moment = next_moment(
        ladder_of(clock, book), due_of(clock, book, calendar), calendar=calendar, counting=book.ruleset.counting,
        epoch=clock.epoch, taken=_taken(run.case, clock, book, calendar), at=run.moment,
    )  # fmt: skip
    return moment is not None


def holder_of(run: Run, clock: str) -> Holders:
    """Whom the clock runs against: `who`, else the owner of the present state; of a duty that each
    owes, the one it is for, or who took over this turn."""
    rules = run.book.ruleset
    definition = rules.deadlines.get(clock) or rules.duties[rule_of(clock)]
    instance = run.case.clocks.get(clock)
    if instance and instance.whose and isinstance(definition.who, Each):
        return run.who(Named(instance.held_by or instance.whose))
    return run.who(definition.who) if definition.who else run.owner()


def running(case: Case) -> Iterator[Clock]:
    """Clocks that run or stand still, in order of their start."""
    yield from (c for c in case.clocks.values() if c.outcome == "running")


def next_moment_of(case: Case, book: Rulebook, calendar: Calendar, at: datetime) -> datetime | None:
    """When time does something to this case next; None when it never does."""
    found = []
    for clock in running(case):
        due = due_of(clock, book, calendar)
        expiry = due.expires if due and not clock.expired and deadlines.breaches(clock) else None
        resumes = _pause_end(clock, book, calendar)
        moment = next_moment(
            ladder_of(clock, book), due, calendar=calendar, counting=book.ruleset.counting,
            epoch=clock.epoch, taken=_taken(case, clock, book, calendar), at=at, expiry=expiry,
        )  # fmt: skip
        found += [m for m in (moment, resumes) if m]
    turn = next_turn_of(case, book, calendar)
    return min([*found, *([turn] if turn else [])], default=None)


def next_turn_of(case: Case, book: Rulebook, calendar: Calendar) -> datetime | None:
    """When the next turn of the body's own duties begins; None when nobody owes one yet."""
    found = []
    for clock in case.clocks.values():
        duty = book.ruleset.duties.get(clock.rule) if clock.turn and "#" not in clock.deadline else None
        if duty and clock.turn and (clock.outcome != "running" or clock.expired):
            following = cadence.following(duty, clock.limit, clock.turn[1], calendar)
            found.append(cadence.begins(following, calendar))
    return min(found, default=None)


def moments(run: Run) -> list[Moment]:
    """What time owes this case up to now, earliest first; an expiry before the rungs after it."""
    found: list[Moment] = []
    turn = next_turn_of(run.case, run.book, run.world.calendar)
    if turn and turn <= run.at:
        found.append(Moment(turn, "", begins=True))
    for clock in running(run.case):
        due = due_of(clock, run.book, run.world.calendar)
        resumes = _pause_end(clock, run.book, run.world.calendar)
        if resumes and resumes <= run.at:
            found.append(Moment(resumes, clock.deadline, resumes=True))
        if due and not clock.expired and deadlines.breaches(clock) and due.expires <= run.at:
            found.append(Moment(due.expires, clock.deadline))
        ladder = ladder_of(clock, run.book)
        if ladder:
            steps = due_steps(
                ladder, due, calendar=run.world.calendar, counting=run.book.ruleset.counting,
                epoch=clock.epoch, taken=_taken(run.case, clock, run.book, run.world.calendar),
                at=run.at, facts=run.facts(),
            )  # fmt: skip
            found += [Moment(s.scheduled, clock.deadline, s) for s in steps]
    return sorted(found, key=lambda m: (m.at, m.step is not None))


def expire(run: Run, moment: Moment) -> None:
    """A clock runs out. (`promptly` never does: it only reminds, see `deadlines.breaches`.)"""
    clock = run.case.clocks[moment.clock]
    due = due_of(clock, run.book, run.world.calendar)
    duty = run.book.ruleset.duties.get(clock.rule)
    definition = run.book.ruleset.deadlines.get(moment.clock) or duty
    assert definition is not None
    kind = "duties" if duty else "deadlines"
    run.emit(
        "clock-expired",
        {
            "clock": moment.clock, "epoch": clock.epoch, "due": plain(due.due) if due else None,
            "scheduled": moment.at.astimezone(UTC).isoformat(),
            **({"duty": True} if duty else {}),
        },
        run.reason(f"{kind}.{clock.rule}", definition.cite),
    )  # fmt: skip
    if duty and duty.every and duty.scope == "case" and not duty.escalation:
        run.emit("clock-stopped", {"clock": moment.clock, "outcome": "late", "duty": True})


def take_step(run: Run, moment: Moment) -> None:
    """A rung of the ladder: somebody is reminded, told, or a paper goes out. Once, ever."""
    assert moment.step is not None
    ladder = ladder_of(run.case.clocks[moment.clock], run.book)
    assert ladder is not None
    step = ladder.steps[moment.step.step]
    holder = holder_of(run, moment.clock).ids
    to = run.who(step.to, holder) if step.to else Holders()
    by = run.who(step.by).ids if step.by else ()
    run.emit(
        "step-taken",
        {
            "clock": moment.clock, "epoch": run.case.clocks[moment.clock].epoch, "step": step.key,
            "occurrence": moment.step.occurrence, "ladder": ladder.key, "act": step.act,
            "send": step.send, "channel": step.channel, "by": list(by), "to": list(to.ids),
            "scheduled": moment.at.astimezone(UTC).isoformat(),
        },
        run.reason(f"escalations.{ladder.key}.steps.{step.key}", step.cite, ladder.cite),
    )  # fmt: skip
    if step.to and not to.persons:
        vacant(run, f"escalations.{ladder.key}.steps.{step.key}.to")
    if step.send:
        send_by_itself(run, step, holder)


def send_by_itself(run: Run, step: Step, holder: tuple[str, ...]) -> None:
    """A rung sends a paper that has nothing to fill in; one with contents waits for its writer."""
    paper = run.book.ruleset.papers[step.send or ""]
    if paper.contains or paper.form:
        return
    version = run.case.papers[paper.key].version + 1 if paper.key in run.case.papers else 1
    reason = run.reason(f"papers.{paper.key}", paper.cite)
    data = {"paper": paper.key, "version": version, "contents": {}}
    if paper.signed_by is not None:  # an unsigned paper cannot be sent: it waits for its signer
        run.emit("written", data, reason)
        return
    run.emit("written", {**data, "final": True}, reason, quiet=True)
    to = [i for ref in paper.to for i in run.who(ref, holder).ids]
    run.emit("sent", {"paper": paper.key, "version": version, "to": list(dict.fromkeys(to))}, reason)


def vacant(run: Run, what: str) -> None:
    """Nobody is there to act: somebody must see it."""
    if what not in run.case.vacancies:
        run.emit("vacant", {"what": what})


def react_clocks(run: Run, name: str) -> None:
    """Start, stop, pause and resume what listens to this event."""
    for deadline in run.book.ruleset.deadlines.values():
        clock = run.case.clocks.get(deadline.key)
        if clock and clock.outcome == "running":
            if pulled(deadline.stops, name, run.case.happened):
                stop(run, clock)
            else:
                _pauses(run, deadline, clock, name)
        elif (
            pulled(deadline.starts, name, run.case.happened)
            and run.holds(deadline.if_)
            and not _stopped_before(run, deadline)
        ):
            begin_clock(run, deadline.key, deadline.limit, deadline.starts, deadline)


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


def _counted(run: Run) -> dict[str, str]:
    """Said in an event when time is catching up: from when it counts."""
    return {"counted": run.moment.astimezone(UTC).isoformat()} if run.moment != run.at else {}


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


def _pauses(run: Run, deadline: Deadline, clock: Clock, name: str) -> None:
    for pause in deadline.pauses.values():
        still = clock.open_pause
        if still and still.pause == pause.key and pulled(pause.until, name, run.case.happened):
            end_pause(run, clock)
        elif still is None and pulled(pause.from_, name, run.case.happened):
            begin_pause(run, deadline, clock, pause)
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


def _pause_end(clock: Clock, book: Rulebook, calendar: Calendar) -> datetime | None:
    definition = book.ruleset.deadlines.get(clock.deadline)
    return deadlines.pause_ends(clock, definition.pauses, calendar, book.ruleset.counting) if definition else None


def _taken(case: Case, clock: Clock, book: Rulebook, calendar: Calendar) -> frozenset[tuple[int, str, int]]:
    """Rungs behind us: taken in fact, or a reminder whose day was over before this epoch began."""
    own = clock.deadline.partition("#")[0]
    taken = {(epoch, step, n) for key, epoch, step, n in case.taken if key.partition("#")[0] == own}
    ladder, due = ladder_of(clock, book), due_of(clock, book, calendar)
    if ladder and due:
        begun = _epoch_began(clock)
        early = due_steps(
            ladder, due, calendar=calendar, counting=book.ruleset.counting, epoch=clock.epoch,
            taken=frozenset(taken), at=begun,
        )  # fmt: skip
        taken |= {(clock.epoch, s.step, s.occurrence) for s in early if ladder.steps[s.step].before}
    return frozenset(taken)


def _epoch_began(clock: Clock) -> datetime:
    granted = [g.at for g in clock.extensions]
    resumed = [p.until for p in clock.pauses if p.until]
    return max([clock.started, *granted, *resumed])
