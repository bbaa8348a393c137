# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Duties on a case: one per row, one per person, a paper again and again, a ladder of their own."""

from __future__ import annotations

from datetime import date

from engine.casework.clocks.due import due_of
from tests.casework.conftest import Build
from tests.casework.small import Town

ACTIONS = """
    verdict:
      label: {zh: 处理意见, en: Verdict}
      by: handler
      contains:
        actions:
          label: {zh: 整改措施, en: Actions}
          type: group
          fields:
            what:          {label: {zh: 何事, en: What}}
            promised-date: {label: {zh: 承诺日期, en: Promised}, type: date}
      to: [complainant]
"""
REMEDY = "remedy: {label: {zh: 整改, en: Remedy}, who: handler, act: carry-out, each: verdict.actions, until: {fact: each.promised-date}, escalation: up}"
LADDER = "up: {label: {zh: 催, en: Up}, steps: {remind: {before: 1 day, act: remind, to: holder}, above: {after: 2 days, act: report, to: next-higher-body}}}"
ROWS = [{"what": "修路灯", "promised-date": "2026-01-16"}, {"what": "清沟渠", "promised-date": "2026-01-30"}]


def promised(town: Build) -> Town:
    office = town(papers=ACTIONS, duties=REMEDY, escalations=LADDER)
    office.file()
    office.assign()
    assert office.do("verdict.written", "wang", "01-06 09:00", actions=ROWS) is None
    return office


def days(office: Town) -> dict[str, date | None]:
    found = {k: due_of(c, office.office.book, office.office.calendar) for k, c in office.case.clocks.items()}
    return {k: d.due if d else None for k, d in found.items()}


def test_each_row_is_a_duty_with_the_day_it_promises(town: Build) -> None:
    assert days(promised(town)) == {"remedy@1": date(2026, 1, 16), "remedy@2": date(2026, 1, 30)}


def test_each_row_is_done_by_itself(town: Build) -> None:
    office = promised(town)
    assert office.do("remedy.done", "wang", "01-10 09:00", note="n") == "bad-choice"
    assert office.do("remedy.done", "wang", "01-10 09:00", note="n", turn="1") is None
    assert {k: c.outcome for k, c in office.case.clocks.items()} == {"remedy@1": "met", "remedy@2": "running"}
    assert office.do("remedy.done", "wang", "02-02 09:00", note="n") is None
    assert office.case.clocks["remedy@2"].outcome == "late"


def test_a_promise_that_is_not_kept_climbs_the_ladder(town: Build) -> None:
    office = promised(town)
    office.wait("01-20 09:00")
    assert [(e.data["clock"], e.data["step"], e.data["to"]) for e in office.kinds("step-taken")] == [
        ("remedy@1", "remind", ["roads"]), ("remedy@1", "above", ["next-higher-body"]),
    ]  # fmt: skip


INTERIM = {
    "papers": "interim-reply: {label: {zh: 阶段答复, en: Interim reply}, by: handler, contains: {reason: {zh: 缘由, en: Reason}}, to: [complainant]}",
    "duties": "interim: {label: {zh: 阶段反馈, en: Interim}, who: handler, send: interim-reply, every: 15 days, if: {state: handling}}",
}


def test_a_paper_is_owed_again_and_again(town: Build) -> None:
    office = town(**INTERIM)
    office.file()
    office.assign()
    assert days(office)["interim"] == date(2026, 1, 20)
    assert office.do("interim-reply.written", "wang", "01-12 09:00", reason="r") is None
    assert days(office)["interim"] == date(2026, 1, 27)
    assert [e.data["outcome"] for e in office.kinds("clock-stopped")] == ["met"]
    office.do("answer.written", "wang", "01-13 09:00", opinion="o")
    assert office.case.clocks["interim"].outcome == "cancelled"


def test_a_missed_one_is_late_and_the_next_is_owed(town: Build) -> None:
    office = town(**INTERIM)
    office.file()
    office.assign()
    office.wait("01-22 09:00")
    assert [e.data["outcome"] for e in office.kinds("clock-stopped")] == ["late"]
    assert office.case.clocks["interim"].epoch == 2


def test_a_recurring_duty_on_a_case_climbs_its_ladder_to_the_end(town: Build) -> None:
    duty = INTERIM["duties"].replace("every: 15 days", "every: 3 days, escalation: up")
    ladder = LADDER.replace("2 days", "8 days")
    office = town(**{**INTERIM, "duties": duty}, escalations=ladder)
    office.file()
    office.assign()
    office.wait("01-17 09:00")
    above = [(e.data["clock"], e.data["epoch"]) for e in office.kinds("step-taken") if e.data["step"] == "above"]
    assert above == [("interim#1", 1)]
    assert "interim#1" not in office.case.clocks


def test_each_person_owes_it_once(town: Build) -> None:
    office = town(
        duties="read: {label: {zh: 阅知, en: Read}, who: {each: clerk}, act: read, after: slip.sent, limit: 2 days}"
    )
    office.file()
    office.assign()
    assert set(office.case.clocks) == {"read@cai"}
    assert office.do("read.done", "wang", "01-06 09:00") == "not-yours"
    assert office.do("read.done", "cai", "01-06 09:00") is None
    assert office.case.clocks["read@cai"].outcome == "met"
