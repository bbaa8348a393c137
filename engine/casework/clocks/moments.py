"""When time does something to a case: expiries, rungs of ladders, pauses that end, turns that begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.casework.case import Case
from engine.casework.clocks.due import due_of, ladder_of, pause_end, running
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy import cadence, deadlines
from engine.policy.calendar import Calendar
from engine.policy.deadlines import Clock
from engine.policy.escalation import DueStep, due_steps, next_moment


@dataclass(frozen=True)
class Moment:
    """Something that time does: a clock expires, a pause has lasted long enough, a rung is due, a turn
    begins."""

    at: datetime
    clock: str
    step: DueStep | None = None
    resumes: bool = False
    begins: bool = False


def moments(run: Run) -> list[Moment]:
    """What time owes this case up to now, earliest first; an expiry before the rungs after it."""
    found: list[Moment] = []
    turn = next_turn_of(run.case, run.book, run.world.calendar)
    if turn and turn <= run.at:
        found.append(Moment(turn, "", begins=True))
    for clock in running(run.case):
        due = due_of(clock, run.book, run.world.calendar)
        resumes = pause_end(clock, run.book, run.world.calendar)
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


def next_moment_of(case: Case, book: Rulebook, calendar: Calendar, at: datetime) -> datetime | None:
    """When time does something to this case next; None when it never does."""
    found = []
    for clock in running(case):
        due = due_of(clock, book, calendar)
        expiry = due.expires if due and not clock.expired and deadlines.breaches(clock) else None
        resumes = pause_end(clock, book, calendar)
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


def rungs_left(run: Run, clock: Clock) -> bool:
    """Whether time still has a rung of its ladder to take."""
    book, calendar = run.book, run.world.calendar
    moment = next_moment(
        ladder_of(clock, book), due_of(clock, book, calendar), calendar=calendar, counting=book.ruleset.counting,
        epoch=clock.epoch, taken=_taken(run.case, clock, book, calendar), at=run.moment,
    )  # fmt: skip
    return moment is not None


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
