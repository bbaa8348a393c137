"""One complaint in several localities at once, in virtual time: who has it when, which clocks run, what warns.

A lane is a plain value made from the log of one office. The answers of one form serve all: each office
gets those to the questions that it asks. Nothing is stored and no clock is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from engine.casework.events import CaseEvent
from engine.casework.requests import Refused
from engine.casework.rulebook import Rulebook
from engine.casework.virtual import VirtualOffice
from engine.policy.calendar import Calendar, is_workday
from engine.policy.directory import Directory
from engine.policy.forms import Form
from engine.simulate.life import Moment, life
from engine.simulate.pace import Pace

PaceOf = Literal["last-day", "idle"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Office:
    """Rules, calendar and people of one locality; `by` is the form by which the complaint is filed where this
    locality takes it in, else the first by which it takes in."""

    name: str
    book: Rulebook
    calendar: Calendar
    directory: Directory
    by: str = ""

    @property
    def form(self) -> Form:
        """The form by which the complaint is filed here."""
        intake = self.book.ruleset.intake
        return self.book.form(self.by if self.by in intake else intake[0])


@dataclass(frozen=True)
class Held:
    """A state of the case and who has it, from one moment to another (None: until the end)."""

    state: str
    owner: tuple[str, ...]
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class ClockRun:
    """A clock from its start to its end; `outcome` is `met`, `late`, `expired`, `cancelled` or `running`."""

    clock: str
    start: datetime
    due: date | None
    end: datetime | None
    outcome: str


@dataclass(frozen=True)
class Warned:
    """A rung of a ladder that was reached."""

    at: datetime
    clock: str
    step: str
    act: str


@dataclass(frozen=True)
class Lane:
    """What one locality did with the case. `missing` names what could not be filed: nothing else is then there."""

    name: str
    moments: tuple[Moment, ...] = ()
    held: tuple[Held, ...] = ()
    clocks: tuple[ClockRun, ...] = ()
    warned: tuple[Warned, ...] = ()
    answered: datetime | None = None
    closed: datetime | None = None
    off: tuple[date, ...] = ()
    missing: tuple[str, ...] = ()


def lanes(
    offices: Sequence[Office], answers: Mapping[str, Any], at: datetime, until: datetime, *, pace: PaceOf = "last-day"
) -> tuple[Lane, ...]:
    """The same complaint filed everywhere at one moment, each lane as long as the others.

    Under the name of a locality, `answers` may hold what is answered otherwise there: its own villages."""
    return tuple(lane(o, answers_for(o.name, answers, offices), at, until, pace=pace) for o in offices)


def answers_for(name: str, answers: Mapping[str, Any], offices: Sequence[Office]) -> dict[str, Any]:
    """The answers common to all, and those of one locality over them."""
    names = {o.name for o in offices}
    own = answers.get(name, {})
    return {k: v for k, v in answers.items() if k not in names} | (dict(own) if isinstance(own, Mapping) else {})


def lane(office: Office, answers: Mapping[str, Any], at: datetime, until: datetime, *, pace: PaceOf) -> Lane:
    """What one office does with the case until a moment."""
    if not office.book.ruleset.intake:
        return Lane(office.name, missing=("intake",))
    form = office.form
    asked = {f.key for s, f in form.all_fields() if not (s.by or f.by)}
    virtual = VirtualOffice(office.book, office.calendar, office.directory)
    case = virtual.open(form.id, {k: v for k, v in answers.items() if k in asked}, at=at)
    if isinstance(case, Refused):
        return Lane(office.name, missing=tuple(".".join(map(str, p.path)) for p in case.fields) or (case.code,))
    if pace == "idle":
        virtual.advance(until)
    else:
        Pace(virtual, case.id, answers).play(until)
    moments = life(virtual.log[case.id], office.book, office.calendar, office.directory)
    events = virtual.log[case.id]
    return Lane(
        office.name, moments, tuple(_held(moments)), tuple(_clocks(moments, office)), tuple(_warned(events, office)),
        _answered(moments, office), moments[-1].at if virtual.cases[case.id].closed else None,
        tuple(_off(office.calendar, at, until)),
    )  # fmt: skip


def _held(moments: Sequence[Moment]) -> Iterator[Held]:
    """One stretch for each state and owner."""
    start = 0
    for n, m in enumerate(moments):
        last = n + 1 == len(moments)
        if last or (moments[n + 1].state, moments[n + 1].owner) != (m.state, m.owner):
            end = None if last else moments[n + 1].at
            if last or end != moments[start].at:
                yield Held(m.state, m.owner, moments[start].at, end)
            start = n + 1


def _clocks(moments: Sequence[Moment], office: Office) -> Iterator[ClockRun]:
    """Each clock that ran, in the order of their starts."""
    running: dict[str, ClockRun] = {}
    for m in moments:
        key, due = m.said.data.get("clock"), {d.clock: d.day for d in m.due}
        if m.said.kind == "clock-started" and not m.said.data.get("duty"):
            running[str(key)] = ClockRun(str(key), m.at, due.get(str(key)), None, "running")
        elif key in running and m.said.kind in ("clock-stopped", "clock-expired"):
            found = running.pop(key)
            outcome = str(m.said.data.get("outcome", "expired"))
            yield ClockRun(found.clock, found.start, found.due, m.at, outcome)
        running = {k: ClockRun(c.clock, c.start, due.get(k, c.due), None, c.outcome) for k, c in running.items()}
    deadlines = office.book.ruleset.deadlines
    yield from (c for c in running.values() if c.clock in deadlines)


def _warned(events: Sequence[CaseEvent], office: Office) -> Iterator[Warned]:
    zone = ZoneInfo(office.calendar.zone)
    for e in events:
        if e.kind == "step-taken":
            done = str(e.data.get("act") or e.data.get("send") or "")
            yield Warned(e.at.astimezone(zone), str(e.data["clock"]), str(e.data["step"]), done)


def _answered(moments: Sequence[Moment], office: Office) -> datetime | None:
    """When the case first came to a state in which the complainant has been answered."""
    states = office.book.ruleset.states
    return next((m.at for m in moments if m.state in states and states[m.state].concept == "answered"), None)


def _off(calendar: Calendar, at: datetime, until: datetime) -> Iterator[date]:
    zone = ZoneInfo(calendar.zone)
    day, last = at.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        if not is_workday(calendar, day):
            yield day
        day += ONE_DAY
