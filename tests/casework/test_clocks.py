# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Clocks of a case: what starts, stops, pauses and extends them, and what they do by themselves."""

from __future__ import annotations

from datetime import date

import pytest

from engine.casework.clocks.due import due_of
from tests.casework.conftest import Build
from tests.casework.small import Town, at

EVENTS = """
    ping:  {label: {zh: 甲, en: Ping}, by: office}
    pong:  {label: {zh: 乙, en: Pong}, by: office}
    asked: {label: {zh: 询问, en: Asked}, by: office}
    told:  {label: {zh: 答复, en: Told}, by: office}
"""
TIME = "t: {{label: {{zh: 期, en: T}}, limit: {limit}, starts: {starts}, stops: {stops}{more}}}"


def clocked(
    town: Build, limit: str = "5 days", starts: str = "ping", stops: str = "pong", more: str = "", **rules: str
) -> Town:
    office = town(events=EVENTS, deadlines=TIME.format(limit=limit, starts=starts, stops=stops, more=more), **rules)
    office.file()
    return office


def due(office: Town) -> date | None:
    found = due_of(office.case.clocks["t"], office.office.book, office.office.calendar)
    return found.due if found else None


def outcome(office: Town) -> str:
    clock = office.case.clocks.get("t")
    return "none" if clock is None else "paused" if clock.open_pause else clock.outcome


def test_started_and_met(town: Build) -> None:
    office = clocked(town)
    assert outcome(office) == "none"
    office.do("ping", "cai", "01-05 10:00")
    assert (outcome(office), due(office)) == ("running", date(2026, 1, 12))  # the 10th is a Saturday
    office.do("pong", "cai", "01-12 23:00")
    assert outcome(office) == "met"
    assert {"t.started", "t.met"} <= set(office.case.happened)


def test_expired_at_its_instant_and_late_when_stopped(town: Build) -> None:
    office = clocked(town)
    office.do("ping", "cai", "01-05 10:00")
    office.do("pong", "cai", "01-13 08:00")
    assert office.kinds("clock-expired")[0].at == at("01-13 00:00")
    assert outcome(office) == "late"
    assert "t.met" not in office.case.happened


def test_what_would_stop_it_happened_before_it_could_start(town: Build) -> None:
    office = clocked(town)
    office.do("pong", "cai", "01-05 09:30")
    office.do("ping", "cai", "01-05 10:00")
    assert outcome(office) == "none"


def test_a_condition_keeps_a_clock_from_starting(town: Build) -> None:
    office = clocked(town, more=", if: {request: accusation}")
    office.do("ping", "cai", "01-05 10:00")
    assert outcome(office) == "none"


def test_the_day_after_is_the_start(town: Build) -> None:
    office = clocked(town, starts="{next_day_after: ping}")
    office.do("ping", "cai", "01-05 10:00")
    assert office.case.clocks["t"].started == at("01-06 00:00")
    assert due(office) == date(2026, 1, 12)  # five days from the 6th are the 11th, a Sunday


@pytest.mark.parametrize("order", [("ping", "told"), ("told", "ping")])
def test_last_of_waits_for_all(town: Build, order: tuple[str, str]) -> None:
    office = clocked(town, starts="{last_of: [ping, told]}")
    office.do(order[0], "cai", "01-05 10:00")
    assert outcome(office) == "none"
    office.do(order[1], "cai", "01-06 10:00")
    assert office.case.clocks["t"].started == at("01-06 10:00")


@pytest.mark.parametrize("which", ["pong", "told"])
def test_first_of_stops_with_either(town: Build, which: str) -> None:
    office = clocked(town, stops="{first_of: [pong, told]}")
    office.do("ping", "cai", "01-05 10:00")
    office.do(which, "cai", "01-06 10:00")
    assert outcome(office) == "met"


PAUSE = ", pauses: {question: {from: asked, until: told, then: %s%s}}"


