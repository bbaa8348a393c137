"""A case as the complainant may see it: where it stands, what was sent to them, what they may ask for.

No person of the office is named and nothing that is not addressed to the complainant is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from engine.casework.case import Case
from engine.casework.events import CaseEvent
from engine.casework.ports import ClockRow
from engine.i18n import text
from engine.policy.calendar import Calendar, local_date
from engine.policy.definitions import COMPLAINANT, Deadline, RuleSet
from engine.policy.directory import Directory
from engine.policy.triggers import names_of
from engine.views.clocks import ClockLine, clock_lines
from engine.views.names import Names

STAGES = ("received", "in-hand", "answered", "closed")


@dataclass(frozen=True)
class Letter:
    """A paper that was sent to the complainant: its name, its contents, and the day."""

    paper: str
    label: str
    on: date
    contents: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Promise:
    """A date that the complainant may rely on, or must keep (`mine`), with the limit and its clauses."""

    label: str
    due: date
    word: str
    colour: str
    mine: bool
    provisional: bool
    left: str = ""
    limit: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """`stage` is the index into STAGES that has been reached; `sentence` says it in plain words."""

    number: str
    stage: int
    stages: tuple[str, ...]
    sentence: str
    opened: date
    letters: tuple[Letter, ...]
    promises: tuple[Promise, ...]


def progress(
    case: Case, events: Iterable[CaseEvent], clocks: Iterable[ClockRow], ruleset: RuleSet, calendar: Calendar,
    at: datetime, lang: str,
) -> Progress:  # fmt: skip
    """What the holder of the follow-up code is shown."""
    names = Names(ruleset, Directory(), lang)
    letters = tuple(_letters(events, names, calendar))
    stage = _stage(case, ruleset, letters)
    opened = local_date(calendar, case.opened or at)
    return Progress(
        case.number, stage, tuple(names.say(f"stage.{s}") for s in STAGES), _sentence(case, stage, names),
        opened, letters, tuple(_promises(clocks, names, calendar, at)),
    )  # fmt: skip


def _stage(case: Case, ruleset: RuleSet, letters: tuple[Letter, ...]) -> int:
    state = ruleset.states.get(case.state)
    if state is None or state.final:
        return 3 if state else 0
    if any(_answers(letter.paper, ruleset) for letter in letters):
        return 2
    return 0 if state.initial else 1


def _answers(paper: str, ruleset: RuleSet) -> bool:
    definition = ruleset.papers.get(paper)
    return paper == "answer" or bool(definition and definition.instead_of == "answer")


def _sentence(case: Case, stage: int, names: Names) -> str:
    state = names.ruleset.states.get(case.state)
    concept = state.concept if state else None
    fallback = names.say(f"stage.{STAGES[stage]}.sentence")
    return text(f"views.concept.{concept}", names.lang, missing=fallback)


def _letters(events: Iterable[CaseEvent], names: Names, calendar: Calendar) -> Iterator[Letter]:
    written: dict[str, CaseEvent] = {}
    for e in events:
        if e.kind == "written":
            written[e.data["paper"]] = e
        if e.kind == "sent" and COMPLAINANT.name in e.data["to"]:
            paper = e.data["paper"]
            yield Letter(paper, names.of(paper), local_date(calendar, e.at), _contents(written.get(paper), names))


def _contents(e: CaseEvent | None, names: Names) -> tuple[tuple[str, str], ...]:
    return names.answers(e.data["contents"], names.paper_fields(e.data["paper"])) if e else ()


def _promises(clocks: Iterable[ClockRow], names: Names, calendar: Calendar, at: datetime) -> Iterator[Promise]:
    for line in clock_lines(clocks, names, calendar, at):
        deadline = names.ruleset.deadlines.get(line.clock)
        if not (line.running and line.due and deadline):
            continue
        mine = deadline.who == COMPLAINANT
        if mine or _told_to_complainant(deadline, names.ruleset):
            yield Promise(
                line.label, line.due, _word(line, names, mine=mine), line.colour, mine, line.provisional, line.left,
                line.limit, line.cites,
            )  # fmt: skip


def _word(line: ClockLine, names: Names, *, mine: bool) -> str:
    """How it stands; that somebody should hurry is said to the office, not to who waits for it."""
    hurry = names.say("clock.past-promptly")
    return names.say("clock.longer-than-expected") if line.word == hurry and not mine else line.word


def _told_to_complainant(deadline: Deadline, ruleset: RuleSet) -> bool:
    """Whether the clock stops when something is sent to the complainant."""
    for name in names_of(deadline.stops):
        paper = ruleset.papers.get(name.removesuffix(".sent"))
        if name.endswith(".sent") and paper and COMPLAINANT in paper.to:
            return True
    return False
