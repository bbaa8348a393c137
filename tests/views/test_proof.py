"""A proof is told in words, everything by its label, with what it takes for granted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.policy.directory import Directory
from engine.policy.forms import Text
from engine.proof.findings import Clash, Explored, Gap, Proof, Searched, Term, Trap, Unclocked, Unowned, WorstCase
from engine.scenarios.runner import set_stage
from engine.views.names import Names
from engine.views.proof import report

WAY = (Text("登记", "registered"),)
THREE_DAYS = Text("3 个工作日", "3 working days")
TERM = Term("assigning-time", THREE_DAYS, ("registering",))
GAP = Gap("investigating", None, "measures 四(一)")
WORST = WorstCase("answered", ("registering", "answered"), (TERM,), THREE_DAYS, (GAP,))
SOUND = Proof("kandun", True, (), (), (), (), (), (), (), (WORST,), Explored(7, 9, 2, True, (), ("related-stay",)))


def names(lang: str) -> Names:
    stage, problems = set_stage("kandun", home=Path(__file__).resolve().parents[2])
    assert stage is not None, problems
    return Names(stage.book.ruleset, Directory(), lang)


def test_a_sound_proof_tells_the_worst_case_the_gap_and_the_premises() -> None:
    lines = report(SOUND, names("zh")).splitlines()
    assert "每一件都能办结。" in lines
    assert "最长到答复：原文没有规定上限（measures 四(一)）；有数字的合计：3 个工作日" in lines
    assert "  路径：待登记 → 已反馈" in lines
    assert lines[-2:] == ["前提：", "  关联件的数目以来件时为准。"]


def test_without_any_number_it_says_so() -> None:
    found = replace(SOUND, worst_case=(replace(WORST, terms=(), total=Text("", "")),))
    assert "最长到答复：原文没有规定上限（measures 四(一)）；有数字的合计：没有数字" in report(found, names("zh"))


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ({"traps": (Trap("handling", WAY),), "closed": False}, "死路：处于“承办调处”的一类件永远不能办结。"),
        ({"traps": (Trap("handling", WAY, True),), "closed": False}, "循环：在“承办调处”中，规定互相触发，没有尽头。"),
        ({"unowned": (Unowned("handling", "no-owner", WAY),)}, "“承办调处”没有规定由谁负责。"),
        ({"unowned": (Unowned("handling", "nobody-present", WAY),)}, "“承办调处”无人可办：负责的岗位上没有人。"),
        ({"unclocked": (Unclocked("handling", WAY),)}, "“承办调处”没有任何有数字的期限在计算（未注明条款）。"),
        ({"unreached": ("handling",)}, "没有任何件会到达状态“承办调处”。"),
        (
            {"conflicts": (Clash("route", ("a", "b"), {"flag": True}),)},
            "表“route”：规则 a、b 会同时成立，例如 flag: 是。",
        ),
        (
            {"closed": False, "explored": Explored(7, 9, 2, False)},
            "尚未证明：有的搜索没有查尽就停止了。没有找到的，不等于没有。",
        ),
    ],
)
def test_each_finding_is_a_line(found: dict[str, object], line: str) -> None:
    assert line in report(replace(SOUND, **found), names("zh")).splitlines()  # type: ignore[arg-type]


def test_the_way_to_a_trap_is_told() -> None:
    told = report(replace(SOUND, closed=False, traps=(Trap("handling", WAY),)), names("en"))
    assert "1. registered" in told


@pytest.mark.parametrize(("ended", "told"), [(True, True), (False, False)])
def test_what_was_searched_to_the_end_is_told_apart_from_what_was_given_up(ended: bool, told: bool) -> None:
    searches = (Searched("states", 5, ended), Searched("limits", 8, False), Searched("slip.written", 2, True))
    found = replace(SOUND, closed=False, explored=Explored(15, 40, 2, False, (), (), searches))
    lines = report(found, names("zh")).splitlines()
    assert "  期限：8 类情形，没有查尽（可用 --most 加大范围）" in lines
    assert f"  办理环节：5 类情形，{'已查尽' if ended else '没有查尽（可用 --most 加大范围）'}" in lines
    assert ("  任何可能出现的情形，都能走到办结。" in lines) is told
