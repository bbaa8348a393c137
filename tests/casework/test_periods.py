# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Declared periods, and a cadence that a table decides by period and by the level of the holder."""

from __future__ import annotations

from datetime import date

from engine.policy.directory import Directory, Person
from tests.casework.conftest import Build
from tests.casework.small import HELP, PEOPLE, Town, at

RULES = {
    "events": """
        guard-declared: {label: {zh: 宣布防护期, en: Declared}, by: office}
        guard-ended:    {label: {zh: 结束防护期, en: Ended}, by: office}
    """,
    "periods": "guard: {label: {zh: 特别防护期, en: Guard}, declared_by: guard-declared, ended_by: guard-ended}",
    "tables": """
        cadence:
          hit: first
          rules:
            guarded: {if: {period: guard}, then: 1 day}
            county:  {if: {who.level: county}, then: 1 month}
          otherwise: 1 week
    """,
    "duties": "reception: {label: {zh: 接访, en: Reception}, scope: body, who: {each: clerk}, act: receive, every: {fact: cadence}}",
    "flags": "watched: {label: {zh: 防护期内, en: Watched}, if: {period: guard}}",
}
CLERKS = Directory({**PEOPLE.persons, "xian": Person("xian", "县", roles=("clerk",), level="county")}, PEOPLE.units)


def begun(town: Build) -> Town:
    office = town(**RULES)
    office.office.directory = CLERKS
    office.id = office.office.open_standing(at=at("01-05 09:00")).id
    return office


def turns(office: Town) -> dict[str, tuple[date, date] | None]:
    return {k: c.turn for k, c in office.case.clocks.items()}


WEEK, MONTH = (date(2026, 1, 5), date(2026, 1, 11)), (date(2026, 1, 1), date(2026, 1, 31))


def test_the_cadence_follows_the_level_of_each_holder(town: Build) -> None:
    assert turns(begun(town)) == {"reception@cai": WEEK, "reception@xian": MONTH}


def test_the_rule_that_chose_the_cadence_stands_in_the_log(town: Build) -> None:
    started = {e.data["clock"]: e for e in begun(town).kinds("clock-started")}
    assert started["reception@xian"].data["chosen"]["rules"] == ["county"]
    assert started["reception@xian"].data["chosen"]["facts"] == {"who.level": "county", "period": []}
    assert "tables.cadence.rules.county" in [r.path for r in started["reception@xian"].reasons]


def test_a_declared_period_changes_the_cadence_at_once_and_its_end_changes_it_back(town: Build) -> None:
    office = begun(town)
    assert office.do("guard-declared", "cai", "01-07 09:00") is None
    assert office.case.periods == {"guard"}
    today = (date(2026, 1, 7), date(2026, 1, 7))
    assert turns(office) == {"reception@cai": today, "reception@xian": today}
    assert office.do("guard-ended", "cai", "01-08 09:00") is None
    assert office.case.periods == frozenset()
    assert turns(office) == {"reception@cai": WEEK, "reception@xian": MONTH}


def test_a_period_is_a_fact_on_every_open_case_at_once(town: Build) -> None:
    office = begun(town)
    case = office.office.open("note", HELP, at=at("01-06 09:00"))
    assert office.do("guard-declared", "cai", "01-07 09:00") is None
    assert office.office.cases[case.id].flags == {"watched"}  # type: ignore[union-attr]
    assert office.do("guard-ended", "cai", "01-08 09:00") is None
    assert office.office.cases[case.id].flags == frozenset()  # type: ignore[union-attr]


def test_a_period_is_declared_once(town: Build) -> None:
    office = begun(town)
    office.do("guard-declared", "cai", "01-07 09:00")
    office.do("guard-declared", "cai", "01-07 10:00")
    assert [e.data["up"] for e in office.kinds("period")] == [True]


def test_a_period_is_not_declared_on_a_case(town: Build) -> None:
    office = begun(town)
    office.file("01-06 09:00")
    assert office.do("guard-declared", "cai", "01-07 09:00") == "not-now"


def test_a_holder_who_leaves_owes_nothing_more(town: Build) -> None:
    office = begun(town)
    office.office.directory = PEOPLE
    office.wait("01-12 00:00")
    assert office.case.clocks["reception@xian"].outcome == "cancelled"
    office.wait("03-01 00:00")
    assert office.case.clocks["reception@xian"].epoch == 1
