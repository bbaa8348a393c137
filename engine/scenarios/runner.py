"""Tell every story of a scenario file and say where the rules told it differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engine.casework.case import Case
from engine.casework.events import CaseEvent
from engine.casework.requests import COMPLAINANT, Refused
from engine.casework.rows import standing_id
from engine.casework.rulebook import Rulebook, prepare
from engine.casework.run import Run
from engine.casework.virtual import VirtualOffice
from engine.errors import EngineError
from engine.loading import load_ruleset
from engine.loading.calendars import load_calendar
from engine.loading.reading.reader import read
from engine.loading.shape.schema import check_shape
from engine.policy.actors import ActorRef, Named
from engine.policy.calendar import Calendar, local_date
from engine.policy.directory import Directory
from engine.policy.tables import Match, plain_match
from engine.scenarios.expectations import View, differences
from engine.scenarios.story import Scenario, Step, directory_of, scenarios_of
from engine.source import Position, Problem


@dataclass(frozen=True)
class Difference:
    """Step `number` (from 1) of the story: what was expected there, and what was seen."""

    number: int
    what: str
    expected: Any
    seen: Any


@dataclass(frozen=True)
class Outcome:
    """One story told. `log` holds the events of its first case, for coverage and explanations;
    `measured` are the metrics whose figures it tells, `keeps` is whether it tells how long identity is kept."""

    key: str
    differences: tuple[Difference, ...]
    log: tuple[CaseEvent, ...]
    others: tuple[CaseEvent, ...] = ()
    at: Position | None = None
    measured: tuple[str, ...] = ()
    keeps: bool = False

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.differences


@dataclass(frozen=True)
class Stage:
    """What stories are told on: the rules, the calendar, the people. Rules with several versions have
    them all in `versions`, earliest first; `book` is the newest until a day is asked for."""

    book: Rulebook
    calendar: Calendar
    directory: Directory
    scenarios: Mapping[str, Scenario]
    positions: Mapping[str, Position]
    versions: tuple[Rulebook, ...] = ()

    def on(self, moment: datetime) -> Stage:
        """The stage with the version that holds at this moment; the same stage when there is one only."""
        day = local_date(self.calendar, moment)
        held = (b for b in self.versions if (b.ruleset.in_force.from_ or day) <= day)
        return replace(self, book=max(held, key=_first_day, default=self.book))


def _first_day(book: Rulebook) -> date:
    return book.ruleset.in_force.from_ or date.min


def run_file(
    ruleset_id: str, *, home: Path, rules: Path | None = None, match: Match = plain_match
) -> tuple[tuple[Outcome, ...], tuple[Problem, ...]]:
    """All stories of `rules/scenarios/<id>.yaml`; `rules` names another rule file to tell them on."""
    stage, problems = set_stage(ruleset_id, home=home, rules=rules)
    if stage is None:
        return (), problems
    return tuple(run_scenario(stage, s, match=match) for s in stage.scenarios.values()), problems


def set_stage(ruleset_id: str, *, home: Path, rules: Path | None = None) -> tuple[Stage | None, tuple[Problem, ...]]:
    """The rules, calendar, people and stories of a locality, or what is wrong with their files."""
    loaded = load_ruleset(rules or ruleset_id, home=home)
    if loaded.ruleset is None:
        return None, loaded.problems
    path = home / "rules" / "scenarios" / f"{ruleset_id}.yaml"
    document = read(path, file=str(path.relative_to(home)))
    if isinstance(document, tuple):
        return None, (*loaded.problems, *document)
    calendar = load_calendar(loaded.ruleset.calendar, home=home)
    if not isinstance(calendar, Calendar):
        return None, (*loaded.problems, *calendar)
    shape = check_shape(document, "scenarios")
    if shape or not isinstance(document.data, dict):
        return None, (*loaded.problems, *shape)
    stories = scenarios_of(document.data, calendar.zone)
    positions = {k: document.at_key(("scenarios", k)) for k in stories}
    books = tuple(prepare(v.ruleset) for v in loaded.versions if v.ruleset is not None)
    book = books[-1] if books else prepare(loaded.ruleset)
    stage = Stage(book, calendar, directory_of(document.data), stories, positions, books)
    return stage, loaded.problems


def run_scenario(stage: Stage, scenario: Scenario, *, match: Match = plain_match) -> Outcome:
    """Tell one story in virtual time, under the version that held when it began."""
    stage = stage.on(scenario.opened)
    office = VirtualOffice(stage.book, stage.calendar, stage.directory, match)
    where = stage.positions.get(scenario.key)
    try:
        tell_earlier(office, scenario)
    except EngineError as error:
        return Outcome(scenario.key, (Difference(0, "before", "to be told", str(error)),), (), at=where)
    case = begin(office, scenario)
    if isinstance(case, Refused):
        wrong = Difference(0, "opened", "a case", _told(case))
        return Outcome(scenario.key, (wrong,), (), at=where)
    try:
        found = tuple(_tell(office, case.id, scenario))
    except EngineError as error:
        found = (Difference(0, "story", "to be told", str(error)),)
    others = tuple(e for k, log in office.log.items() if k != case.id for e in log)
    measured = dict.fromkeys(key for step in scenario.story for key in step.expect.get("metrics", ()))
    keeps = any(step.expect.get("kept_until", "none") != "none" for step in scenario.story)
    return Outcome(scenario.key, found, tuple(office.log[case.id]), others, where, tuple(measured), keeps)


def begin(office: VirtualOffice, scenario: Scenario) -> Case | Refused:
    """The file that the story is told on; the standing one is there too where something happens on it."""
    on_body = any(s.happens and office.book.belongs_to_body(s.happens) for s in scenario.story)
    standing = office.open_standing(at=scenario.opened) if scenario.standing or on_body else None
    if scenario.standing and standing:
        return standing
    return office.open(scenario.form, scenario.answers, at=scenario.opened, by=scenario.by)


def file_of(office: VirtualOffice, case_id: str, step: Step) -> str:
    """Where a step happens: on the case of the story, or on the standing file where it belongs there."""
    if step.happens and office.book.belongs_to_body(step.happens):
        return standing_id(office.book.ruleset.id)
    return case_id


def tell_earlier(office: VirtualOffice, scenario: Scenario) -> None:
    """The cases that were there before the story begins. Raises EngineError when one cannot be told."""
    for earlier in scenario.before:
        case = office.open(earlier.form, earlier.answers, at=earlier.opened)
        if isinstance(case, Refused):
            raise EngineError(f"story {scenario.key}: an earlier case was refused: {_told(case)}")
        at = earlier.opened
        for step in earlier.story:
            at = step.at or at
            office.advance(at)
            _act_earlier(office, case.id, step, at, scenario.key)


def _act_earlier(office: VirtualOffice, case_id: str, step: Step, at: datetime, story: str) -> None:
    done = office.act(case_id, step.happens or "", actor_of(office.run(case_id, at), step), step.with_, at=at)
    if isinstance(done, Refused):
        raise EngineError(f"story {story}: {step.happens} of an earlier case: {_told(done)}")


def _tell(office: VirtualOffice, case_id: str, scenario: Scenario) -> Iterator[Difference]:
    at, seen_events = scenario.opened, 0
    for number, step in enumerate(scenario.story, start=1):
        at = step.at or at
        office.advance(at)
        if step.happens:
            yield from _happen(office, case_id, step, number, at)
        if step.expect:
            log = office.log[case_id]
            view = View(office, case_id, at, tuple(log[seen_events:]))
            seen_events = len(log)
            for what, expected, seen in differences(view, step.expect):
                yield Difference(number, what, expected, seen)


def _happen(office: VirtualOffice, case_id: str, step: Step, number: int, at: datetime) -> Iterator[Difference]:
    assert step.happens is not None
    case_id = file_of(office, case_id, step)
    actor = actor_of(office.run(case_id, at), step)
    done = office.act(case_id, step.happens, actor, step.with_, at=at)
    if isinstance(done, Refused):
        if done.code != step.refused:
            yield Difference(number, step.happens, step.refused or "done", _told(done))
    elif step.refused:
        yield Difference(number, step.happens, f"refused: {step.refused}", "done")


def actor_of(run: Run, step: Step) -> str:
    """The person who acts: named, or the first who holds the role, seat or unit named, or the first
    who may (whoever the rules say)."""
    if step.by in run.world.directory.persons or step.by == COMPLAINANT:
        return str(step.by)
    ref: ActorRef | None = Named(step.by) if step.by else _expected_actor(run.book, step.happens or "")
    holders = run.who(ref) if ref else run.owner()
    return min(holders.persons) if holders.persons else str(step.by)


def _expected_actor(book: Rulebook, event: str) -> ActorRef | None:
    subject, _, what = event.rpartition(".")
    rules = book.ruleset
    if event in rules.events:
        return rules.events[event].by
    if event == "accused-linked":
        return Named("intake-office")
    if subject in rules.duties:
        return rules.duties[subject].who
    paper = rules.papers.get(subject)
    if paper:
        return paper.signed_by if what in ("signed", "refused") else paper.by
    return None


def _told(refused: Refused) -> str:
    details = {k: v for k, v in refused.params.items() if v}
    return f"refused: {refused.code} {details}" if details else f"refused: {refused.code}"
