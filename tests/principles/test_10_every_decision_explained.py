"""10. Every decision can be explained: which rule, which clause, which facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.casework.events import CaseEvent
from engine.scenarios.runner import Stage, run_scenario, set_stage
from engine.views.reasons import why
from tests.principles.conftest import ROOT

DECISIONS = (
    "decided",
    "flagged",
    "recused",
    "entered",
    "clock-started",
    "clock-expired",
    "step-taken",
    "seated",
    "sent",
)


@pytest.fixture(scope="module")
def stage() -> Stage:
    found, _ = set_stage("kandun", home=ROOT)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def events(stage: Stage) -> list[CaseEvent]:
    """Everything that happened in all shipped stories."""
    return [e for s in stage.scenarios.values() for e in run_scenario(stage, s).log]


def unexplained(events: list[CaseEvent]) -> list[str]:
    """Decisions without a rule, or decided by the matcher without their facts."""
    found = [e.kind for e in events if e.kind in DECISIONS and not e.reasons]
    return found + [e.kind for e in events if "decided_by" in e.data and "facts" not in e.data]


def test_every_decision_names_its_rule_and_its_facts(events: list[CaseEvent]) -> None:
    assert {"decided", "flagged", "recused"} <= {e.kind for e in events}
    assert unexplained(events) == []


def test_nearly_every_decision_cites_a_clause(events: list[CaseEvent]) -> None:
    silent = {r.path for e in events if e.kind in DECISIONS for r in e.reasons if not r.cites}
    assert silent == set()


def test_this_test_fails_when_a_reason_or_a_fact_is_dropped(events: list[CaseEvent]) -> None:
    decided = next(e for e in events if e.kind == "decided")
    assert unexplained([replace(decided, reasons=())]) == ["decided"]
    data = {k: v for k, v in decided.data.items() if k != "facts"}
    assert unexplained([replace(decided, data=data)]) == ["decided"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_explanation_is_in_words(stage: Stage, lang: str) -> None:
    log = run_scenario(stage, stage.scenarios["secretary-is-accused"]).log
    told = why(log, stage.book.ruleset, stage.directory, lang)
    assert told
    assert all(x.subject and x.decided_by and x.reasons for x in told)
    assert any(line.cites for x in told for line in x.reasons)
