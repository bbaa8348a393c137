"""The life of a case as moments: after each event its state, its owner and the next due date.

Reads a log that was made in virtual time (`engine.casework.virtual`); does nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.casework.case import Case
from engine.casework.clocks.due import due_of
from engine.casework.event_names import language_events
from engine.casework.events import CaseEvent
from engine.casework.evolution import evolve
from engine.casework.requests import World
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy.calendar import Calendar
from engine.policy.directory import Directory
from engine.policy.tables import plain_match


@dataclass(frozen=True)
class Due:
    """A clock that runs, and the day on which it ends."""

    clock: str
    day: date
    provisional: bool


@dataclass(frozen=True)
class Moment:
    """After one event. `at` is local time; `event` its name in the rule language, else its kind;
    `due` the running clocks, the next to end first; `cites` the clauses of its reasons."""

    at: datetime
    event: str
    state: str
    owner: tuple[str, ...]
    due: tuple[Due, ...]
    cites: tuple[str, ...]
    said: CaseEvent


def life(events: Iterable[CaseEvent], book: Rulebook, calendar: Calendar, directory: Directory) -> tuple[Moment, ...]:
    """One moment for each event of one case."""
    found: list[Moment] = []
    case: Case | None = None
    world = World(calendar, directory, plain_match)
    for event in events:
        case = evolve(case or Case(event.case), event)
        found.append(_moment(event, Run(book, world, event.at, case), calendar))
    return tuple(found)


def _moment(event: CaseEvent, run: Run, calendar: Calendar) -> Moment:
    cites = dict.fromkeys(c for r in event.reasons for c in r.cites)
    at = event.at.astimezone(ZoneInfo(calendar.zone))
    return Moment(at, _name(event), run.case.state, run.owner().ids, _running(run), tuple(cites), event)


def _name(event: CaseEvent) -> str:
    """`slip.signed`, `track.decided`, else the kind."""
    if event.kind == "entered":
        return f"{event.data['state']}.entered"
    names = language_events(event)
    if names:
        return names[0]
    thing = event.data.get("table") or event.data.get("flag") or event.data.get("clock")
    return f"{thing}.{event.kind}" if thing else event.kind


def _running(run: Run) -> tuple[Due, ...]:
    """Clocks that still matter: one that ran out comes last, one that only allowed something not at all."""
    found = []
    for key, clock in run.case.clocks.items():
        due = due_of(clock, run.book, run.world.calendar) if clock.outcome == "running" else None
        definition = run.book.ruleset.deadlines.get(key)
        lapsed = clock.expired and definition is not None and definition.strength == "may"
        if due is not None and run.case.closed is None and not lapsed:
            found.append((clock.expired, Due(key, due.due, due.provisional)))
    return tuple(d for _, d in sorted(found, key=lambda f: (f[0], f[1].day, f[1].clock)))
