# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""What is never done: to whom a seat is not given, and with which reason a case does not end."""

from __future__ import annotations

import pytest

from engine.casework.acts.offers import actions_in
from tests.casework.conftest import Build
from tests.casework.small import Town, at


def choices(office: Town) -> list[str]:
    run = office.office.run(office.id, at("01-05 10:00"))
    (slip,) = [a for a in actions_in(run, "cai") if a.event == "slip.written"]
    return [i for c in slip.choices for i, _ in c.options]


def test_a_seat_is_not_given_to_whom_the_policy_names(town: Build) -> None:
    office = town(
        prohibitions="not-waters: {never: assign, seat: handler, to: waters}", units="waters: {label: {zh: 水, en: W}}"
    )
    office.file()
    assert office.do("slip.written", "cai", "01-05 10:00", summary="s", handler="waters") == "prohibited"
    denied = office.kinds("denied")
    assert [(e.data["event"], e.reasons[0].path) for e in denied] == [("slip.written", "prohibitions.not-waters")]
    assert choices(office) == ["roads"]
    assert office.do("slip.written", "cai", "01-05 10:00", summary="s", handler="roads") is None


def test_a_kind_of_unit_is_meant_with_all_its_units(town: Build) -> None:
    office = town(prohibitions="no-lines: {never: assign, seat: handler, to: lines}")
    office.file()
    assert office.do("slip.written", "cai", "01-05 10:00", summary="s", handler="roads") == "prohibited"


def test_a_ban_may_hold_on_a_condition_alone(town: Build) -> None:
    office = town(prohibitions="no-lines: {never: assign, seat: handler, to: lines, if: {matter: water}}")
    office.file()
    assert office.do("slip.written", "cai", "01-05 10:00", summary="s", handler="roads") is None


ENDING = """
    refusal:
      label: {zh: 不受理, en: Refusal}
      by: office
      contains: {reason: {zh: 理由, en: Reason, choices: [not-ours, in-court]}}
      to: [complainant]
"""
STATES = """
    registering: {label: {zh: 登记, en: Registering}, initial: true, owner: office, transitions: {refusal.sent: closed, slip.sent: handling}}
    handling: {label: {zh: 承办, en: Handling}, owner: handler, transitions: {answer.sent: closed}}
    closed: {label: {zh: 办结, en: Closed}, final: true}
"""


@pytest.mark.parametrize(("reason", "code"), [("not-ours", "prohibited"), ("in-court", None)])
def test_a_case_is_not_ended_for_a_reason_that_is_forbidden(town: Build, reason: str, code: str | None) -> None:
    office = town(
        without=("states",),
        states=STATES,
        papers=ENDING,
        prohibitions="not-ours: {never: close, with: {reason: not-ours}}",
    )
    office.file()
    assert office.do("refusal.written", "cai", "01-05 10:00", reason=reason) == code
    assert len(office.kinds("denied")) == (code is not None)
    assert (office.case.closed is None) == (code is not None)


REOPEN = {
    "without": ("states",),
    "states": """
        registering: {label: {zh: 登记, en: Registering}, initial: true, owner: office, transitions: {slip.sent: handling}}
        handling: {label: {zh: 承办, en: Handling}, owner: handler, transitions: {answer.sent: closed}}
        closed: {label: {zh: 办结, en: Closed}, final: true, transitions: {new-facts-brought: handling}}
    """,
    "events": "new-facts-brought: {label: {zh: 提出新事实, en: New facts}, by: office, if: {answer.sent: true}}",
    "deadlines": "handling-time: {label: {zh: 办理, en: T}, limit: 5 days, starts: {first_of: [slip.sent, new-facts-brought]}, stops: answer.sent}",
}


def closed(town: Build) -> Town:
    office = town(**REOPEN)
    office.file()
    office.assign()
    assert office.do("answer.written", "wang", "01-06 09:00", opinion="o") is None
    assert office.case.closed is not None
    return office


def test_new_facts_take_a_closed_case_up_again(town: Build) -> None:
    office = closed(town)
    assert office.case.clocks["handling-time"].epoch == 1
    assert office.do("new-facts-brought", "cai", "02-03 09:00") is None
    assert (office.case.state, office.case.closed) == ("handling", None)
    assert (office.case.clocks["handling-time"].epoch, office.case.clocks["handling-time"].outcome) == (2, "running")
    assert office.do("answer.written", "wang", "02-04 09:00", opinion="p") is None
    assert office.case.closed is not None


def test_nobody_else_takes_it_up(town: Build) -> None:
    office = closed(town)
    assert office.do("new-facts-brought", "wang", "02-03 09:00") == "not-yours"
    assert office.do("answer.written", "wang", "02-03 09:00", opinion="o") == "not-now"


