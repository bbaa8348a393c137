"""Recusal: the accused are out of everything, others on request, and nobody decides about himself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.casework.access import on_case
from engine.casework.acts.offers import actions_for
from engine.casework.requests import World
from engine.casework.rows import Number, row_of
from engine.policy.directory import HIGHER, Directory, Person
from engine.policy.tables import plain_match
from tests.casework.conftest import Build
from tests.casework.small import PEOPLE, Town, at

RECUSAL = """
    accused-out: {who: accused, goes_to: next-higher-body}
    head-accused: {if: {accused: {some: {official.office: {in: [head]}}}}, goes_to: next-higher-body, sealed: true}
    interest: {who: interested, asked_by: [anyone], decided_by: {head_of: interested}}
"""
ASKED_BY_ALL = RECUSAL.replace("[anyone]", "[anyone, complainant]")
PEOPLE_WITH_HEAD = Directory(
    {
        **PEOPLE.persons,
        "cai": replace(PEOPLE.persons["cai"], member_of=("office",)),
        "huang": replace(PEOPLE.persons["huang"], member_of=("office",)),
        "cai2": Person("cai2", "蔡二", roles=("clerk",)),
    },
    PEOPLE.units,
)


@pytest.fixture
def office(town: Build) -> Town:
    return town(recusal=RECUSAL, people=PEOPLE_WITH_HEAD)


def accuse(office: Town, *who: str) -> Town:
    office.file(request="accusation", accused=[{"official": w} for w in who])
    return office


def seeing(office: Town) -> set[str]:
    return set(on_case(office.office.run(office.id, office.log[-1].at)))


def offered(office: Town, actor: str) -> list[str]:
    world = World(office.office.calendar, office.office.directory, plain_match)
    return [a.event for a in actions_for(office.office.book, office.case, world, actor, at=at("01-05 12:00"))]


def test_an_accused_clerk_is_out_of_every_step(office: Town) -> None:
    accuse(office, "cai")
    assert "cai" not in seeing(office)
    assert offered(office, "cai") == []
    assert office.do("slip.written", "cai", "01-05 10:00", summary="s", handler="roads") == "recused"
    assert office.do("slip.written", "cai2", "01-05 10:00", summary="s", handler="roads") is None


def test_an_accused_unit_takes_its_people_along(office: Town) -> None:
    accuse(office, "roads")
    assert {"roads", "wang", "ling"} <= office.case.out
    assert office.do("slip.written", "cai", "01-05 10:00", summary="s", handler="roads") == "bad-choice"


def test_an_accused_head_sends_the_whole_case_up_sealed(office: Town) -> None:
    accuse(office, "huang")
    assert (office.case.taken_by, office.case.sealed) == (HIGHER, True)
    assert seeing(office) == {"gao"}
    assert office.do("slip.written", "cai", "01-05 10:00", summary="s", handler="roads") == "not-yours"
    assert office.do("slip.written", "gao", "01-05 10:00", summary="s", handler="roads") is None


def test_a_body_above_that_is_empty_is_seen_by_somebody(town: Build) -> None:
    nobody = Directory({k: p for k, p in PEOPLE.persons.items() if k != "gao"}, PEOPLE.units)
    office = accuse(town(recusal=RECUSAL, people=nobody), "huang")
    assert office.case.vacancies == {"states.registering.owner"}


def asked(office: Town, person: str, by: str = "cai2") -> Town:
    office.file()
    assert office.do("interest.asked", by, "01-05 10:00", person=person) is None
    return office


def listed_for(office: Town) -> set[str]:
    """Whom the case's row in the lists waits for."""
    world = World(office.office.calendar, office.office.directory, plain_match)
    row = row_of(office.case, office.office.book, world, office.log[-1].at, Number("town", 2026, 1), None)
    return set(row.owners)


def test_the_case_waits_for_who_decides_until_it_is_decided(office: Town) -> None:
    office.file()
    before = listed_for(office)
    assert office.do("interest.asked", "cai2", "01-05 10:00", person="huang") is None
    assert listed_for(office) - before == {"gao"}
    assert office.do("interest.refused", "gao", "01-05 11:00", person="huang") is None
    assert listed_for(office) == before


def test_the_head_of_the_person_concerned_decides(office: Town) -> None:
    asked(office, "cai")
    assert office.do("interest.granted", "cai2", "01-05 11:00", person="cai") == "not-yours"
    assert office.do("interest.granted", "huang", "01-05 11:00", person="cai") is None
    assert "cai" in office.case.out
    assert office.do("slip.written", "cai", "01-05 12:00", summary="s", handler="roads") == "recused"


def test_nobody_decides_about_himself(office: Town) -> None:
    asked(office, "huang")
    assert office.do("interest.granted", "huang", "01-05 11:00", person="huang") == "not-yours"
    assert office.do("interest.granted", "gao", "01-05 11:00", person="huang") is None
    assert office.do("interest.asked", "cai2", "01-05 12:00", person="huang") == "not-now"


def test_a_refused_request_changes_nothing(office: Town) -> None:
    asked(office, "cai")
    assert office.do("interest.refused", "huang", "01-05 11:00", person="cai") is None
    assert "cai" not in office.case.out
    assert office.do("interest.granted", "huang", "01-05 12:00", person="cai") == "not-now"


def test_only_what_was_asked_is_decided(office: Town) -> None:
    asked(office, "cai")
    assert office.do("interest.granted", "huang", "01-05 11:00", person="cai2") == "not-now"


def test_what_may_be_asked_and_decided_is_offered(office: Town) -> None:
    asked(office, "cai")
    assert "interest.asked" in offered(office, "cai2")
    assert {"interest.granted", "interest.refused"} <= set(offered(office, "huang"))
    assert "interest.granted" not in offered(office, "cai")