@pytest.mark.parametrize(("then", "expected"), [("resume", date(2026, 1, 15)), ("restart", date(2026, 1, 16))])
def test_a_pause_resumes_or_restarts(town: Build, then: str, expected: date) -> None:
    office = clocked(town, limit="8 days", more=PAUSE % (then, ""))
    office.do("ping", "cai", "01-05 10:00")
    office.do("asked", "cai", "01-06 10:00")
    assert (outcome(office), due(office)) == ("paused", None)
    office.do("told", "cai", "01-08 10:00")
    assert (outcome(office), due(office), office.case.clocks["t"].epoch) == ("running", expected, 2)


def test_a_pause_of_at_most_ends_by_itself(town: Build) -> None:
    office = clocked(town, more=PAUSE % ("resume", ", at_most: 2 days"))
    office.do("ping", "cai", "01-05 10:00")
    office.do("asked", "cai", "01-06 10:00")
    office.wait("01-20 09:00")
    assert [e.at for e in office.kinds("clock-resumed")] == [at("01-09 00:00")]
    assert outcome(office) == "running"


def test_a_pause_may_be_had_once(town: Build) -> None:
    office = clocked(town, limit="30 days", more=PAUSE % ("resume", ", times: 1"))
    office.do("ping", "cai", "01-05 10:00")
    for day in ("06", "08"):
        office.do("asked", "cai", f"01-{day} 10:00")
        office.do("told", "cai", f"01-{day} 12:00")
    assert len(office.kinds("clock-paused")) == 1


def test_a_pause_may_follow_a_condition(town: Build) -> None:
    office = clocked(
        town, more=", pauses: {quiet: {while: {quiet: true}, then: resume}}",
        flags="quiet: {raised_by: asked, cleared_by: told}",
    )  # fmt: skip
    office.do("ping", "cai", "01-05 10:00")
    office.do("asked", "cai", "01-06 10:00")
    assert outcome(office) == "paused"
    office.do("told", "cai", "01-07 10:00")
    assert outcome(office) == "running"


def test_an_extension_moves_the_date_and_raises_the_epoch(town: Build) -> None:
    office = clocked(
        town, more=", extension: {request: more, up_to: 3 days, times: 1}",
        papers="more: {label: {zh: 延, en: More}, by: office, signed_by: head}",
    )  # fmt: skip
    office.do("ping", "cai", "01-05 10:00")
    office.do("more.written", "cai", "01-06 10:00")
    assert due(office) == date(2026, 1, 12)
    office.do("more.signed", "huang", "01-06 11:00")
    assert (due(office), office.case.clocks["t"].epoch) == (date(2026, 1, 13), 2)
    assert "t.extended" in office.case.happened


def test_one_request_extends_only_the_clocks_that_run(town: Build) -> None:
    both = """
        t: {label: {zh: 甲, en: A}, limit: 5 days, starts: case.opened, stops: ping, extension: {request: more, up_to: 3 days}}
        u: {label: {zh: 乙, en: B}, limit: 9 days, starts: case.opened, stops: pong, extension: {request: more, up_to: 3 days}}
    """
    office = town(
        events=EVENTS, deadlines=both, papers="more: {label: {zh: 延, en: More}, by: office, signed_by: head}"
    )
    office.file()
    office.do("ping", "cai", "01-05 10:00")
    assert office.do("more.written", "cai", "01-06 10:00") is None
    office.do("more.signed", "huang", "01-06 11:00")
    assert [e.data["clock"] for e in office.kinds("clock-extended")] == ["u"]


TABLE = """
    time:
      hit: first
      rules: {danger: {if: {danger: true}, then: 2 hours}, many: {if: {people: {above: 10}}, then: 3 working days}}
      otherwise: 15 days
"""


