# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Clocks that begin on a day somebody told; papers that need something of their own contents; seats
that follow their conditions."""

from __future__ import annotations

from typing import Any

import pytest

from engine.casework.acts.actions import Action
from engine.casework.acts.offers import actions_in
from tests.casework.conftest import Build
from tests.casework.small import Town, at

WINDOW = "window: {label: {zh: 时效, en: Window}, who: complainant, limit: 6 months, starts: since, stops: case.opened}"


def clock(office: Town, key: str = "window") -> Any:
    return office.case.clocks.get(key)


def test_a_complaint_in_time_meets_its_window(town: Build) -> None:
    office = town(deadlines=WINDOW)
    office.file("01-05 09:00", since="2025-09-01")
    assert clock(office).outcome == "met"
    assert "window.expired" not in office.case.happened


def test_a_late_complaint_has_missed_it_and_rules_may_ask(town: Build) -> None:
    flags = "too-late: {label: {zh: 迟, en: Late}, if: {window.expired: true}}"
    office = town(deadlines=WINDOW, flags=flags)
    office.file("01-05 09:00", since="2025-07-01")
    assert clock(office).outcome == "late"
    assert "too-late" in office.case.flags


def test_without_the_day_nothing_runs(town: Build) -> None:
    office = town(deadlines=WINDOW)
    office.file("01-05 09:00")
    assert clock(office) is None


def test_the_later_of_a_day_and_an_event_waits_for_both(town: Build) -> None:
    deadlines = "both: {label: {zh: 双, en: Both}, who: office, limit: 10 days, starts: {last_of: [since, slip.sent]}, stops: answer.sent}"
    office = town(deadlines=deadlines)
    office.file("01-05 09:00", since="2026-01-02")
    assert clock(office, "both") is None
    office.assign("01-06 10:00")
    assert clock(office, "both").started == at("01-06 10:00")


def test_the_earlier_of_a_day_and_an_event_begins_with_the_day(town: Build) -> None:
    deadlines = "either: {label: {zh: 先, en: Either}, who: office, limit: 10 days, starts: {first_of: [since, slip.sent]}, stops: answer.sent}"
    office = town(deadlines=deadlines)
    office.file("01-05 09:00", since="2026-01-02")
    assert clock(office, "either").started == at("2026-01-02 00:00")


def test_the_day_after_a_day_told(town: Build) -> None:
    deadlines = "next: {label: {zh: 次日, en: Next}, who: office, limit: 10 days, starts: {next_day_after: since}, stops: answer.sent}"
    office = town(deadlines=deadlines)
    office.file("01-05 09:00", since="2026-01-02")
    assert clock(office, "next").started == at("2026-01-03 00:00")


def test_an_exception_that_the_office_decides_is_waited_for(town: Build) -> None:
    events = "looked: {label: {zh: 看, en: Looked}, by: office, asks: office-part}"
    office = town(deadlines=WINDOW.replace("stops:", "unless: {hard: true}, stops:"), events=events)
    office.file("01-05 09:00", since="2025-01-01")
    assert clock(office) is None
    assert office.do("looked", "cai", "01-05 10:00", hard=True) is None
    assert clock(office) is None
    office.file("01-06 09:00", since="2025-01-01")
    assert office.do("looked", "cai", "01-06 10:00", hard=False) is None
    assert clock(office).outcome == "late"


REDO = """
    first:  {label: {zh: 一, en: First}, by: office, contains: {outcome: {choices: [yes-so, no-so]}}}
    second: {label: {zh: 二, en: Second}, by: office, contains: {outcome: {choices: [yes-so, no-so]}}, needs: {second.outcome: {differs_from: first.outcome}}}
"""


def offered(office: Town) -> set[str]:
    found: tuple[Action, ...] = actions_in(office.office.run(office.id, office.log[-1].at), "cai")
    return {a.event for a in found}


def test_a_second_result_must_differ_from_the_first(town: Build) -> None:
    office = town(papers=REDO)
    office.file()
    assert "second.written" in offered(office)
    assert office.do("second.written", "cai", "01-05 09:30", outcome="no-so") == "needs"
    assert office.do("first.written", "cai", "01-05 10:00", outcome="yes-so") is None
    assert office.do("second.written", "cai", "01-05 10:10", outcome="yes-so") == "needs"
    assert office.do("second.written", "cai", "01-05 10:20", outcome="no-so") is None
    assert (
        office.do("second.written", "cai", "01-05 10:30", outcome="yes-so") == "needs"
    )  # not what stands there already


@pytest.mark.parametrize(
    ("until", "holder"), [("01-05 10:59", "office"), ("01-05 11:00", "leader"), ("01-05 12:00", "head")]
)
def test_a_seat_follows_its_conditions(town: Build, until: str, holder: str) -> None:
    seats = """
        watch:
          filled:
            - {if: {second-ring.expired: true}, with: head}
            - {if: {first-ring.expired: true}, with: leader}
            - {with: office}
    """
    rings = """
        first-ring:  {label: {zh: 一, en: First}, who: watch, limit: 2 hours, starts: case.opened, stops: slip.sent}
        second-ring: {label: {zh: 二, en: Second}, who: watch, limit: 1 hour, starts: first-ring.expired, stops: slip.sent}
    """
    office = town(seats=seats, deadlines=rings)
    office.file("01-05 09:00")
    office.wait(until)
    names = {"office": ("office",), "leader": ("ling",), "head": ("huang",)}
    assert office.case.seats["watch"] == names[holder]
