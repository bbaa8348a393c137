"""`bihuan prove` tells what the proof found; the proof itself is tested in its own room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.cli.commands import prove
from engine.policy.forms import Text
from engine.proof.findings import Explored, Gap, Proof, Term, Trap, Unclocked, Unowned, WorstCase
from tests.cli.conftest import Call

WAY = (Text("登记", "registered"),)
THREE_DAYS = Text("3 个工作日", "3 working days")
TERM = Term("assigning-time", THREE_DAYS, ("registering",))
GAP = Gap("investigating", None, "measures 四(一)")
WORST = WorstCase("answered", ("registering", "answered"), (TERM,), THREE_DAYS, (GAP,))
SOUND = Proof("kandun", True, (), (), (), (), (), (), (), (WORST,), Explored(7, 9, 2, True))


def told(monkeypatch: pytest.MonkeyPatch, proof: Proof) -> None:
    monkeypatch.setattr(prove, "prove", lambda *_, **__: proof)


def test_a_sound_proof_tells_the_worst_case_and_what_has_no_bound(
    bihuan: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(monkeypatch, SOUND)
    said = bihuan("prove", "kandun")
    assert said.code == 0
    assert "longest time to an answer: 3 working days; way: To be registered → Answered" in said.out
    assert "not bounded by the text (measures 四(一))" in said.out


def test_json_holds_the_verdict(bihuan: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, SOUND)
    said = bihuan("prove", "kandun", "--format", "json").json
    assert said["closed"] is True
    assert said.keys() >= {"traps", "unowned", "unclocked", "worst_case"}


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (
            {"traps": (Trap("handling", WAY),), "closed": False},
            "trap: from “In hand” no end can be reached; way there: registered",
        ),
        ({"traps": (Trap("handling", WAY, True),), "closed": False}, "endless: in “In hand”"),
        ({"unowned": (Unowned("handling", "no-owner", WAY),)}, "“In hand” has no owner"),
        ({"unowned": (Unowned("handling", "nobody-present", WAY),)}, "nobody holds the office that owns “In hand”"),
        ({"unclocked": (Unclocked("handling", WAY),)}, "no limit runs in “In hand”"),
        ({"unreached": ("handling",)}, "“In hand” is never reached"),
        ({"closed": False, "explored": Explored(7, 9, 2, False, ("x",))}, "the search stopped at 7; left out: x"),
    ],
)
def test_what_must_be_mended_is_told_and_fails(
    bihuan: Call, monkeypatch: pytest.MonkeyPatch, found: dict[str, object], line: str
) -> None:
    told(monkeypatch, replace(SOUND, **found))  # type: ignore[arg-type]
    said = bihuan("prove", "kandun")
    assert said.code == 1
    assert line in said.out


def test_what_the_text_leaves_open_is_told_and_is_no_failure(bihuan: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    excused = Unclocked("investigating", WAY, True, "watch-investigation", "measures 四(一)")
    told(monkeypatch, replace(SOUND, unclocked=(excused,)))
    said = bihuan("prove", "kandun")
    assert said.code == 0
    assert "keeps it in sight" in said.out
