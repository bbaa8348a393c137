"""The five hit policies of DMN 1.5 (8.2.11), and what happens when nothing matches."""

from __future__ import annotations

import pytest

from engine.policy.conditions import ALWAYS
from engine.policy.conditions import Test as Compare
from engine.policy.definitions import HitPolicy, Rule, Table
from engine.policy.fact_types import FactType
from engine.policy.forms import Text
from engine.policy.tables import Answer, Outcome, Question, RuleGroup, plain_match, settle

VALUES = {v: Text(v, v) for v in ("high", "middle", "low")}


def table(hit: HitPolicy, **then: str) -> Table:
    return Table("t", hit, {k: Rule(k, v) for k, v in then.items()}, "none", values=VALUES)


@pytest.mark.parametrize("hit", ["unique", "first", "any", "priority", "collect"])
def test_nothing_matches_gives_otherwise(hit: HitPolicy) -> None:
    assert settle(table(hit, a="low"), ()) == Outcome((), "none")


@pytest.mark.parametrize("hit", ["unique", "first", "any", "priority"])
def test_one_match_gives_its_value(hit: HitPolicy) -> None:
    assert settle(table(hit, a="low", b="high"), ("b",)) == Outcome(("b",), "high")


def test_unique_with_two_matches_takes_the_first_and_says_so() -> None:
    assert settle(table("unique", a="low", b="high"), ("a", "b")) == Outcome(("a",), "low", ("a", "b"))


def test_first_takes_the_first_in_the_file_without_conflict() -> None:
    assert settle(table("first", a="low", b="high"), ("a", "b")) == Outcome(("a",), "low")


def test_any_keeps_all_rules_that_agree() -> None:
    assert settle(table("any", a="low", b="low"), ("a", "b")) == Outcome(("a", "b"), "low")


def test_any_with_different_values_is_a_conflict() -> None:
    assert settle(table("any", a="low", b="high"), ("a", "b")).conflict == ("a", "b")


def test_priority_follows_the_order_of_the_values_not_of_the_rules() -> None:
    assert settle(table("priority", a="low", b="high", c="middle"), ("a", "b", "c")) == Outcome(("b",), "high")


def test_priority_ties_go_to_the_earlier_rule() -> None:
    assert settle(table("priority", a="high", b="high"), ("a", "b")).rules == ("a",)


def test_priority_ranks_a_value_outside_the_list_last() -> None:
    assert settle(table("priority", a="other", b="low"), ("a", "b")).value == "low"


def test_collect_gives_each_value_once_in_the_order_of_the_rules() -> None:
    assert settle(table("collect", a="low", b="high", c="low"), ("a", "b", "c")) == Outcome(
        ("a", "b", "c"), ("low", "high")
    )


def test_the_plain_evaluator_answers_in_the_order_of_the_file() -> None:
    rules = {"b": ALWAYS, "a": Compare("x", "is", 1), "c": Compare("x", "is", 2)}
    group = RuleGroup("tables.t", rules, {"x": FactType("number")})
    assert plain_match(Question(group, {"x": 1})) == Answer(("b", "a"), "plain")
