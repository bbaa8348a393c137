"""Changes of a table that cannot change its meaning do not change the engine's answers."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from engine.matching.matcher import ENGINE, Matcher
from engine.policy import conditions as c
from engine.policy.tables import Question, RuleGroup
from tests.matching import model

SEEDS = range(8)


def _answers(matcher: Matcher, asked: RuleGroup, seed: int) -> list[frozenset[str]]:
    rng = Random(seed)
    questions = [model.question(asked, model.random_facts(rng), model.related_cases(rng)) for _ in range(60)]
    answers = matcher.many(questions)
    assert {a.decided_by for a in answers} == {ENGINE}
    return [frozenset(a.rules) for a in answers]


def _group(seed: int) -> RuleGroup:
    return model.group(Random(seed), 8)


@pytest.mark.parametrize("seed", SEEDS)
def test_swapping_rules_changes_no_answer(matcher: Matcher, seed: int) -> None:
    asked = _group(seed)
    swapped = replace(asked, rules=dict(reversed(list(asked.rules.items()))))
    assert _answers(matcher, asked, seed) == _answers(matcher, swapped, seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dead_rule_changes_no_answer(matcher: Matcher, seed: int) -> None:
    asked = _group(seed)
    dead = c.All((c.Test("people", "above", 5), c.Test("people", "below", 5)))
    assert _answers(matcher, asked, seed) == _answers(
        matcher, replace(asked, rules={**asked.rules, "dead": dead}), seed
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_splitting_a_range_changes_no_answer(matcher: Matcher, seed: int) -> None:
    asked = replace(_group(seed), rules={"whole": c.Test("people", "at_least", 0)})
    low = c.All((c.Test("people", "at_least", 0), c.Test("people", "at_most", 5)))
    split = replace(asked, rules={"whole": c.Any((low, c.Test("people", "above", 5)))})
    assert _answers(matcher, asked, seed) == _answers(matcher, split, seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_saying_it_twice_by_de_morgan_changes_no_answer(matcher: Matcher, seed: int) -> None:
    asked = _group(seed)
    turned = {k: c.Not(c.Any((c.Not(v), c.Not(v)))) for k, v in asked.rules.items()}
    assert _answers(matcher, asked, seed) == _answers(matcher, replace(asked, rules=turned), seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_related_cases_changes_no_answer(matcher: Matcher, seed: int) -> None:
    rng = Random(seed)
    asked = _group(seed)
    related = model.related_cases(rng)
    facts = model.random_facts(rng)
    one: Question = model.question(asked, facts, related)
    other = model.question(asked, facts, related[::-1])
    assert [a.rules for a in matcher.many([one, other])] == [matcher(one).rules] * 2
