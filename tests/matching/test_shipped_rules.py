"""The rule sets that are shipped can be decided by durable_rules, every group of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.casework.rulebook import prepare
from engine.loading.load import load_ruleset
from engine.matching.compiler import check_matchable, compile_group

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(p.stem for p in (ROOT / "rules").glob("*.yaml"))


@pytest.mark.parametrize("ruleset_id", SHIPPED)
def test_shipped_rule_sets_lie_inside_the_subset(ruleset_id: str) -> None:
    ruleset = load_ruleset(ruleset_id, home=ROOT).ruleset
    assert ruleset is not None
    assert check_matchable(prepare(ruleset).groups.values()) == []


def test_repeated_matters_are_found_by_a_join_over_related_cases() -> None:
    ruleset = load_ruleset("kandun", home=ROOT).ruleset
    assert ruleset is not None
    parts = compile_group(prepare(ruleset).groups["flags"]).parts
    assert {key for p in parts for key in p.related} == {"same-matter"}


def test_the_accused_are_joined_row_by_row() -> None:
    ruleset = load_ruleset("kandun", home=ROOT).ruleset
    assert ruleset is not None
    parts = compile_group(prepare(ruleset).groups["recusal"]).parts
    assert any("accused" in p.rows for p in parts)
