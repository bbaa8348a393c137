"""What stands at the head of a slip: days as official papers write them, and both ends of an extended limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from engine.casework.case import PaperStatus
from engine.casework.events import CaseEvent
from engine.office import Office
from engine.printing.slips.material import CaseMaterial
from engine.printing.slips.parts import dated
from engine.printing.slips.slip import Slip, slip_of
from tests.printing.slips.conftest import material

CLOCK, PAPER = "handling-time", "extension-request"


def facts(made: Slip) -> dict[str, str]:
    return dict(made.facts)


def with_request(m: CaseMaterial, status: PaperStatus, **contents: str) -> CaseMaterial:
    """The case on the day of the request, which nobody has granted."""
    version = replace(m.file.case.papers[PAPER], status=status, contents={"reasons": "设备到货延迟", **contents})
    clock = replace(m.file.case.clocks[CLOCK], extensions=(), stopped=None, outcome="running")
    case = replace(m.file.case, clocks={CLOCK: clock}, papers={PAPER: version})
    last = next(i for i, e in enumerate(m.file.events) if e.kind == "written" and e.data["paper"] == PAPER)
    return replace(m, file=replace(m.file, case=case, events=m.file.events[: last + 1]), clocks=())


def and_then(m: CaseMaterial, kind: Any, **data: Any) -> CaseMaterial:
    last = m.file.events[-1]
    event = CaseEvent(last.case, last.seq + 1, last.at, kind, {"paper": PAPER, "version": 1, **data}, "sun-yili")
    return replace(m, file=replace(m.file, events=(*m.file.events, event)))


@pytest.fixture
def m(office: Office, case_id: str) -> CaseMaterial:
    return material(office, case_id)


def test_a_granted_extension_tells_when_the_limit_was_to_end_and_when_it_ends(m: CaseMaterial) -> None:
    told = facts(slip_of("extension", m))
    assert told["办理期限（原定）"] == "2026年2月24日"  # the nominal 15 February lies in Spring Festival
    assert told["办理期限（延长至）"] == "2026年3月2日"  # half a month after the nominal day


def test_a_request_nobody_has_granted_tells_when_the_limit_would_end(m: CaseMaterial) -> None:
    told = facts(slip_of("extension", with_request(m, "written")))
    assert told["办理期限（如批准，延长至）"] == "2026年3月2日"
    assert "办理期限（延长至）" not in told


def test_what_was_asked_counts_where_less_was_asked_than_may_be_granted(m: CaseMaterial) -> None:
    told = facts(slip_of("extension", with_request(m, "written", amount="5天")))
    assert told["办理期限（如批准，延长至）"] == "2026年2月24日"


def test_a_refused_request_says_who_refused_and_why_and_waits_for_nobody(m: CaseMaterial) -> None:
    made = slip_of("extension", and_then(with_request(m, "refused"), "refused", reason="不属\n客观原因"))
    assert [s.label for s in made.signatures] == ["不予签发"]
    assert made.signatures[0].name == "孙依莉"
    assert made.signatures[0].on.endswith("理由：不属 客观原因")
    assert not [label for label, _ in made.facts if "延长" in label]


def test_a_paper_that_needs_more_signatures_waits_for_them(m: CaseMaterial) -> None:
    made = slip_of("extension", and_then(with_request(m, "written"), "signed", complete=False))
    assert [s.label for s in made.signatures] == ["签发", "批示（签字、日期）"]


def test_only_what_still_runs_is_listed_and_what_is_over_says_so(m: CaseMaterial) -> None:
    asked = with_request(m, "written")
    rows = {row.clock: replace(row, outcome="running") for row in m.clocks}
    over = {k: replace(c, outcome="running", expired=True) for k, c in m.file.case.clocks.items()}
    case = replace(asked.file.case, clocks=over)
    told = facts(slip_of("handling", replace(asked, file=replace(asked.file, case=case), clocks=tuple(rows.values()))))
    assert told["办理期限"].endswith("（已逾期）")
    assert "异议期限" not in told  # a right that nobody has to use
    assert not [value for value in told.values() if value.endswith("前办结")]


def test_days_in_a_paper_are_written_as_such_also_in_rows(m: CaseMaterial) -> None:
    day = m.names.ruleset.papers["slip"].contains["summary"]
    fields: Mapping[str, Any] = {
        "by": replace(day, type="date"),
        "rows": replace(day, type="group", fields={"by": replace(day, type="date")}),
        "said": day,
    }
    answers = {"by": "2026-03-05", "rows": [{"by": "2026-12-31"}], "said": "2026-03-05", "other": 3}
    assert dated(m, answers, fields) == {
        "by": "2026年3月5日",
        "rows": [{"by": "2026年12月31日"}],
        "said": "2026-03-05",
        "other": 3,
    }


def test_of_a_paper_that_several_write_everybodys_words_are_printed(m: CaseMaterial) -> None:
    report = m.file.case.papers["report"]
    mine = replace(report, whose="construction-office", contents={"outcome": "已修复"})
    both = replace(mine, whose="coordination-office", contents={"outcome": "已复查"}, beside=(mine,))
    case = replace(m.file.case, papers={"report": both})
    parts = slip_of("report", replace(m, file=replace(m.file, case=case))).parts
    assert [(p.title, p.lines) for p in parts] == [
        ("调查结论（建设管理办公室）", ("已修复",)),
        ("调查结论（协调办公室）", ("已复查",)),
    ]


def test_a_holder_stands_on_a_slip_once(m: CaseMaterial) -> None:
    made = slip_of("handling", m)
    titles = [label for label, _ in made.facts] + [p.title for p in made.parts]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    ("status", "title"), [("written", "反馈（未签发）"), ("refused", "反馈（未签发）"), ("sent", "反馈")]
)
def test_a_letter_that_still_needs_a_signature_says_so(m: CaseMaterial, status: PaperStatus, title: str) -> None:
    papers = m.file.ruleset.papers
    signed = replace(papers["answer"], signed_by=papers["report"].signed_by)
    rules = replace(m.file.ruleset, papers={**papers, "answer": signed})
    case = replace(m.file.case, papers={"answer": replace(m.file.case.papers["answer"], status=status)})
    assert slip_of("answer", replace(m, file=replace(m.file, ruleset=rules, case=case))).title == title
    unsigned = replace(m, file=replace(m.file, case=case))  # here nobody signs it
    assert slip_of("answer", unsigned).title == "反馈"
