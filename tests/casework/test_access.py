"""Who is on a case, and may therefore see it."""

from __future__ import annotations

from dataclasses import replace

from engine.casework.access import may_unseal, on_case
from engine.casework.requests import Refused
from engine.policy.directory import Directory
from tests.casework.conftest import Build, Open
from tests.casework.small import PEOPLE, Town, at


def seeing(office: Town) -> set[str]:
    return set(on_case(office.office.run(office.id, at("01-07 12:00"))))


def test_at_first_only_the_registering_office(town: Build) -> None:
    office = town()
    office.file()
    assert seeing(office) == {"huang", "cai"}


def test_then_those_to_whom_it_is_assigned(town: Build) -> None:
    office = town()
    office.file()
    office.assign()
    assert seeing(office) == {"huang", "cai", "wang"}


def test_a_signer_while_the_paper_waits_and_after_having_signed(town: Build) -> None:
    office = town(papers="memo: {label: {zh: 报告, en: Memo}, by: office, signed_by: leader}")
    office.file()
    assert "ling" not in seeing(office)
    office.do("memo.written", "cai", "01-05 10:00")
    assert "ling" in seeing(office)
    office.do("memo.signed", "ling", "01-05 11:00")
    assert "ling" in seeing(office)


def test_whoever_was_sent_a_paper(town: Build) -> None:
    office = town(papers="memo: {label: {zh: 报告, en: Memo}, by: office, to: [leader, complainant, public]}")
    office.file()
    office.do("memo.written", "cai", "01-05 10:00")
    assert seeing(office) == {"huang", "cai", "ling"}


def test_whoever_keeps_a_book_in_which_it_stands(town: Build) -> None:
    office = town(registers="book: {label: {zh: 台账, en: Book}, if: {danger: true}, kept_by: leader}")
    office.file()
    assert "ling" not in seeing(office)
    office.file("01-05 09:10", danger=True)
    assert "ling" in seeing(office)


def test_until_the_accused_are_linked_only_the_office_and_never_the_accused_after(town: Build) -> None:
    office = town(
        recusal="out: {who: accused, goes_to: next-higher-body}",
        registers="book: {label: {zh: 台账, en: Book}, kept_by: leader}",
    )
    office.file(request="accusation", accused=[{"official": "凌领导"}])
    assert seeing(office) == {"huang", "cai"}
    office.do("accused-linked", "cai", "01-05 10:00", accused=["ling"])
    assert "ling" not in seeing(office)


def test_identity_may_be_read_by_the_registering_office_only(town: Build) -> None:
    office = town()
    office.file()
    office.assign()
    run = office.office.run(office.id, at("01-07 12:00"))
    assert [p for p in ("huang", "cai", "wang", "wei", "gao") if may_unseal(run, p)] == ["huang", "cai"]


def test_whoever_acted_keeps_seeing_it_until_they_leave_the_body(front: Open) -> None:
    desk = (town := front()).desk
    town.file()
    town.assign()
    town.do("answer.sent", "wang", opinion="已修")
    moved = {**PEOPLE.persons, "wang": replace(PEOPLE.persons["wang"], member_of=("waters",))}
    town.store.put_directory("town", Directory(moved, PEOPLE.units))
    assert not isinstance(desk.view(town.id, "wang"), Refused)
    left = {k: v for k, v in PEOPLE.persons.items() if k != "wang"}
    town.store.put_directory("town", Directory(left, PEOPLE.units))
    assert desk.view(town.id, "wang") == Refused("unknown-case")
    desk.reproject("town")
    assert desk.cases("town", "wang") == ()
