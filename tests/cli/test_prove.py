"""`bihuan prove` tells what the proof found; the proof itself is tested in its own room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.cli.commands import prove
from engine.policy.forms import Text
from engine.proof.findings import Explored, Gap, Proof, Term, Trap, Unclocked, WorstCase
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
    assert "Way: To be registered → Answered" in said.out
    assert "not bounded by the text (measures 四(一))" in said.out


def test_json_holds_the_verdict(bihuan: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, SOUND)
    said = bihuan("prove", "kandun", "--format", "json").json
    assert said["closed"] is True
    assert said.keys() >= {"traps", "unowned", "unclocked", "worst_case"}


def test_what_must_be_mended_fails(bihuan: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, replace(SOUND, closed=False, traps=(Trap("handling", WAY),)))
    said = bihuan("prove", "kandun")
    assert said.code == 1
    assert "In hand" in said.out


def test_what_the_text_leaves_open_is_told_and_is_no_failure(bihuan: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    excused = Unclocked("investigating", WAY, True, "watch-investigation", "measures 四(一)")
    told(monkeypatch, replace(SOUND, unclocked=(excused,)))
    said = bihuan("prove", "kandun")
    assert said.code == 0
    assert "Accepted: `Report on an open investigation` keeps it in sight." in said.out


def test_a_search_that_gives_up_claims_nothing_beyond_what_it_saw(bihuan: Call) -> None:
    said = bihuan("prove", "plain-county", "--most", "40", "--format", "json")
    explored = said.json["explored"]
    assert (said.code, said.json["closed"], explored["exhausted"]) == (1, False, False)
    assert [(s["about"], s["exhausted"]) for s in explored["searches"]] == [("states", True), ("limits", False)]
    assert (said.json["impossible"], said.json["worst_case"], said.json["unclocked"]) == ([], {}, [])
