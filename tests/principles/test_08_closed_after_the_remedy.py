"""8. A case closes when it was answered, the remedy was told and its limits have passed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.lint import Subject, lint
from engine.policy.definitions import RuleSet
from engine.scenarios.runner import run_scenario, set_stage
from tests.principles.conftest import ROOT, Codes


def early_ends(rules: RuleSet) -> list[str]:
    """Ways into a final state that are neither the end of a remedy's limit nor the last instance."""
    allowed = {"review-window.expired", "second-window.expired", "second-opinion.sent"}
    return [
        f"{state.key}: {event}"
        for state in rules.states.values()
        for event, ways in state.transitions.items()
        for way in ways
        if rules.states[way.to].final and event not in allowed
    ]


def test_shipped_cases_end_only_after_the_remedy(shipped: Subject) -> None:
    assert early_ends(shipped.ruleset) == []


def test_this_test_fails_when_an_answer_closes_at_once(shipped: Subject) -> None:
    rules = shipped.ruleset
    if "answering" not in rules.states:
        return
    way = rules.states["answering"].transitions["answer.sent"][0]
    broken = replace(rules.states["answering"], transitions={"answer.sent": (replace(way, to="closed"),)})
    assert early_ends(replace(rules, states={**rules.states, "answering": broken})) == ["answering: answer.sent"]


def test_the_answer_says_how_to_ask_for_review(shipped: Subject) -> None:
    answer = shipped.ruleset.papers["answer"]
    assert answer.contains["remedy"].required


def test_answered_is_not_closed_in_a_story() -> None:
    stage, _ = set_stage("kandun", home=ROOT)
    assert stage is not None
    log = run_scenario(stage, stage.scenarios["assigned-extended-answered"]).log
    entered = {e.data["state"]: e.at for e in log if e.kind == "entered"}
    assert (entered["closed"] - entered["answered"]).days >= 30


@pytest.mark.parametrize("label", ["{zh: 息诉罢访承诺书, en: Promise not to complain again}"])
def test_a_promise_not_to_complain_is_never_a_condition(shipped: Subject, codes: Codes, label: str) -> None:
    assert "promise-to-stop" not in {p.code for p in lint(shipped)}
    assert "promise-to-stop" in codes(papers=f"promise: {{label: {label}, by: complainant, to: [office]}}")
