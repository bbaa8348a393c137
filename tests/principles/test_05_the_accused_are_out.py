# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""5. Who is complained about is excluded from every step of that case; material never reaches them."""

from __future__ import annotations

from dataclasses import replace

import pytest

import engine.casework.derive as derive
from engine.casework.requests import Refused
from engine.lint import Subject, lint
from engine.policy.directory import HIGHER, Directory
from tests.casework.conftest import Open
from tests.casework.front import Front
from tests.casework.small import PEOPLE
from tests.principles.conftest import Codes

RECUSAL = """
    accused-out: {who: accused, goes_to: next-higher-body}
    head-accused: {if: {accused: {some: {official.office: {in: [head]}}}}, goes_to: next-higher-body, sealed: true}
"""
MEMO = "memo: {label: {zh: 报告, en: Memo}, by: office, to: [leader, lines, handler]}"
ANSWERS = {"request": "accusation"}


def accuse(front: Open, who: str) -> Front:
    town = front(recusal=RECUSAL, papers=MEMO)
    town.file(request="accusation", accused=[{"official": who}])
    return town


def sees(town: Front, who: str) -> list[object]:
    """Everything of the case that reaches somebody: pages, lists, steps, letters."""
    desk = town.desk
    pages = [] if isinstance(desk.view(town.id, who), Refused) else ["view"]
    lists = [r.id for r in (*desk.work("town", who), *desk.cases("town", who))]
    letters = [o.key for o in town.store.outbox(pending=False) if who in o.to]
    owned = [r.id for r in town.store.rows("town") if who in r.owners or who in r.on_case]
    return [*pages, *lists, *desk.actions(town.id, who), *letters, *owned]


@pytest.mark.parametrize("who", ["cai", "ling", "wang", "huang"])
def test_nothing_of_the_case_reaches_the_accused(front: Open, who: str) -> None:
    town = accuse(front, who)
    for actor in ("cai", "huang", "gao"):
        town.do("memo.written", actor)
    assert sees(town, who) == []
    assert town.do("memo.written", who) == "unknown-case"


def test_this_test_fails_when_nobody_is_recused(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derive, "_recuse", lambda run: None)
    town = accuse(front, "cai")
    assert sees(town, "cai")


def test_where_a_step_is_emptied_the_next_higher_body_takes_it(front: Open) -> None:
    town = accuse(front, "huang")
    case = town.desk.whole(town.id)
    assert (case.taken_by, case.sealed) == (HIGHER, True)
    assert [r.owners for r in town.store.rows("town")] == [(HIGHER, "gao")]


def test_an_accused_unit_is_out_with_everyone_in_it(front: Open) -> None:
    town = accuse(front, "roads")
    assert sees(town, "wang") == sees(town, "ling") == sees(town, "roads") == []
    assert town.do("slip.written", "cai", summary="s", handler="roads") == "bad-choice"


def test_whoever_holds_an_office_of_an_accused_unit_is_out_with_it(front: Open) -> None:
    note = "note: {label: {zh: 笔记, en: Note}, by: anyone, to: [clerk], signed_by: head}"
    town = front(recusal=RECUSAL, papers=note)
    town.file(request="accusation", accused=[{"official": "office"}])
    assert town.do("note.written", "gao") is None
    assert sees(town, "huang") == sees(town, "cai") == []


@pytest.mark.parametrize("place", ["member_of", "leads"])
def test_whoever_comes_to_an_accused_unit_later_is_out_from_then_on(front: Open, place: str) -> None:
    town = accuse(front, "waters")
    town.do("memo.written", "cai")
    moved = replace(PEOPLE.persons["cai"], **{place: ("waters",)})
    assert sees(town, "cai")
    town.store.put_directory("town", Directory({**PEOPLE.persons, "cai": moved}, PEOPLE.units))
    assert town.desk.view(town.id, "cai") == Refused("unknown-case")
    town.desk.reproject("town")
    assert sees(town, "cai") == []
    assert "cai" in town.desk.whole(town.id).out


def test_before_the_accused_are_known_only_the_registering_office_sees_the_case(front: Open) -> None:
    town = accuse(front, "某位领导")
    assert town.do("slip.written", "cai", summary="s", handler="roads") == "unlinked"
    seen = [w for w in ("huang", "cai", "wang", "wei", "ling", "gao") if sees(town, w)]
    assert seen == ["huang", "cai"]


