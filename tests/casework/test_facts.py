# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""What is known about a case, as the rules may ask it; and what never reaches a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.policy.conditions import Value
from engine.policy.directory import Directory
from tests.casework.conftest import Build
from tests.casework.small import PEOPLE, Town, at


def facts(office: Town) -> dict[str, Value]:
    return office.office.run(office.id, at("01-05 12:00")).facts()


def test_answers_are_typed(town: Build) -> None:
    office = town()
    office.file(people=7, since="2025-12-01", danger=False)
    found = facts(office)
    assert (found["people"], found["since"], found["danger"]) == (7, date(2025, 12, 1), False)
    assert found["today"] == date(2026, 1, 5)


def test_what_a_paper_says_is_typed(town: Build) -> None:
    contains = "{day: {zh: 日, en: Day, type: date}, sure: {zh: 定, en: Sure, type: yes-no}, note: {zh: 注, en: N, required: false}}"
    office = town(papers=f"memo: {{label: {{zh: 报告, en: Memo}}, by: office, contains: {contains}}}")
    office.file()
    office.do("memo.written", "cai", "01-05 10:00", day="2026-02-01", sure=True)
    found = facts(office)
    assert (found["memo.day"], found["memo.sure"]) == (date(2026, 2, 1), True)
    assert "memo.note" not in found


def test_what_is_known_of_a_seat(town: Build) -> None:
    people = Directory(PEOPLE.persons, {**PEOPLE.units, "roads": replace(PEOPLE.units["roads"], level="township")})
    office = town(people=people)
    office.file()
    assert "handler" not in facts(office)
    office.assign()
    found = facts(office)
    assert (found["handler"], found["handler.kind"], found["handler.level"]) == (("roads",), "lines", "township")
    assert (found["handler.office"], found["handler.away"]) == (("roads",), False)


def test_a_clock_may_stand_still_while_somebody_is_away(town: Build) -> None:
    office = town(
        seats="signer: {filled: [{with: head}]}",
        deadlines="t: {label: {zh: 期, en: T}, limit: 9 days, starts: case.opened, stops: slip.sent, pauses: {away: {while: {signer.away: true}, then: resume}}}",
    )
    office.file()
    assert office.case.clocks["t"].open_pause is None
    away = {**PEOPLE.persons, "huang": replace(PEOPLE.persons["huang"], away=True)}
    office.office.directory = Directory(away, PEOPLE.units)
    office.do("slip.written", "cai", "01-06 09:00", summary="s", handler="roads")
    assert office.case.clocks["t"].open_pause is not None


def test_events_and_flags_are_yes_or_no_from_the_beginning(town: Build) -> None:
    office = town(
        flags="late: {if: {slip.sent: false, danger: true}}",
        events="ping: {label: {zh: 标记, en: Ping}, by: office, if: {late: true}}",
    )
    office.file(danger=True)
    assert (facts(office)["late"], facts(office)["slip.sent"]) == (True, False)
    office.assign()
    assert (facts(office)["late"], facts(office)["slip.sent"]) == (False, True)


def test_a_decision_records_only_what_its_rules_read(town: Build) -> None:
    office = town(tables="""
        track: {hit: unique, rules: {water: {if: {matter: water}, then: a}, some: {if: {accused: {some: {supervised: true}}}, then: b}}, otherwise: c}
    """)  # fmt: skip
    office.file(request="accusation", what="很长的经过", accused=[{"official": {"text": "王某", "link": "wang"}}])
    decided = office.kinds("decided")[0].data
    assert decided["facts"] == {"matter": "road", "accused": [{}]}
    assert (decided["value"], decided["rules"], decided["decided_by"]) == ("c", [], "plain")


def test_a_number_stays_a_number_in_a_rule(town: Build) -> None:
    office = town(
        tables="big: {hit: unique, rules: {many: {if: {people: {at_least: 10}}, then: yes-way}}, otherwise: no-way}"
    )
    office.file(people=12)
    assert office.case.decisions["big"].value == "yes-way"
