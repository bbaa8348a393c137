"""A story told on the real Desk: the same acts at the same moments, with a clock that is set.

Journeys compare what the Desk kept with what the virtual office saw; demo data is told this way too.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Any

from engine.casework.desk import Desk, Opened
from engine.casework.requests import COMPLAINANT, Refused
from engine.casework.virtual import VirtualOffice
from engine.errors import EngineError
from engine.scenarios.runner import Stage, actor_of, begin, file_of, tell_earlier
from engine.scenarios.story import Scenario, Step

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class SetClock:
    """A clock that shows what it is told; it is handed to the Desk as `now`."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def play(
    desk: Desk, scenario: Scenario, clock: SetClock, *, locality: str,
    shift: timedelta = timedelta(0), until: datetime | None = None,
) -> Opened:  # fmt: skip
    """Tell the story on the Desk up to `until`. Raises EngineError when the opening is refused; an
    act that the story expects to be refused is tried and refused."""
    telling = tell(desk, scenario, clock, locality=locality, shift=shift)
    try:
        while True:
            moment = next(telling)
            if until is not None and moment > until:
                raise EngineError(f"story {scenario.key} begins after {until}")
            let_time_pass(desk, clock, moment)
    except StopIteration as end:
        opened: Opened = end.value
        return opened


def play_together(
    desk: Desk, stories: Iterable[tuple[str, Scenario, timedelta]], clock: SetClock, *, until: datetime
) -> None:
    """Tell many stories (locality, story, shift) side by side, as life would: each act at its own
    moment, up to `until`."""
    waiting: list[tuple[datetime, int, Generator[datetime, None, Opened]]] = []
    for number, (locality, scenario, shift) in enumerate(stories):
        telling = tell(desk, scenario, clock, locality=locality, shift=shift)
        waiting.append((next(telling), number, telling))
    heapify(waiting)
    while waiting and waiting[0][0] <= until:
        moment, number, telling = heappop(waiting)
        let_time_pass(desk, clock, moment)
        following = next(telling, None)
        if following is not None:
            heappush(waiting, (following, number, telling))


def tell(
    desk: Desk, scenario: Scenario, clock: SetClock, *, locality: str, shift: timedelta
) -> Generator[datetime, None, Opened]:
    """Yields the moment of each act and does it when resumed; whoever resumes has moved the clock."""
    for number, earlier in enumerate(scenario.before, start=1):
        yield earlier.opened + shift
        token = f"before-{scenario.key}-{number}-{clock.at}"
        filed = _file(desk, scenario, locality, earlier.form, moved(earlier.answers, shift), None, token)
        yield from _act(desk, filed, earlier.story, shift)
    yield scenario.opened + shift
    token = f"story-{scenario.key}-{clock.at}"
    opened = _standing(desk, scenario, locality) or _file(
        desk, scenario, locality, scenario.form, moved(scenario.answers, shift), scenario.by, token
    )
    yield from _act(desk, opened, scenario.story, shift)
    return opened


def _act(desk: Desk, opened: Opened, story: Iterable[Step], shift: timedelta) -> Iterator[datetime]:
    for number, step in enumerate(story, start=1):
        if step.at:
            yield step.at + shift
        if step.happens:
            file = _file_of(desk, opened.case, step)
            actor = actor_of(desk.run_of(desk.whole(file)), step)
            token = f"story-{opened.case}-{number}"
            with_ = moved(step.with_, shift)
            if actor == COMPLAINANT:
                desk.act_with_code(opened.code, step.happens, with_=with_, token=token)
            else:
                desk.act(file, step.happens, actor=actor, with_=with_, token=token)


def moved(answers: Mapping[str, Any], shift: timedelta) -> dict[str, Any]:
    """Answers as they are given `shift` later: the days in them move along with the story."""
    return {key: _moved(value, shift) for key, value in answers.items()}


def _moved(value: Any, shift: timedelta) -> Any:
    if isinstance(value, Mapping):
        return moved(value, shift)
    if isinstance(value, list):
        return [_moved(v, shift) for v in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + shift).isoformat()
    return value


def _standing(desk: Desk, scenario: Scenario, locality: str) -> Opened | None:
    """The standing file, where the story is told on it; nobody follows it by a code."""
    found = desk.open_standing(locality) if scenario.standing else None
    return Opened(found, desk.store.row(found).number, "") if found else None


def _file_of(desk: Desk, case_id: str, step: Step) -> str:
    case = desk.whole(case_id)
    if step.happens and desk.rules.book(case.digest).belongs_to_body(step.happens):
        return desk.open_standing(case.locality) or case_id
    return case_id


def _file(
    desk: Desk, scenario: Scenario, locality: str, form: str, answers: Mapping[str, Any], by: str | None, token: str
) -> Opened:
    filed = desk.open_case(locality, form, answers, actor=by, token=token)
    if isinstance(filed, Refused):
        raise EngineError(f"story {scenario.key}: opening refused: {filed.code} {dict(filed.params)}")
    return filed


def let_time_pass(desk: Desk, clock: SetClock, until: datetime) -> None:
    """Move the clock to every moment at which something is due, then to `until`."""
    while True:
        upcoming = desk.store.next_due()
        if upcoming is None or upcoming > until:
            break
        clock.at = max(clock.at, upcoming)
        desk.tick()
    clock.at = max(clock.at, until)


def told_virtually(stage: Stage, scenario: Scenario) -> VirtualOffice:
    """The same story in virtual time, for comparison."""
    office = VirtualOffice(stage.on(scenario.opened).book, stage.calendar, stage.directory)
    tell_earlier(office, scenario)
    case = begin(office, scenario)
    if isinstance(case, Refused):
        raise EngineError(f"story {scenario.key}: opening refused: {case.code}")
    at = scenario.opened
    for step in scenario.story:
        at = step.at or at
        office.advance(at)
        if step.happens:
            file = file_of(office, case.id, step)
            office.act(file, step.happens, actor_of(office.run(file, at), step), step.with_, at=at)
    return office
