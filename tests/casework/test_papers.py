# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Papers on a case: written, signed, refused, sent; who must sign, and how many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.policy.directory import Directory, Person
from tests.casework.conftest import Build
from tests.casework.small import PEOPLE, Town

MEMO = "memo: {{label: {{zh: 报告, en: Memo}}, by: office, signed_by: {signed_by}, to: [public]}}"
GROUP = Directory(
    {**PEOPLE.persons, **{f"m{i}": Person(f"m{i}", f"m{i}", roles=("clerk",)) for i in (1, 2, 3)}}, PEOPLE.units
)


def memo(town: Build, signed_by: str, **more: object) -> Town:
    """A memo that the clerk has written and that waits for these signatures."""
    office = town(papers=MEMO.format(signed_by=signed_by), **more)
    office.file()
    assert office.do("memo.written", "cai", "01-05 10:00") is None
    return office


def sign(office: Town, *who: str) -> list[str | None]:
    return [office.do("memo.signed", w, "01-05 11:00") for w in who]


def status(office: Town) -> str:
    return office.case.papers["memo"].status


def test_a_paper_is_sent_with_its_last_signature(town: Build) -> None:
    office = memo(town, "head")
    assert status(office) == "written"
    sign(office, "huang")
    assert (status(office), office.case.papers["memo"].to) == ("sent", ("public",))


def test_a_paper_without_signature_is_sent_when_written(town: Build) -> None:
    office = town(papers="memo: {label: {zh: 报告, en: Memo}, by: office, to: [public]}")
    office.file()
    office.do("memo.written", "cai", "01-05 10:00")
    assert status(office) == "sent"


def test_an_unsigned_paper_cannot_be_sent_by_hand(town: Build) -> None:
    assert memo(town, "head").do("memo.sent", "cai", "01-05 11:00") == "unsigned"


@pytest.mark.parametrize("first", ["huang", "ling"])
def test_one_of_is_complete_with_either(town: Build, first: str) -> None:
    office = memo(town, "{one_of: [head, leader]}")
    assert sign(office, first) == [None]
    assert status(office) == "sent"


def test_all_of_waits_for_everyone(town: Build) -> None:
    office = memo(town, "{all_of: [head, leader]}")
    sign(office, "ling")
    assert status(office) == "written"
    assert sign(office, "ling") == ["signed-already"]
    sign(office, "huang")
    assert status(office) == "sent"


def test_all_of_at_most_asks_for_no_more_signatures(town: Build) -> None:
    office = memo(town, "{all_of: [leader, head], at_most: 1}")
    sign(office, "ling")
    assert status(office) == "sent"


def test_first_present_is_the_next_when_the_first_is_away(town: Build) -> None:
    office = memo(town, "{first_present: [head, leader]}")
    assert sign(office, "ling") == ["signer"]
    persons = {**PEOPLE.persons, "huang": replace(PEOPLE.persons["huang"], away=True)}
    office.office.directory = Directory(persons, PEOPLE.units)
    assert sign(office, "ling") == [None]
    assert status(office) == "sent"


def test_a_meeting_needs_quorum_and_majority(town: Build) -> None:
    office = memo(town, "{meeting_of: office, quorum: 3, pass: majority}", people=GROUP)  # five members
    sign(office, "huang", "cai")
    assert status(office) == "written"
    sign(office, "m1")
    assert status(office) == "sent"


@pytest.mark.parametrize(("passes", "needed"), [("two-thirds", 4), ("all", 5)])
def test_a_meeting_may_need_more_than_a_majority(town: Build, passes: str, needed: int) -> None:
    office = memo(town, f"{{meeting_of: office, quorum: 2, pass: {passes}}}", people=GROUP)
    voters = ["huang", "cai", "m1", "m2", "m3"]
    sign(office, *voters[: needed - 1])
    assert status(office) == "written"
    sign(office, voters[needed - 1])
    assert status(office) == "sent"


def test_one_voice_against_does_not_stop_a_meeting(town: Build) -> None:
    office = memo(town, "{meeting_of: office, quorum: 3, pass: majority}", people=GROUP)
    assert office.do("memo.refused", "m3", "01-05 10:30", reason="不同意") is None
    assert status(office) == "written"
    assert sign(office, "m3") == ["signed-already"]
    sign(office, "huang", "cai", "m1")
    assert status(office) == "sent"


def test_a_meeting_that_cannot_pass_any_more_has_refused(town: Build) -> None:
    office = memo(town, "{meeting_of: office, quorum: 3, pass: majority}", people=GROUP)
    for voter in ("m1", "m2", "m3"):
        office.do("memo.refused", voter, "01-05 10:30", reason="不同意")
    assert status(office) == "refused"
    assert "memo.refused" in office.case.happened


def test_each_of_several_seats_must_sign(town: Build) -> None:
    seats = "helpers: {many: true, filled: [{chosen_in: slip, from: [lines]}]}"
    office = town(papers=MEMO.format(signed_by="{each: helpers}"), seats=seats)
    office.file()
    office.do("slip.written", "cai", "01-05 10:00", summary="s", handler="roads", helpers=["roads", "waters"])
    office.do("slip.signed", "huang", "01-05 10:00")
    office.do("memo.written", "cai", "01-05 11:00")
    sign(office, "wang")
    assert status(office) == "written"
    sign(office, "wei")
    assert status(office) == "sent"


