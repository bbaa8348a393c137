"""What can be asked of the judge, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.casework.case import Case
from engine.casework.events import CaseEvent
from engine.policy.amendment import Amendment
from engine.policy.answers import AnswerProblem
from engine.policy.calendar import Calendar
from engine.policy.conditions import Facts
from engine.policy.directory import Directory
from engine.policy.tables import Match

COMPLAINANT = "complainant"
"""The actor of whom only the follow-up code is known."""


@dataclass(frozen=True)
class World:
    """What surrounds a judgement: calendar, directory, related cases, the declared periods that run,
    and who decides what matches."""

    calendar: Calendar
    directory: Directory
    match: Match
    related: tuple[Facts, ...] = ()
    periods: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Open:
    """A complaint arrives. `answers` are checked and hold no identity (see `intake`); `source` is the
    place it was taken over from, such as a row of a sheet; `names` what its files are called, which no
    event tells."""

    case: str
    locality: str
    digest: str
    form: str
    answers: Mapping[str, Any]
    accused: tuple[str | None, ...] = ()
    actor: str | None = None
    source: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenStanding:
    """The standing file of a locality begins: the duties of the body itself run on it."""

    case: str
    locality: str
    digest: str


@dataclass(frozen=True)
class MoveRules:
    """The standing file, or an open case, goes on under another published version. `by` is who moved
    it by hand."""

    digest: str
    by: str | None = None


@dataclass(frozen=True)
class AmendCalendar:
    """Days of the calendar were changed, and with them due dates of this case (`clocks`, as JSON)."""

    amendment: Amendment
    clocks: tuple[Mapping[str, Any], ...]
    by: str | None = None


@dataclass(frozen=True)
class Act:
    """Somebody does something: an event of the rule language, with what belongs to it. `names` are those of its
    files, which no event tells."""

    event: str
    actor: str
    with_: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StandAside:
    """Recusals of the case that this one grew out of, as their events tell them: they hold here too."""

    recusals: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Tick:
    """Nothing is done; only time has passed."""


Request = Open | OpenStanding | MoveRules | AmendCalendar | Act | StandAside | Tick


@dataclass(frozen=True)
class Judgement:
    """What follows: the new events, the case after them, and linked cases that begin with it."""

    case: Case
    events: tuple[CaseEvent, ...]
    children: tuple[Judgement, ...] = ()


@dataclass(frozen=True)
class Refused:
    """Why not. `code` has a sentence `refusal.<code>`; `fields` name what is wrong in a form;
    `judgement` holds what must be kept all the same (time that passed, a forbidden act tried)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[AnswerProblem, ...] = ()
    judgement: Judgement | None = None
