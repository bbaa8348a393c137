"""An open case goes on under another version of its rules: what hinders it, and what becomes of its clocks.

A clock keeps its start, its pauses, its extensions and its epoch; only its limit is that of the new
text. One that the new text does not know is taken away; one that it adds runs from the event that would
have started it, if nothing has stopped it since.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from engine.casework.case import Case
from engine.casework.clocks.due import due_of, running
from engine.casework.clocks.starting import begin_clock, resolved
from engine.casework.events import SEALED, limit_to_json
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy.answers import OFFICE, AnswerProblem, validate
from engine.policy.calendar import Calendar
from engine.policy.definitions import Deadline, LastOf
from engine.policy.triggers import names_of


@dataclass(frozen=True)
class Obstacle:
    """Why a case cannot go on under a version. `code` has a sentence `moving.<code>`; `what` is the
    key of the state, form, paper, register or field."""

    code: str
    what: str


@dataclass(frozen=True)
class DueMoved:
    """A due date before and after; None where no date is set, or no such clock runs."""

    clock: str
    epoch: int
    old: date | None
    new: date | None
    provisional: bool = False
    expired: bool = False


def obstacles(case: Case, old: Rulebook, new: Rulebook) -> tuple[Obstacle, ...]:
    """What the new version lacks of that which is on the case, and what it asks for beyond."""
    rules = new.ruleset
    found = []
    if case.state not in rules.states:
        found.append(Obstacle("state-gone", case.state))
    found += [Obstacle("paper-gone", key) for key in case.papers if key not in rules.papers]
    found += [Obstacle("register-gone", key) for key in sorted(case.registers) if key not in rules.registers]
    found += [Obstacle("seat-gone", key) for key in case.seats if key not in rules.seats]
    if case.form not in rules.forms:
        return (*found, Obstacle("form-gone", case.form))
    return (*found, *_unanswered(case, old, new))


def _unanswered(case: Case, old: Rulebook, new: Rulebook) -> Iterator[Obstacle]:
    """Fields of the new form that are wrong or missing now and were not before."""
    before = {(p.path, p.code) for p in _problems(case, old)}
    for p in _problems(case, new):
        if (p.path, p.code) not in before:
            code = "field-missing" if p.code == "required" else "field-unfit"
            yield Obstacle(code, ".".join(str(step) for step in p.path))


def _problems(case: Case, book: Rulebook) -> list[AnswerProblem]:
    """What is wrong with the answers on the case; what is sealed was checked when it was filed."""
    if case.form not in book.ruleset.forms:
        return []
    sealed = {key for key, value in case.answers.items() if value == SEALED}
    _, found = validate(book.form(case.form), case.answers, by=OFFICE)
    return [p for p in found if p.path[0] not in sealed]


def take_over_clocks(run: Run) -> None:
    """The clocks of the case as the rules have them that hold from now on."""
    rules = run.book.ruleset
    for clock in tuple(running(run.case)):
        definition = rules.deadlines.get(clock.deadline) or rules.duties.get(clock.rule)
        if definition is None:
            duty = {"duty": True} if clock.kind == "duty" else {}
            run.emit("clock-stopped", {"clock": clock.deadline, "outcome": "cancelled", **duty})
            continue
        limit = resolved(run, definition.limit) if definition.limit and clock.until is None else clock.limit
        if limit != clock.limit:
            path = f"{'duties' if clock.rule in rules.duties else 'deadlines'}.{clock.rule}"
            data = {"clock": clock.deadline, "epoch": clock.epoch, "limit": limit_to_json(limit)}
            run.emit("clock-amended", data, run.reason(path, definition.cite))
    for deadline in rules.deadlines.values():
        began = _began(run, deadline)
        if began is not None:
            run.owed = began
            begin_clock(run, deadline.key, deadline.limit, deadline.starts, deadline)
    run.owed = None


def _began(run: Run, deadline: Deadline) -> datetime | None:
    """When a clock that the case does not have would have started; None when it would not run now."""
    happened = run.case.happened
    if deadline.key in run.case.clocks or any(n in happened for n in names_of(deadline.stops)):
        return None
    named = names_of(deadline.starts)
    times = [happened[n] for n in named if n in happened]
    every = isinstance(deadline.starts, LastOf)
    if not times or (every and len(times) < len(named)) or not run.holds(deadline.if_):
        return None
    return max(times) if every else min(times)


def dues_moved(before: tuple[Case, Rulebook, Calendar], after: tuple[Case, Rulebook, Calendar]) -> tuple[DueMoved, ...]:
    """Running clocks whose due date is another afterwards, in the order of the case."""
    old, new = _dues(*before), _dues(*after)
    found = []
    for key in dict.fromkeys((*old, *new)):
        one, other = old.get(key), new.get(key)
        if (one and one[:2]) != (other and other[:2]):
            clock = after[0].clocks.get(key) or before[0].clocks[key]
            provisional = bool(other and other[2])
            found.append(DueMoved(key, clock.epoch, one and one[0], other and other[0], provisional, clock.expired))
    return tuple(found)


def _dues(case: Case, book: Rulebook, calendar: Calendar) -> dict[str, tuple[date, datetime, bool]]:
    """Due day, moment of expiry and whether it is provisional, of every running clock that has one."""
    found = {c.deadline: due_of(c, book, calendar) for c in running(case)}
    return {key: (due.due, due.expires, due.provisional) for key, due in found.items() if due is not None}
