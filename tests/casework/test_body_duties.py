# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Duties of the body itself: turns on the standing file, done with proof, missed, moved, exchanged."""

from __future__ import annotations

from datetime import date

import pytest

from engine.casework.clocks.due import due_of
from engine.casework.evolution import fold
from tests.casework.conftest import Build
from tests.casework.small import Town, at
from tests.casework.test_ladders import tick

NOTE = {"note": "接待群众三批"}
LADDER = """
    up:
      label: {zh: 催, en: Up}
      steps:
        remind: {before: 1 day, act: remind, to: holder}
        above:  {after: 9 days, act: report, to: next-higher-body}
"""


def duty(body: str) -> dict[str, str]:
    return {"duties": f"reception: {{label: {{zh: 接访, en: Reception}}, scope: body, {body}}}"}


def begun(town: Build, when: str = "01-05 09:00", **sections: str) -> Town:
    """A town whose standing file began on this day (a Monday unless said)."""
    office = town(**sections)
    office.id = office.office.open_standing(at=at(when)).id
    return office


def due_on(office: Town, key: str = "reception") -> date | None:
    due = due_of(office.case.clocks[key], office.office.book, office.office.calendar)
    return due.due if due else None


CADENCES = [
    ("every: 1 week", date(2026, 1, 11)),
    ("every: 1 week, day: tuesday", date(2026, 1, 6)),
    ("every: half a month", date(2026, 1, 15)),
    ("every: 1 month", date(2026, 1, 31)),
    ("every: 1 month, holiday: previous", date(2026, 1, 30)),
    ("every: 1 month, holiday: next", date(2026, 2, 2)),
    ("every: 3 months", date(2026, 3, 31)),
    ("every: 6 months", date(2026, 6, 30)),
    ("every: 1 year", date(2026, 12, 31)),
    ("every: 1 day", date(2026, 1, 5)),
    ("every: 3 working days", date(2026, 1, 7)),
]


@pytest.mark.parametrize(("body", "day"), CADENCES)
def test_a_turn_is_due_at_the_end_of_its_period(town: Build, body: str, day: date) -> None:
    office = begun(town, **duty(f"who: office, act: receive, {body}"))
    assert due_on(office) == day


def test_a_turn_of_certain_hours_is_over_when_they_end(town: Build) -> None:
    office = begun(town, **duty("who: office, act: receive, every: 1 week, day: tuesday, between: 14:00-16:30"))
    office.wait("01-06 16:29")
    assert not office.case.clocks["reception"].expired
    office.wait("01-06 16:30")
    assert office.case.clocks["reception"].expired


def test_done_with_proof_and_the_next_turn_begins_with_its_period(town: Build) -> None:
    office = begun(town, **duty("who: office, act: receive, every: 1 week"))
    assert office.do("reception.done", "cai", "01-06 10:00") == "missing"
    assert office.do("reception.done", "cai", "01-06 10:00", **NOTE) is None
    assert office.case.clocks["reception"].outcome == "met"
    assert office.do("reception.done", "cai", "01-07 10:00", **NOTE) == "not-now"
    office.wait("01-12 00:00")
    assert (office.case.clocks["reception"].outcome, office.case.clocks["reception"].epoch) == ("running", 2)
    assert due_on(office) == date(2026, 1, 18)


def test_what_was_missed_can_still_be_done_late_within_its_period(town: Build) -> None:
    office = begun(town, **duty("who: office, act: receive, every: 1 week, day: tuesday"))
    office.wait("01-08 09:00")
    assert office.kinds("clock-expired")
    assert office.do("reception.done", "cai", "01-08 10:00", **NOTE) is None
    assert office.case.clocks["reception"].outcome == "late"


def test_a_missed_turn_ends_late_with_its_period(town: Build) -> None:
    office = begun(town, **duty("who: office, act: receive, every: 1 week"))
    office.wait("01-20 09:00")
    assert [e.data["outcome"] for e in office.kinds("clock-stopped")] == ["late", "late"]
    assert office.case.clocks["reception"].epoch == 3


def test_done_is_counted_up_to_what_is_asked(town: Build) -> None:
    office = begun(town, **duty("who: office, act: receive, every: 1 month, at_least: 2"))
    assert office.do("reception.done", "cai", "01-06 10:00", **NOTE) is None
    assert office.case.clocks["reception"].outcome == "running"
    assert office.do("reception.done", "cai", "01-20 10:00", **NOTE) is None
    assert office.case.clocks["reception"].outcome == "met"


def test_each_holder_has_a_turn_of_their_own(town: Build) -> None:
    office = begun(town, **duty("who: {each: head}, act: receive, every: 1 week"))
    assert set(office.case.clocks) == {"reception@huang"}
    assert office.do("reception.done", "cai", "01-06 10:00", **NOTE) == "not-yours"
    assert office.do("reception.done", "huang", "01-06 10:00", **NOTE) is None


def test_each_unit_of_a_kind_has_a_turn(town: Build) -> None:
    office = begun(town, **duty("who: {each: lines}, act: screen, every: half a month"))
    assert set(office.case.clocks) == {"reception@roads", "reception@waters"}
    assert office.do("reception.done", "wang", "01-06 10:00", **NOTE) is None
    assert office.case.clocks["reception@roads"].outcome == "met"
    assert office.case.clocks["reception@waters"].outcome == "running"


def test_a_turn_on_a_day_off_is_left_out(town: Build) -> None:
    office = begun(town, "01-10 09:00", **duty("who: office, act: receive, every: 1 day, holiday: skip"))
    assert office.kinds("turn-skipped")
    office.wait("01-12 09:00")
    assert due_on(office) == date(2026, 1, 12)


