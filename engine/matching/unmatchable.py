"""Rules that durable_rules must not be asked to decide, as an author is told of them."""

from __future__ import annotations

from collections.abc import Iterable

from engine.matching.compiler import check_matchable
from engine.matching.refusals import as_problems
from engine.policy.definitions import RuleSet
from engine.policy.tables import RuleGroup
from engine.source import Problem


def unmatchable(ruleset: RuleSet, groups: Iterable[RuleGroup]) -> list[Problem]:
    """What is wrong with the groups of a rule set, each at its own place."""
    title = ruleset.source_map.get("title")
    file = title.file if title else f"rules/{ruleset.id}.yaml"
    return as_problems(check_matchable(groups), ruleset.source_map, file)