def test_it_is_not_taken_up_before_it_is_closed(town: Build) -> None:
    office = town(**REOPEN)
    office.file()
    assert office.do("new-facts-brought", "cai", "01-05 10:00") == "not-now"


def test_the_same_matter_is_not_accepted_again_without_new_facts(town: Build) -> None:
    office = town(
        facts="closed-before: {count: cases, same: [matter], if: {state: closed}}",
        tables="admission: {hit: first, rules: {barred: {if: {closed-before: {at_least: 1}}, then: refuse}}, otherwise: admit}",
    )
    office.file()
    assert office.case.decisions["admission"].value == "admit"
    office.assign()
    office.do("answer.written", "wang", "01-06 09:00", opinion="o")
    office.file("01-20 09:00")
    assert office.case.decisions["admission"].value == "refuse"
    office.file("01-20 10:00", matter="water")
    assert office.case.decisions["admission"].value == "admit"


def test_a_ban_on_some_people_leaves_the_others_free(town: Build) -> None:
    rules = {
        "prohibitions": "not-clerks: {never: [finished], who: clerk}",
        "events": "finished: {label: {zh: 完成, en: Finished}, by: office}",
    }
    office = town(**rules)
    office.file()
    assert office.do("finished", "cai", "01-05 10:00") == "prohibited"
    assert office.do("finished", "huang", "01-05 10:00") is None
    assert [e.actor for e in office.kinds("denied")] == ["cai"]


@pytest.mark.parametrize(
    ("toward", "code"),
    [
        ({"to": "wei"}, "prohibited"),
        ({"to": ["huang", "wei"]}, "prohibited"),
        ({}, "prohibited"),
        ({"to": "huang"}, "unknown-event"),
        ({"to": "complainant"}, "unknown-event"),
    ],
)
def test_showing_is_forbidden_to_whoever_is_not_on_the_case(town: Build, toward: dict[str, str], code: str) -> None:
    office = town(prohibitions="no-leak: {never: [show], what: [content], to: {not: on_the_case}}")
    office.file()
    assert office.do("show", "cai", "01-05 10:00", what="content", **toward) == code
    assert len(office.kinds("denied")) == (code == "prohibited")


@pytest.mark.parametrize(("to", "code"), [("wang", "prohibited"), ("huang", "unknown-event")])
def test_nothing_is_sent_to_the_accused_though_they_are_out_of_everything(town: Build, to: str, code: str) -> None:
    office = town(
        prohibitions="no-forwarding: {never: [send], what: [content], to: accused}",
        recusal="accused-out: {who: accused, goes_to: next-higher-body}",
    )
    office.file(request="accusation", accused=[{"official": "wang"}])
    assert "wang" in office.case.out
    assert office.do("send", "cai", "01-05 10:00", what="content", to=to) == code


NEVER_RAN = {
    "without": ("states",),
    "states": """
        registering: {label: {zh: 登记, en: Registering}, initial: true, owner: office, transitions: {slip.sent: handling}}
        handling: {label: {zh: 承办, en: Handling}, owner: handler, transitions: {answer.sent: closed}}
        again: {label: {zh: 重办, en: Again}, owner: handler, transitions: {answer.sent: closed}}
        closed: {label: {zh: 办结, en: Closed}, final: true, transitions: {new-facts-brought: again}}
    """,
    "events": "new-facts-brought: {label: {zh: 提出新事实, en: New facts}, by: office, if: {answer.sent: true}}",
}


@pytest.mark.parametrize("starts", ["new-facts-brought", "again.entered"])
def test_a_clock_that_never_ran_begins_when_a_closed_case_is_taken_up_again(town: Build, starts: str) -> None:
    limit = f"again-time: {{label: {{zh: 重办, en: T}}, limit: 5 days, starts: {starts}, stops: answer.sent}}"
    office = town(deadlines=limit, **NEVER_RAN)
    office.file()
    office.assign()
    assert office.do("answer.written", "wang", "01-06 09:00", opinion="o") is None
    assert (office.case.state, "again-time" in office.case.clocks) == ("closed", False)
    assert office.do("new-facts-brought", "cai", "02-03 09:00") is None
    assert (office.case.state, office.case.clocks["again-time"].outcome) == ("again", "running")
    assert office.do("answer.written", "wang", "02-04 09:00", opinion="p") is None
    assert office.case.clocks["again-time"].outcome == "met"


def test_a_clock_whose_stop_has_happened_in_this_round_does_not_begin(town: Build) -> None:
    office = town(
        deadlines="late-start: {label: {zh: 期, en: T}, limit: 5 days, starts: handling.entered, stops: slip.written}"
    )
    office.file()
    office.assign()
    assert office.case.state == "handling"
    assert "late-start" not in office.case.clocks
