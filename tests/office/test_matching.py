"""durable_rules decides on a real case; wrong answers, crashes and hangs are flagged on it."""

from __future__ import annotations

import sys

import pytest

from engine.casework.desk import Desk, Opened
from engine.casework.events import CaseEvent
from engine.matching.matcher import Matcher
from engine.matching.supervisor import Supervisor
from engine.office import Office
from engine.office.keys import FollowCodes
from engine.scenarios.playing import SetClock
from tests.casework.small import HELP, at
from tests.office.conftest import OpenOffice

RULES = {
    "tables": """
        track:
          hit: unique
          values: {inner: {zh: 内, en: Inner}, outer: {zh: 外, en: Outer}}
          rules: {danger: {if: {danger: true}, then: inner}, people: {if: {people: {at_least: 100}}, then: inner}}
          otherwise: outer
    """,
    "facts": "same-matter: {count: cases, same: [place, matter], within: 12 months}",
    "flags": "hard-case: {if: {same-matter: {at_least: 2}}}",
}


def opened(office: Office, token: str, **answers: object) -> tuple[CaseEvent, ...]:
    found = office.desk.open_case("town", "note", {**HELP, **answers}, actor=None, token=token)
    assert isinstance(found, Opened)
    return office.store.events(found.case)


def decided(events: tuple[CaseEvent, ...]) -> list[CaseEvent]:
    return [e for e in events if e.kind in ("decided", "flagged", "recused") and "decided_by" in e.data]


def with_substitute(office: Office, way: str) -> None:
    """From now on the office asks a child process that misbehaves in this way."""
    office.close()
    command = (sys.executable, "-m", "tests.matching.substitutes", way)
    office.supervisor = Supervisor(command, time_limit=0.3 if way == "hang" else 300)
    office.matcher = Matcher(office.supervisor)
    desk = office.desk
    office.desk = Desk(
        store=office.store, vault=office.vault, rules=office.rules, match=office.matcher, now=desk.now,
        codes=FollowCodes(office.vault),
    )  # fmt: skip


def test_every_decision_is_made_by_durable_rules(open_office: OpenOffice) -> None:
    office = open_office(**RULES)
    events = opened(office, "a", danger=True)
    assert decided(events)
    assert {e.data["decided_by"] for e in decided(events)} == {"durable_rules"}
    assert decided(events)[0].data["value"] == "inner"
    health = office.health()
    assert health.matching.well
    assert health.attention == ()


@pytest.mark.parametrize(("way", "trouble"), [("wrong", "differs"), ("crash", "crash"), ("hang", "timeout")])
def test_trouble_is_answered_by_the_evaluator_and_seen_by_somebody(
    open_office: OpenOffice, way: str, trouble: str
) -> None:
    office = open_office(**RULES)
    with_substitute(office, way)
    events = opened(office, "a", people=500)
    track = next(e for e in events if e.kind == "decided")
    assert (track.data["value"], track.data["rules"]) == ("inner", ["people"])
    assert (track.data["decided_by"], track.data["trouble"]) == ("plain", trouble)
    case = office.desk.whole(events[0].case)
    assert trouble in case.troubles
    health = office.health()
    assert getattr(health.matching, trouble) >= 1
    assert [(a.case, trouble in a.troubles) for a in health.attention] == [(case.id, True)]


def test_the_third_complaint_on_one_matter_within_a_year_is_a_hard_case(
    open_office: OpenOffice, clock: SetClock
) -> None:
    office = open_office(**RULES)
    clock.at = at("2024-11-30 09:00")
    opened(office, "too old")
    for number, day in enumerate(("2025-06-02 09:00", "2025-12-01 07:30")):
        clock.at = at(day)
        assert not any(e.kind == "flagged" for e in opened(office, f"n{number}"))
    clock.at = at("2026-01-05 09:00")
    assert not any(e.kind == "flagged" for e in opened(office, "elsewhere", place="west"))
    events = opened(office, "third")
    flag = next(e for e in events if e.kind == "flagged")
    assert (flag.data["flag"], flag.data["up"], flag.data["decided_by"]) == ("hard-case", True, "durable_rules")
    assert flag.data["facts"]["same-matter"] == 2
    assert sorted(r["opened"] for r in flag.data["related"]) == ["2025-06-02", "2025-12-01"]
    assert all((r["place"], r["matter"]) == ("east", "road") for r in flag.data["related"])
