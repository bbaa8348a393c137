# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""A case that comes back to a state begins a new round there."""

from __future__ import annotations

from tests.casework.conftest import Build
from tests.casework.small import Town

LOOP = {
    "without": ("states", "papers", "seats"),
    "states": """
        drafting:   {label: {zh: 拟办, en: Drafting}, initial: true, owner: office, transitions: {slip.written: approving}}
        approving:  {label: {zh: 审批, en: Approving}, owner: head, transitions: {slip.sent: done, slip.refused: drafting}}
        done:       {label: {zh: 已办, en: Done}, owner: office, transitions: {reopened: drafting, finished: closed}}
        closed:     {label: {zh: 办结, en: Closed}, final: true}
    """,
    "papers": "slip: {label: {zh: 单, en: Slip}, by: office, signed_by: head, to: [public]}",
    "events": """
        reopened: {label: {zh: 重办, en: Reopened}, by: head}
        finished: {label: {zh: 完成, en: Finished}, by: office}
    """,
    "seats": "intake-office: {filled: [{with: office}]}",
    "deadlines": """
        draft-time: {label: {zh: 期, en: T}, limit: 3 days, starts: drafting.entered, stops: slip.written, escalation: up}
    """,
    "escalations": "up: {label: {zh: 催, en: Up}, steps: {last: {after: 1 day, act: report, to: next-higher-body}}}",
    "facts": "refusals: {count: slip.refused}",
}


def looping(town: Build) -> Town:
    office = town(**LOOP)
    office.file()
    return office


def draft(office: Town, when: str) -> None:
    assert office.do("slip.written", "cai", when) is None


def test_coming_back_clears_what_led_out(town: Build) -> None:
    office = looping(town)
    draft(office, "01-05 10:00")
    office.do("slip.refused", "huang", "01-05 11:00", reason="不清楚")
    assert office.case.state == "drafting"
    assert not {"slip.written", "slip.refused"} & set(office.case.happened)
    assert office.kinds("entered")[-1].data["clears"] == ["slip.refused", "slip.written"]


def test_the_new_round_needs_a_new_signature(town: Build) -> None:
    office = looping(town)
    draft(office, "01-05 10:00")
    office.do("slip.signed", "huang", "01-05 11:00")
    office.do("reopened", "huang", "01-05 12:00")
    draft(office, "01-05 13:00")
    assert (office.case.state, office.case.papers["slip"].signatures) == ("approving", ())
    assert "slip.signed" not in office.case.happened


def test_counts_go_on_over_all_rounds(town: Build) -> None:
    office = looping(town)
    for hour in (10, 11, 12):
        draft(office, f"01-05 {hour}:00")
        office.do("slip.refused", "huang", f"01-05 {hour}:30", reason="再改")
    assert office.office.run(office.id, office.log[-1].at).facts()["refusals"] == 3


def test_the_clock_of_a_new_round_has_a_new_epoch(town: Build) -> None:
    office = looping(town)
    draft(office, "01-05 10:00")
    office.do("slip.refused", "huang", "01-06 11:00", reason="再改")
    clock = office.case.clocks["draft-time"]
    assert (clock.epoch, clock.outcome, clock.started) == (2, "running", office.log[-1].at)


def test_a_step_may_be_taken_again_in_a_new_epoch(town: Build) -> None:
    office = looping(town)
    office.wait("01-12 09:00")
    draft(office, "01-12 10:00")
    office.do("slip.refused", "huang", "01-12 11:00", reason="再改")
    office.wait("01-20 09:00")
    assert [(e.data["epoch"], e.data["step"]) for e in office.kinds("step-taken")] == [(1, "last"), (2, "last")]


def test_closing_cancels_every_clock(town: Build) -> None:
    rules = {**LOOP, "duties": "watch: {label: {zh: 看, en: Watch}, who: office, act: look, every: 1 month}"}
    office = town(**rules)
    office.file()
    assert office.case.clocks["watch"].outcome == "running"
    draft(office, "01-05 10:00")
    office.do("slip.signed", "huang", "01-05 11:00")
    office.do("finished", "cai", "01-05 15:00")
    assert office.case.closed is not None
    assert office.case.clocks["watch"].outcome == "cancelled"
    assert office.do("reopened", "huang", "01-06 09:00") == "not-now"


def test_a_paper_left_behind_is_not_signed_in_another_state_but_written_anew(town: Build) -> None:
    states = LOOP["states"].replace("slip.refused: drafting}", "slip.refused: drafting, withdrawn: drafting}")
    events = LOOP["events"] + "    withdrawn: {label: {zh: 撤回, en: Withdrawn}, by: office}\n"
    office = town(**{**LOOP, "states": states, "events": events})
    office.file()
    draft(office, "01-05 10:00")
    assert office.do("withdrawn", "cai", "01-05 11:00") is None
    assert office.do("slip.signed", "huang", "01-05 12:00") == "not-now"
    draft(office, "01-05 13:00")
    assert office.do("slip.signed", "huang", "01-05 14:00") is None
    assert office.case.state == "done"
