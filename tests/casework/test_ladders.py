# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Ladders: each rung once, in order, also when the machine stood still; time caught up counts as owed."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.casework.clocks.moments import next_moment_of
from engine.casework.judge import judge
from engine.casework.requests import Judgement, Tick, World
from engine.policy.tables import plain_match
from tests.casework.conftest import Build
from tests.casework.small import Town, at

LADDER = """
    up:
      label: {zh: 催, en: Up}
      steps:
        remind: {before: 1 day, act: remind, to: holder}
        urge:   {after: 1 day, send: letter, every: 2 days, times: 3}
        above:  {after: 9 days, act: report, to: next-higher-body}
"""
RULES = {
    "papers": "letter: {label: {zh: 督促, en: Letter}, by: office, to: [holder]}",
    "escalations": LADDER,
    "deadlines": """
        t: {label: {zh: 期, en: T}, limit: 4 days, starts: case.opened, stops: slip.sent, escalation: up}
        u: {label: {zh: 后, en: U}, limit: 3 days, starts: t.expired, stops: slip.sent}
    """,
    "duties": "watch: {label: {zh: 看, en: W}, who: office, act: look, every: 10 days, if: {state: registering}}",
}


def tick(office: Town, when: datetime) -> None:
    """One late tick, as after a standstill."""
    world = World(office.office.calendar, office.office.directory, plain_match)
    done = judge(office.office.book, office.case, Tick(), world, at=when)
    assert isinstance(done, Judgement)
    office.office.cases[office.id] = done.case
    office.office.log[office.id].extend(done.events)


def steps(office: Town) -> list[tuple[str, int]]:
    return [(e.data["step"], e.data["occurrence"]) for e in office.kinds("step-taken")]


EVERY = [("remind", 1), ("urge", 1), ("urge", 2), ("urge", 3), ("above", 1)]


def test_every_rung_at_its_day(town: Build) -> None:
    office = town(**RULES)
    office.file()  # Monday the 5th: due on Friday the 9th
    office.wait("02-05 09:00")
    assert steps(office) == EVERY
    days = [e.at.astimezone(at("01-05 09:00").tzinfo).day for e in office.kinds("step-taken")]
    assert days == [8, 10, 12, 14, 18]


def test_a_standstill_loses_no_rung_and_keeps_their_order(town: Build) -> None:
    office = town(**RULES)
    office.file()
    tick(office, at("02-05 09:00"))
    assert steps(office) == EVERY
    assert [e.data["scheduled"] for e in office.kinds("step-taken")] == sorted(
        e.data["scheduled"] for e in office.kinds("step-taken")
    )
    before = [e.kind for e in office.log if e.kind in ("clock-expired", "step-taken")]
    assert before[:2] == ["step-taken", "clock-expired"]


def test_a_rung_is_taken_once_however_often_time_is_asked(town: Build) -> None:
    office = town(**RULES)
    office.file()
    for _ in range(3):
        tick(office, at("01-11 09:00"))
    assert steps(office) == [("remind", 1), ("urge", 1)]


@pytest.mark.parametrize("late", ["01-13 09:00", "01-20 09:00", "02-05 09:00"])
def test_after_a_standstill_every_clock_stands_as_if_there_had_been_none(town: Build, late: str) -> None:
    punctual, standing = town(**RULES), town(**RULES)
    for office in (punctual, standing):
        office.file()
    punctual.wait(late)
    tick(standing, at(late))
    assert standing.case.clocks == punctual.case.clocks
    assert standing.case.taken == punctual.case.taken
    book, calendar = standing.office.book, standing.office.calendar
    assert next_moment_of(standing.case, book, calendar, at(late)) == next_moment_of(
        punctual.case, book, calendar, at(late)
    )


def test_events_say_when_they_were_written_even_when_late(town: Build) -> None:
    office = town(**RULES)
    office.file()
    tick(office, at("02-05 09:00"))
    assert {e.at for e in office.log[-5:]} == {at("02-05 09:00")}


def test_no_rung_before_the_due_date_is_taken_for_a_day_before_the_clock_began(town: Build) -> None:
    ladder = "up: {label: {zh: 催, en: Up}, steps: {early: {before: 30 days, act: remind, to: holder}, last: {after: 1 day, act: report, to: next-higher-body}}}"
    office = town(**{**RULES, "escalations": ladder})
    office.file()
    office.wait("01-09 09:00")
    assert steps(office) == []


def test_a_stopped_clock_climbs_no_further(town: Build) -> None:
    office = town(**RULES)
    office.file()
    office.wait("01-11 09:00")
    office.assign("01-11 10:00")
    office.wait("02-05 09:00")
    assert steps(office) == [("remind", 1), ("urge", 1)]


def test_a_rung_may_wait_for_a_condition(town: Build) -> None:
    ladder = "up: {label: {zh: 催, en: Up}, steps: {third: {if: {letters: {at_least: 2}}, act: inspect, to: next-higher-body}}}"
    office = town(**{
        **RULES, "escalations": ladder, "facts": "letters: {count: ping}",
        "events": "ping: {label: {zh: 信, en: Ping}, by: office}",
    })  # fmt: skip
    office.file()
    office.do("ping", "cai", "01-05 10:00")
    assert steps(office) == []
    office.do("ping", "cai", "01-05 11:00")
    office.wait("01-05 12:00")
    office.do("ping", "cai", "01-05 13:00")
    assert steps(office) == [("third", 1)]


def test_a_rung_with_nobody_to_tell_is_seen_by_somebody(town: Build) -> None:
    ladder = "up: {label: {zh: 催, en: Up}, steps: {tell: {after: 1 day, act: report, to: leader}, above: {after: 2 days, act: report, to: next-higher-body}}}"
    office = town(**{**RULES, "escalations": ladder})
    persons = {k: p for k, p in office.office.directory.persons.items() if k not in ("ling", "gao")}
    office.office.directory = type(office.office.directory)(persons, office.office.directory.units)
    office.file()
    office.wait("02-05 09:00")
    assert {"escalations.up.steps.tell.to", "escalations.up.steps.above.to"} <= office.case.vacancies