def test_a_case_that_grows_out_of_it_hides_from_them_too(front: Open) -> None:
    lead = "lead: {label: {zh: 线索, en: Lead}, by: office, then: [{open_case: {in: registering, carry: [place]}}]}"
    town = front(recusal=RECUSAL, papers=lead)
    town.file(request="accusation", accused=[{"official": "cai"}])
    assert town.do("lead.written", "huang") is None
    assert town.desk.view(f"{town.id}.1", "cai") == Refused("unknown-case")


LEAD = "lead: {label: {zh: 线索, en: Lead}, by: office, then: [{open_case: {in: registering, carry: [place]}}]}"


@pytest.mark.parametrize(("who", "sealed"), [("cai", False), ("huang", True)])
def test_a_case_that_grew_out_of_it_before_they_were_known_hides_from_them_too(front: Open, who: str, sealed: bool) -> None:  # fmt: skip
    town = front(recusal=RECUSAL, papers=LEAD)
    town.file(request="accusation", accused=[{"official": "某人"}])
    office = ({"cai", "huang"} - {who}).pop()
    assert town.do("accused-linked", office, accused=["none-here"]) is None
    assert town.do("lead.written", office) is None
    assert town.do("lead.written", office) is None
    assert all(r.id in {town.id, f"{town.id}.1", f"{town.id}.2"} for r in town.desk.cases("town", who))
    assert town.do("accused-linked", office, accused=[who]) is None
    assert town.desk.cases("town", who) == ()
    for id_ in (f"{town.id}.1", f"{town.id}.2"):
        assert town.desk.view(id_, who) == Refused("unknown-case")
        assert (who in town.desk.whole(id_).out, town.desk.whole(id_).sealed) == (True, sealed)


def test_who_stands_aside_later_does_so_on_what_grew_out_of_it(front: Open) -> None:
    asked = "    interest: {who: interested, asked_by: [anyone], decided_by: head}\n"
    town = front(recusal=RECUSAL + asked, papers=LEAD)
    town.file()
    assert town.do("lead.written", "huang") is None
    town.opened = replace(town.opened, case=f"{town.id}.1")  # type: ignore[type-var]
    assert town.do("lead.written", "huang") is None
    town.opened = replace(town.opened, case=town.id.removesuffix(".1"))  # type: ignore[type-var]
    assert town.do("interest.asked", "huang", person="cai") is None
    assert town.do("interest.granted", "huang", person="cai") is None
    assert [r.id for r in town.desk.cases("town", "cai")] == []
    assert {r.id for r in town.desk.cases("town", "huang")} == {town.id, f"{town.id}.1", f"{town.id}.1.2"}


GRAVE = "    grave-aside: {if: {danger: true}, goes_to: next-higher-body, sealed: true}\n"
OPENS = "open_case: {in: registering, carry: [place]}"


@pytest.mark.parametrize("further", ["", f", {{{OPENS}}}"], ids=["one", "two"])
def test_who_stands_aside_later_in_the_same_judgement_does_so_on_what_grew_out_in_it(front: Open, further: str) -> None:
    events = f"found: {{label: {{zh: 认定, en: Found}}, by: office, then: [{{{OPENS}}}, {{set: {{danger: true}}}}{further}]}}"
    town = front(recusal=RECUSAL + GRAVE, events=events)
    town.file()
    assert town.do("found", "cai") is None
    grown = [r.id for r in town.store.rows("town") if r.id != town.id]
    assert len(grown) == 1 + bool(further)
    for id_ in (town.id, *grown):
        case = town.desk.whole(id_)
        assert (case.sealed, case.taken_by) == (True, HIGHER)
        assert town.desk.view(id_, "cai") == Refused("unknown-case")
    assert town.desk.cases("town", "cai") == ()


def test_a_paper_with_the_complaint_cannot_be_addressed_to_the_accused(shipped: Subject, codes: Codes) -> None:
    assert not {"accused-reads-complaint", "recusal-missing"} & {p.code for p in lint(shipped)}
    paper = "tell: {label: {zh: 转交, en: Pass on}, by: office, contains: {complaint: {zh: 反映内容, en: The complaint}}, to: [accused]}"
    assert "accused-reads-complaint" in codes(recusal=RECUSAL, papers=paper)
