"""durable_rules agrees with the evaluator that defines meaning, on facts generated from the model."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from engine.matching.matcher import ENGINE, Matcher
from engine.matching.shadow import Shadow, closure
from engine.policy.conditions import All, Any, Condition, Not, Value, holds
from engine.policy.conditions import Test as Compare
from engine.policy.fact_types import FactType
from engine.policy.tables import Question, RuleGroup, plain_match
from tests.matching import codec, model

REGRESSIONS = sorted((Path(__file__).parent / "regressions").glob("*.json"))
NORMAL, FULL = range(20), range(100, 300)
PER_GROUP = 500


def _batches(asked: Iterator[Question]) -> Iterator[list[Question]]:
    while batch := list(islice(asked, 100)):
        yield batch


def _disagreements(matcher: Matcher, seed: int) -> list[str]:
    rng = Random(seed)
    asked = islice(model.questions(rng, rules=rng.choice((3, 10, 25)), at_random=PER_GROUP), PER_GROUP)
    return [
        json.dumps(codec.pack_question(q, model.WITHIN), ensure_ascii=False)
        for batch in _batches(asked)
        for q, answer in zip(batch, matcher.many(batch), strict=True)
        if (answer.decided_by, answer.trouble) != (ENGINE, None)
    ]


@pytest.mark.parametrize("seed", NORMAL)
def test_generated_facts_are_decided_as_the_evaluator_would(matcher: Matcher, seed: int) -> None:
    assert _disagreements(matcher, seed)[:1] == []


@pytest.mark.full
@pytest.mark.parametrize("seed", FULL)
def test_many_more_generated_facts_are_decided_as_the_evaluator_would(matcher: Matcher, seed: int) -> None:
    assert _disagreements(matcher, seed)[:1] == []


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda p: p.stem)
def test_counter_examples_of_the_past_stay_right(matcher: Matcher, path: Path) -> None:
    question = codec.unpack_question(json.loads(path.read_text(encoding="utf-8")))
    answer = matcher(question)
    assert (answer.decided_by, answer.trouble) == (ENGINE, None)


def test_a_question_survives_the_file_it_is_kept_in() -> None:
    for question in islice(model.questions(Random(1), rules=10, at_random=0), 50):
        kept = json.loads(json.dumps(codec.pack_question(question, model.WITHIN)))
        again = codec.unpack_question(kept)
        assert (again.group.rules, again.facts, again.related) == (
            question.group.rules, question.facts, question.related,
        )  # fmt: skip


def test_a_text_whose_length_wraps_around_is_not_mistaken_for_a_short_one(matcher: Matcher) -> None:
    group = RuleGroup("t", {"it": Compare("channel", "is", "letter")}, {"channel": FactType("choice")})
    answer = matcher(Question(group, {"channel": "letter" + "x" * 65_536}))
    assert (answer.rules, answer.decided_by) == ((), ENGINE)


@pytest.mark.parametrize("seed", range(20))
def test_the_compiled_shadow_means_what_the_evaluator_means(seed: int) -> None:
    rng = Random(seed)
    asked = list(islice(model.questions(rng, rules=25, at_random=400), 500))
    shadow = Shadow(asked[0].group)
    assert [q.facts for q in asked if shadow(q.facts) != plain_match(q).rules] == []


def test_the_shadow_keeps_types_apart() -> None:
    values = (1, True, Decimal(1), "1", date(2026, 1, 1), (1,), (True, "1"), ())
    for op, value in itertools.product(("is", "not", "in", "at_least", "below"), values):
        test = Compare("x", op, (value,) if op == "in" else value)  # type: ignore[arg-type]
        met = closure(test)
        assert [met({"x": v}) for v in values] == [holds(test, {"x": v}) for v in values]


@pytest.mark.parametrize("place", [None, "east", "west", "nowhere", "", 5, ("east", "west"), ("east",)])
def test_a_shadow_that_looks_rules_up_by_text_finds_them_all(place: Value) -> None:
    east, west, urgent = Compare("place", "is", "east"), Compare("place", "is", "west"), Compare("urgent", "is", True)
    rules: dict[str, Condition] = {
        "east": east, "both": All((east, west)), "urgent": urgent, "west-urgent": All((urgent, All((west,)))),
        "not-east": Not(east), "either": Any((west, urgent)), "no-text": Compare("place", "is", ""),
    }  # fmt: skip
    group = RuleGroup("t", rules, {})
    for urgently in (True, False):
        facts: dict[str, Value] = {"place": place, "urgent": urgently}
        assert Shadow(group)(facts) == plain_match(Question(group, facts)).rules