def test_the_complainant_may_ask_too(town: Build) -> None:
    rule = "interest: {who: interested, asked_by: [complainant], decided_by: head}"
    office = town(recusal=rule)
    office.file()
    assert office.do("interest.asked", "cai", "01-05 10:00", person="wei") == "not-yours"
    assert office.do("interest.asked", "complainant", "01-05 10:00", person="cai") is None
    assert office.do("interest.granted", "huang", "01-05 11:00", person="cai") is None


@pytest.mark.parametrize("prohibited", [{"what": "papers"}, {}])
def test_a_forbidden_act_is_refused_and_logged_with_its_rule(town: Build, prohibited: dict[str, Any]) -> None:
    office = town(prohibitions="no-loss: {never: [lose, hide], what: papers}")
    office.file()
    assert office.do("lose", "cai", "01-05 10:00", **prohibited) == "prohibited"
    denied = office.kinds("denied")[0]
    assert (denied.actor, denied.data["event"]) == ("cai", "lose")
    assert denied.reasons[0].path == "prohibitions.no-loss"


def test_trying_what_is_forbidden_puts_nobody_on_the_case(town: Build) -> None:
    office = town(prohibitions="no-loss: {never: [lose], what: papers}")
    office.file()
    office.do("lose", "wei", "01-05 10:00", what="papers")
    assert "wei" not in seeing(office)
    assert len(office.kinds("denied")) == 1


WITH_DEPUTY = {
    "recusal": """
        interest: {who: interested, asked_by: [anyone], decided_by: clerk, goes_to: {deputy_of: interested}}
    """,
    "roles": "deputy: {label: {zh: 副主任, en: Deputy}}",
}


def with_deputy(town: Build, *, away: bool = False) -> Town:
    people = Directory({**PEOPLE.persons, "fu": Person("fu", "傅", roles=("deputy",), away=away)}, PEOPLE.units)
    people = replace(
        people, persons={**people.persons, "huang": replace(people.persons["huang"], member_of=("office",))}
    )
    units = """
        office: {label: {zh: 办公室, en: Office}, heads: [head], deputies: [deputy], members: [clerk]}
        lines:  {label: {zh: 科室, en: Lines}, each: true}
    """
    office = town(without=("units",), units=units, people=people, **WITH_DEPUTY)
    office.file()
    assert office.do("slip.written", "cai", "01-05 10:00", summary="s", handler="roads") is None
    assert office.do("interest.asked", "cai", "01-05 10:30", person="huang") is None
    return office


def test_until_it_is_granted_the_head_signs(town: Build) -> None:
    office = with_deputy(town)
    assert office.do("slip.signed", "fu", "01-05 11:00") == "signer"
    assert office.do("slip.signed", "huang", "01-05 11:00") is None


def test_what_a_head_leaves_by_standing_aside_goes_to_whom_the_rule_names(town: Build) -> None:
    office = with_deputy(town)
    assert office.do("interest.granted", "cai", "01-05 11:00", person="huang") is None
    assert office.do("slip.signed", "huang", "01-05 12:00") == "recused"
    assert office.do("slip.signed", "gao", "01-05 12:00") == "signer"
    assert office.do("slip.signed", "fu", "01-05 12:00") is None
    assert office.case.papers["slip"].signatures == ("fu",)


def test_where_the_deputy_is_away_it_goes_up_as_ever(town: Build) -> None:
    office = with_deputy(town, away=True)
    assert office.do("interest.granted", "cai", "01-05 11:00", person="huang") is None
    assert office.do("slip.signed", "fu", "01-05 12:00") == "signer"
    assert office.do("slip.signed", "gao", "01-05 12:00") is None


def test_the_complainant_asks_by_function_and_is_shown_no_name(town: Build) -> None:
    office = accuse(town(recusal=ASKED_BY_ALL, people=PEOPLE_WITH_HEAD))
    world = World(office.office.calendar, office.office.directory, plain_match)
    actions = actions_for(office.office.book, office.case, world, "complainant", at=at("01-05 12:00"))
    (action,) = [a for a in actions if a.event == "interest.asked"]
    assert not [p.name for p in PEOPLE_WITH_HEAD.persons.values() if p.name in str(action)]
    (seat, *_) = action.fields[0].choices
    assert office.do("interest.asked", "complainant", "01-05 10:00", function=seat) == "missing"
    assert office.do("interest.asked", "complainant", "01-05 10:00", function="nobody", note="亲戚") == "not-now"
    assert office.do("interest.asked", "complainant", "01-05 10:00", function=seat, note="亲戚") is None
    asked = {p for _, p in office.case.asked}
    assert asked
    assert asked <= seeing(office)
    assert office.do("interest.asked", "complainant", "01-05 11:00", function=seat, note="亲戚") == "not-now"


def test_each_who_sits_there_is_decided_about_alone(town: Build) -> None:
    office = accuse(town(recusal=ASKED_BY_ALL, people=PEOPLE_WITH_HEAD))
    office.do("interest.asked", "complainant", "01-05 10:00", function="intake-office", note="亲戚")
    before = {p for _, p in office.case.asked}
    assert "cai" in before
    world = World(office.office.calendar, office.office.directory, plain_match)
    actions = actions_for(office.office.book, office.case, world, "huang", at=at("01-05 12:00"))
    assert {a.strength for a in actions if a.event in ("interest.granted", "interest.refused")} == {"must"}
    assert office.do("interest.granted", "huang", "01-05 11:00", person="cai") is None
    assert "cai" in office.case.out
    assert {p for _, p in office.case.asked} == before - {"cai"}
