"""A story told on the real Desk: the same acts at the same moments, with a clock that is set.

Journeys compare what the Desk kept with what the virtual office saw; demo data is told this way too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.casework.acts import COMPLAINANT
from engine.casework.desk import Desk, Opened
from engine.casework.requests import Refused
from engine.casework.virtual import VirtualOffice
from engine.errors import EngineError
from engine.scenarios.runner import Stage, actor_of
from engine.scenarios.story import Scenario


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
    _file_earlier(desk, scenario, clock, locality, shift)
    let_time_pass(desk, clock, scenario.opened + shift)
    opened = desk.open_case(
        locality, scenario.form, scenario.answers, actor=scenario.by, token=f"story-{scenario.key}-{clock.at}"
    )
    if isinstance(opened, Refused):
        raise EngineError(f"story {scenario.key}: opening refused: {opened.code} {dict(opened.params)}")
    for number, step in enumerate(scenario.story, start=1):
        at = step.at + shift if step.at else clock.at
        if until is not None and at > until:
            break
        let_time_pass(desk, clock, at)
        if step.happens:
            case = desk.whole(opened.case)
            actor = actor_of(desk.run_of(case), step)
            token = f"story-{opened.case}-{number}"
            if actor == COMPLAINANT:
                desk.act_with_code(opened.code, step.happens, with_=step.with_, token=token)
            else:
                desk.act(opened.case, step.happens, actor=actor, with_=step.with_, token=token)
    return opened


def _file_earlier(desk: Desk, scenario: Scenario, clock: SetClock, locality: str, shift: timedelta) -> None:
    """The cases that were filed before the story begins."""
    for number, (at, form, answers) in enumerate(scenario.before, start=1):
        let_time_pass(desk, clock, at + shift)
        token = f"before-{scenario.key}-{number}-{clock.at}"
        filed = desk.open_case(locality, form, answers, actor=None, token=token)
        if isinstance(filed, Refused):
            raise EngineError(f"story {scenario.key}: earlier case {number} refused: {filed.code}")


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
    office = VirtualOffice(stage.book, stage.calendar, stage.directory)
    for filed, form, answers in scenario.before:
        office.open(form, answers, at=filed)
    case = office.open(scenario.form, scenario.answers, at=scenario.opened, by=scenario.by)
    if isinstance(case, Refused):
        raise EngineError(f"story {scenario.key}: opening refused: {case.code}")
    at = scenario.opened
    for step in scenario.story:
        at = step.at or at
        office.advance(at)
        if step.happens:
            office.act(case.id, step.happens, actor_of(office.run(case.id, at), step), step.with_, at=at)
    return office
