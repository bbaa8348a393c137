"""Papers go out to whom they are written, and a seat named after another follows it."""

from __future__ import annotations

from tests.casework.conftest import Build

LEADERS = "leader-in-charge: {label: {zh: 分管, en: In charge}, filled: [{with: {leader_of: handler}}]}\n"
BACK = """
    registering: {label: {zh: 登记, en: Registering}, initial: true, owner: office, transitions: {slip.sent: handling}}
    handling: {label: {zh: 承办, en: Handling}, owner: handler, transitions: {back: registering, answer.sent: closed}}
    closed: {label: {zh: 办结, en: Closed}, final: true}
"""
TOGETHER = """
    together:
      label: {zh: 联合, en: Together}
      instead_of: answer
      by: {lead: office, with: [handler]}
      to: [complainant]
"""
CLEARING = """
    clearing:
      label: {zh: 澄清, en: Clearing}
      by: office
      contains: {words: {zh: 内容, en: Words}}
      to: [accused]
"""
OUT = "accused-out: {who: accused, from: everything, goes_to: next-higher-body}\n"


def test_a_paper_without_a_signature_goes_out_when_it_is_written(town: Build) -> None:
    place = town()
    place.file()
    place.assign()
    assert place.do("answer.written", "wang", "01-06 09:00", opinion="修") is None
    assert [e.data["to"] for e in place.kinds("sent")][-1] == ["complainant"]
    assert place.case.state == "closed"


def test_a_paper_with_a_signature_waits_for_it(town: Build) -> None:
    place = town()
    place.file()
    assert place.do("slip.written", "cai", "01-05 10:00", summary="s", handler="roads") is None
    assert place.kinds("sent") == []
    assert place.do("slip.sent", "cai", "01-05 10:30") == "unsigned"


def test_only_the_lead_writes_what_several_answer(town: Build) -> None:
    place = town(papers=TOGETHER)
    place.file()
    place.assign()
    assert place.do("together.sent", "wang", "01-06 09:00", opinion="修") == "not-yours"
    assert place.do("together.sent", "cai", "01-06 10:00", opinion="修") is None
    assert place.case.state == "closed"


def test_a_seat_named_after_another_is_filled_anew_with_it(town: Build) -> None:
    events = "back: {label: {zh: 退回, en: Back}, by: handler}\n"
    place = town(seats=LEADERS, without=("states",), states=BACK, events=events)
    place.file()
    place.assign()
    assert place.case.seats["leader-in-charge"] == ("ling",)
    assert place.do("back", "wang", "01-06 09:00") is None
    place.assign("01-06 10:00", handler="waters")
    assert place.case.seats["handler"] == ("waters",)
    assert place.case.seats["leader-in-charge"] == ("next-higher-body",)  # nobody leads the waters


def test_a_letter_to_the_accused_reaches_them_though_they_are_out(town: Build) -> None:
    place = town(papers=CLEARING, recusal=OUT)
    place.file(request="accusation", accused=[{"official": "wei"}])
    assert place.do("clearing.sent", "cai", "01-06 09:00", words="不实") is None
    assert place.case.papers["clearing"].to == ("wei",)
    assert "wei" in place.case.out


def test_a_letter_to_an_accused_from_elsewhere_goes_to_nobody_here(town: Build) -> None:
    place = town(papers=CLEARING, recusal=OUT)
    place.file(request="accusation", accused=[{"official": "路人"}])
    assert place.do("accused-linked", "cai", "01-05 10:00", accused=["none-here"]) is None
    assert place.do("clearing.sent", "cai", "01-06 09:00", words="不实") is None
    assert place.case.papers["clearing"].to == ()