@pytest.mark.parametrize(
    ("answers", "amount", "path"),
    [
        ({"danger": True}, 2, "tables.time.rules.danger"),
        ({"people": 20}, 3, "tables.time.rules.many"),
        ({}, 15, None),
    ],
)
def test_a_table_decides_the_limit_and_is_cited(
    town: Build, answers: dict[str, object], amount: int, path: str | None
) -> None:
    office = town(
        tables=TABLE, deadlines=TIME.format(limit="{fact: time}", starts="case.opened", stops="slip.sent", more="")
    )
    office.file(**answers)
    assert office.case.clocks["t"].limit.amount == amount
    paths = [r.path for r in office.kinds("clock-started")[0].reasons]
    assert (path in paths) if path else paths == ["deadlines.t"]


def test_a_promised_date_in_a_paper_is_the_due_date(town: Build) -> None:
    office = town(
        papers="promise: {label: {zh: 承诺, en: Promise}, by: office, contains: {day: {zh: 日期, en: Day, type: date}}}",
        deadlines="t: {label: {zh: 期, en: T}, until: {fact: promise.day}, starts: promise.written, stops: slip.sent}",
    )
    office.file()
    office.do("promise.written", "cai", "01-05 10:00", day="2026-01-20")
    assert due(office) == date(2026, 1, 20)


def test_expiry_may_move_the_case_and_say_what_is_deemed(town: Build) -> None:
    states = """
        registering: {label: {zh: 登记, en: R}, initial: true, owner: office, transitions: {t.expired: {to: closed, deemed: consent}}}
        closed: {label: {zh: 办结, en: C}, final: true}
    """
    deadline = TIME.format(limit="2 days", starts="case.opened", stops="slip.sent", more="")
    office = town(without=("states",), states=states, deadlines=deadline)
    office.file()
    office.wait("01-08 09:00")
    entered = office.kinds("entered")[-1]
    assert (entered.data["state"], entered.data["deemed"], entered.at) == ("closed", "consent", at("01-08 00:00"))


def test_promptly_reminds_and_never_expires(town: Build) -> None:
    office = clocked(town, limit="promptly")
    office.do("ping", "cai", "01-05 10:00")
    assert due(office) == date(2026, 1, 7)
    office.wait("02-05 09:00")
    assert not office.kinds("clock-expired")
    office.do("pong", "cai", "02-05 10:00")
    assert outcome(office) == "met"


def test_a_recurring_duty_begins_again_each_time(town: Build) -> None:
    office = town(
        duties="watch: {label: {zh: 看, en: W}, who: office, act: look, every: 10 days, if: {state: registering}}"
    )
    office.file()
    office.do("watch.done", "cai", "01-08 10:00", note="看过")
    assert office.case.clocks["watch"].started == at("01-08 10:00")
    office.wait("01-25 09:00")
    assert [e.at for e in office.kinds("clock-expired")] == [at("01-20 00:00")]  # the 18th is a Sunday
    assert "watch.missed" in office.case.happened
    office.assign("01-25 10:00")
    assert office.case.clocks["watch"].outcome == "cancelled"


def test_a_duty_after_an_event_is_owed_once(town: Build) -> None:
    office = town(
        duties="visit: {label: {zh: 走访, en: V}, who: handler, act: visit, after: handler.filled, limit: 3 days}"
    )
    office.file()
    assert office.do("visit.done", "wang", "01-05 10:00", note="n") == "not-now"
    office.assign()
    assert office.do("visit.done", "cai", "01-06 10:00", note="n") == "not-yours"
    assert office.do("visit.done", "wang", "01-06 10:00", note="n") is None
    assert office.case.clocks["visit"].outcome == "met"
    assert office.do("visit.done", "wang", "01-07 10:00", note="n") == "not-now"


def test_an_optional_duty_may_be_done_once_its_event_happened(town: Build) -> None:
    duty = "visit: {label: {zh: 走访, en: V}, strength: may, who: handler, act: visit, after: handler.filled}"
    office = town(duties=duty)
    office.file()
    office.assign()
    assert "visit" not in office.case.clocks
    assert office.do("visit.done", "wang", "01-06 10:00", note="n") is None