def test_a_day_that_is_over_when_the_file_begins_is_not_owed(town: Build) -> None:
    office = begun(town, "01-07 09:00", **duty("who: office, act: receive, every: 1 week, day: tuesday"))
    office.wait("01-12 00:00")
    assert due_on(office) == date(2026, 1, 13)


def test_a_turn_moved_before_its_period_is_owed_before_it(town: Build) -> None:
    office = begun(
        town, "01-05 09:00", **duty("who: office, act: receive, every: 1 week, day: sunday, holiday: previous")
    )
    assert due_on(office) == date(2026, 1, 9)


def test_a_ladder_is_climbed_also_when_the_next_turn_has_begun(town: Build) -> None:
    office = begun(
        town, escalations=LADDER, **duty("who: office, act: receive, every: 1 week, day: tuesday, escalation: up")
    )
    office.wait("01-12 09:00")
    assert "reception#1" in office.case.clocks
    office.wait("01-15 09:00")
    above = [e for e in office.kinds("step-taken") if e.data["step"] == "above"]
    assert [e.data["epoch"] for e in above] == [1]
    assert "reception#1" not in office.case.clocks


def test_two_holders_exchange_turns(town: Build) -> None:
    office = begun(
        town,
        roles="duty-leader: {label: {zh: 值班领导, en: On duty}}",
        **duty("who: {each: duty-leader}, act: receive, every: 1 week, swap: next turn"),
    )
    people = office.office.directory.persons
    people = {
        k: type(p)(p.id, p.name, (*p.roles, *(["duty-leader"] if k in ("huang", "ling") else [])))
        for k, p in people.items()
    }
    office.office.directory = type(office.office.directory)(people, office.office.directory.units)
    office.wait("01-05 10:00")
    assert office.do("reception.swapped", "huang", "01-06 09:00", **{"with": "wei"}) == "bad-choice"
    assert office.do("reception.swapped", "huang", "01-06 09:00", **{"with": "ling"}) is None
    assert office.do("reception.done", "huang", "01-06 10:00", **NOTE) == "not-yours"
    assert office.do("reception.done", "ling", "01-06 10:00", turn="huang", **NOTE) is None
    assert office.do("reception.done", "ling", "01-06 11:00", **NOTE) is None
    office.wait("01-12 09:00")
    assert office.case.clocks["reception@ling"].held_by == "huang"
    assert office.do("reception.done", "huang", "01-12 10:00", turn="ling", **NOTE) is None


def test_a_late_tick_finds_every_turn_as_it_was(town: Build) -> None:
    punctual = begun(
        town, escalations=LADDER, **duty("who: office, act: receive, every: 1 week, day: tuesday, escalation: up")
    )
    punctual.wait("02-05 09:00")
    late = begun(
        town, escalations=LADDER, **duty("who: office, act: receive, every: 1 week, day: tuesday, escalation: up")
    )
    tick(late, at("02-05 09:00"))
    seen = {k: (c.epoch, c.turn, c.outcome, c.expired) for k, c in late.case.clocks.items()}
    assert seen == {k: (c.epoch, c.turn, c.outcome, c.expired) for k, c in punctual.case.clocks.items()}
    assert late.case.taken == punctual.case.taken


def test_the_file_folds_from_its_events(town: Build) -> None:
    office = begun(town, **duty("who: {each: lines}, act: receive, every: 1 week, day: tuesday"))
    office.wait("02-05 09:00")
    assert fold(office.id, office.log) == office.case


def test_papers_of_cases_stay_off_the_standing_file(town: Build) -> None:
    office = begun(town, **duty("who: office, act: receive, every: 1 week"))
    assert office.do("slip.written", "cai", "01-06 10:00", summary="s", handler="roads") == "not-now"


def test_a_case_has_nothing_of_the_body(town: Build) -> None:
    office = town(**duty("who: office, act: receive, every: 1 week"))
    office.file()
    assert office.do("reception.done", "cai", "01-06 10:00", **NOTE) == "not-now"
    assert "reception" not in office.case.clocks


REPORT = "analysis: {label: {zh: 研判报告, en: Analysis}, by: office, contains: {findings: {zh: 研判, en: Findings}}, signed_by: head, to: [next-higher-body]}"


def test_a_paper_that_is_owed_is_done_when_it_goes_out(town: Build) -> None:
    office = begun(
        town,
        papers=REPORT,
        duties="monthly: {label: {zh: 月报, en: Monthly}, scope: body, who: office, send: analysis, every: 1 month}",
    )
    assert office.do("monthly.done", "cai", "01-06 10:00", **NOTE) == "needs"
    assert office.do("analysis.written", "cai", "01-06 10:00", findings="f") is None
    assert office.case.clocks["monthly"].outcome == "running"
    assert office.do("analysis.signed", "huang", "01-06 11:00") is None
    assert office.case.clocks["monthly"].outcome == "met"
    office.wait("02-02 09:00")
    assert office.do("analysis.written", "cai", "02-02 10:00", findings="g") is None


def test_a_paper_of_the_body_is_not_written_on_a_case(town: Build) -> None:
    office = town(
        papers=REPORT,
        duties="monthly: {label: {zh: 月报, en: Monthly}, scope: body, who: office, send: analysis, every: 1 month}",
    )
    office.file()
    assert office.do("analysis.written", "cai", "01-06 10:00", findings="f") == "not-now"