def test_a_refused_paper_is_written_anew_without_the_old_signatures(town: Build) -> None:
    office = memo(town, "{all_of: [head, leader]}")
    sign(office, "ling")
    office.do("memo.refused", "huang", "01-05 12:00", reason="补充")
    assert status(office) == "refused"
    office.do("memo.written", "cai", "01-05 13:00")
    assert (status(office), office.case.papers["memo"].signatures) == ("written", ())
    sign(office, "huang")
    assert status(office) == "written"


def test_a_chain_of_papers_that_stand_for_one_another(town: Build) -> None:
    chain = """
        joint: {label: {zh: 联合, en: Joint}, instead_of: answer, by: handler, to: [complainant]}
        public-joint: {label: {zh: 公开, en: Public}, instead_of: joint, by: handler, to: [complainant]}
    """
    office = town(papers=chain)
    office.file()
    office.assign()
    assert office.do("public-joint.written", "wang", "01-06 09:00") == "missing"  # holds what the answer holds
    assert office.do("public-joint.written", "wang", "01-06 09:00", opinion="已修") is None
    assert {"public-joint.sent", "joint.sent", "answer.sent"} <= set(office.case.happened)
    assert office.case.state == "closed"


def test_a_paper_does_not_go_to_those_who_stand_aside(town: Build) -> None:
    office = town(
        papers="memo: {label: {zh: 报告, en: Memo}, by: office, to: [leader, lines]}",
        recusal="out: {who: accused, goes_to: next-higher-body}",
    )
    office.file(request="accusation", accused=[{"official": "ling"}])
    office.do("memo.written", "cai", "01-05 10:00")
    assert "ling" not in office.case.papers["memo"].to


def test_nothing_is_signed_on_a_closed_case(town: Build) -> None:
    office = memo(town, "head")
    office.assign()
    office.do("answer.sent", "wang", "01-06 09:00", opinion="x")
    assert office.case.closed
    assert sign(office, "huang") == ["not-now"]


def test_a_ladder_cannot_send_what_must_be_signed(town: Build) -> None:
    office = town(
        papers="urge: {label: {zh: 督促, en: Urge}, by: office, signed_by: head, to: [holder]}",
        deadlines="t: {label: {zh: 期, en: T}, limit: 1 day, starts: case.opened, stops: slip.sent, escalation: up}",
        escalations="up: {label: {zh: 催, en: Up}, steps: {urge: {after: 1 day, send: urge}, last: {after: 2 days, act: report, to: next-higher-body}}}",
    )
    office.file()
    office.wait("01-08 09:00")
    assert office.case.papers["urge"].status == "written"
    assert office.do("urge.signed", "huang", "01-08 10:00") is None
    assert office.case.papers["urge"].status == "sent"


EACH_WRITES = """
    view:
      label: {zh: 意见, en: View}
      by: {each: lines}
      contains: {opinion: {zh: 意见, en: Opinion}}
      to: [office]
"""


def opinions(office: Town, paper: str = "view") -> dict[str | None, tuple[str, str]]:
    latest = office.case.papers[paper]
    return {v.whose: (v.contents["opinion"], v.status) for v in (*latest.beside, latest)}


def test_where_each_writes_one_nobody_overwrites_another(town: Build) -> None:
    office = town(papers=EACH_WRITES)
    office.file()
    assert office.do("view.written", "wang", "01-05 10:00", opinion="修") is None
    assert office.do("view.written", "wei", "01-05 11:00", opinion="不修") is None
    assert opinions(office) == {"roads": ("修", "sent"), "waters": ("不修", "sent")}


def test_one_who_writes_again_replaces_only_his_own(town: Build) -> None:
    office = town(papers=EACH_WRITES)
    office.file()
    for who, hour, opinion in (("wang", 10, "修"), ("wei", 11, "不修"), ("wang", 12, "下月修")):
        assert office.do("view.written", who, f"01-05 {hour}:00", opinion=opinion) is None
    assert opinions(office) == {"waters": ("不修", "sent"), "roads": ("下月修", "sent")}
    assert office.case.papers["view"].version == 3


def test_one_signature_is_of_what_all_of_them_wrote(town: Build) -> None:
    office = town(papers=EACH_WRITES.replace("to: [office]", "signed_by: head"))
    office.file()
    office.do("view.written", "wang", "01-05 10:00", opinion="修")
    office.do("view.written", "wei", "01-05 11:00", opinion="不修")
    assert {status for _, status in opinions(office).values()} == {"written"}
    assert office.do("view.signed", "huang", "01-05 12:00") is None
    assert {status for _, status in opinions(office).values()} == {"signed"}


def test_a_paper_of_one_writer_has_nothing_beside_it(town: Build) -> None:
    office = town()
    office.file()
    assert office.do("slip.written", "cai", "01-05 10:00", summary="a", handler="roads") is None
    assert office.do("slip.written", "cai", "01-05 11:00", summary="b", handler="roads") is None
    assert (office.case.papers["slip"].whose, office.case.papers["slip"].beside) == (None, ())
