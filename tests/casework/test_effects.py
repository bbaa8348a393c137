"""What an act brings about: linked cases, joined cases, facts that are set, papers that are sent."""

from __future__ import annotations

from tests.casework.conftest import Build
from tests.casework.small import Town

TABLES = """
    track:
      hit: unique
      values: {inner: {zh: 内, en: Inner}, outer: {zh: 外, en: Outer}}
      rules: {danger: {if: {danger: true}, then: inner}}
      otherwise: outer
"""
LEAD = """
    lead:
      label: {zh: 线索, en: Lead}
      by: office
      contains: {clue: {zh: 线索, en: Clue}}
      then: [{open_case: {in: registering, carry: [place, clue], set: {track: inner}, link: lead-from}}]
"""


def opened(town: Build, **answers: object) -> Town:
    office = town(tables=TABLES, papers=LEAD, recusal="out: {who: accused, goes_to: next-higher-body}")
    office.file(**answers)
    return office


def test_a_linked_case_carries_answers_and_what_was_written(town: Build) -> None:
    office = opened(town)
    assert office.do("lead.written", "cai", "01-05 10:00", clue="工程款") is None
    child = office.office.cases["case-1.1"]
    assert child.answers == {"place": "east"}
    assert office.office.run(child.id, child.opened).facts()["clue"] == "工程款"  # type: ignore[arg-type]
    assert child.links == (("lead-from", "case-1"),)
    assert office.case.links == (("lead-from", "case-1.1"),)


def test_a_fact_that_an_effect_sets_overrides_its_table(town: Build) -> None:
    office = opened(town)
    office.do("lead.written", "cai", "01-05 10:00", clue="x")
    child = office.office.cases["case-1.1"]
    assert "track" not in child.decisions
    assert child.set_facts["track"] == "inner"


def test_the_first_case_keeps_its_state_and_its_clocks(town: Build) -> None:
    office = opened(town)
    before = (office.case.state, office.case.clocks)
    office.do("lead.written", "cai", "01-05 10:00", clue="x")
    assert (office.case.state, office.case.clocks) == before


def test_a_second_linked_case_has_a_name_of_its_own(town: Build) -> None:
    office = opened(town)
    office.do("lead.written", "cai", "01-05 10:00", clue="x")
    office.do("lead.written", "cai", "01-05 11:00", clue="y")
    assert set(office.office.cases) == {"case-1", "case-1.1", "case-1.2"}


def test_no_identity_goes_along(town: Build) -> None:
    office = opened(town, identity="real-name", name="赵钱孙")
    office.do("lead.written", "cai", "01-05 10:00", clue="x")
    assert "赵钱孙" not in str(office.office.log)


def test_who_stands_aside_stands_aside_from_the_linked_case(town: Build) -> None:
    office = opened(town, request="accusation", accused=[{"official": "huang"}])
    office.do("lead.written", "cai", "01-05 10:00", clue="x")
    child = office.office.cases["case-1.1"]
    assert "huang" in child.out
    assert "huang" not in office.office.run(child.id, child.opened).owner().persons  # type: ignore[arg-type]


def test_an_act_may_set_a_fact(town: Build) -> None:
    events = "found: {label: {zh: 认定, en: Found}, by: office, then: [{set: {track: inner}}]}"
    office = town(tables=TABLES, events=events)
    office.file()
    assert office.case.decisions["track"].value == "outer"
    office.do("found", "cai", "01-05 10:00")
    assert office.kinds("fact-set")[0].data == {"facts": {"track": "inner"}, "by": "found"}
    assert office.office.run(office.id, office.log[-1].at).facts()["track"] == "inner"


def test_an_act_may_send_a_paper_that_is_signed(town: Build) -> None:
    papers = """
        order: {label: {zh: 令, en: Order}, by: office, signed_by: head}
        notice: {label: {zh: 通知, en: Notice}, by: office, signed_by: head, to: [public], if: {danger: true}}
    """
    events = "publish: {label: {zh: 公布, en: Publish}, by: office, then: [{send: order}]}"
    office = town(papers=papers, events=events)
    office.file()
    office.do("publish", "cai", "01-05 10:00")
    assert "order" not in office.case.papers
    office.do("order.written", "cai", "01-05 10:00")
    office.do("publish", "cai", "01-05 10:10")
    assert office.case.papers["order"].status == "written"  # not signed: not sent
    office.do("order.signed", "huang", "01-05 10:20")
    office.do("publish", "cai", "01-05 10:30")
    assert office.case.papers["order"].status == "sent"


def test_cases_on_one_matter_are_joined(town: Build) -> None:
    office = town(
        events="merge: {label: {zh: 并案, en: Merge}, by: office, then: [{join_case: {same: [matter]}}]}",
        facts="near: {count: cases, same: [place]}",
    )
    office.file("01-05 09:00")
    office.file("01-05 09:10", matter="water")
    office.file("01-05 09:20")
    office.do("merge", "cai", "01-05 10:00")
    assert office.case.links == (("joined", "case-1"),)
    assert "case.joined" in office.case.happened
