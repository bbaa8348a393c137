"""What the compiler emits, what it leaves to the evaluator, and what it refuses in plain words."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from engine.matching.columns import LARGEST, decimals, whole
from engine.matching.compiler import Compiled, attribute_hash, check_matchable, compile_group
from engine.matching.matcher import Matcher
from engine.matching.refusals import as_problems
from engine.policy import conditions as c
from engine.policy.fact_types import NUMBER, TEXT, FactType
from engine.policy.tables import Question, RuleGroup
from engine.source import Position
from tests.matching import model

AT = Position("rules/x.yaml", 3, 5)
WORDS = tuple(f"v{n}" for n in range(9))


def _group(condition: c.Condition, **types: FactType) -> RuleGroup:
    return RuleGroup("table:t", {"it": condition}, {**model.TYPES, **types})


def _wide() -> c.Condition:
    """Alternatives that multiply: seven facts, each one of two."""
    pairs = [c.Any((c.Test(f"f{n}", "is", "a"), c.Test(f"f{n}", "is", "b"))) for n in range(7)]
    return c.All(tuple(pairs))


REFUSED: list[tuple[c.Condition, str]] = [
    (c.Test("nowhere", "is", "x"), "untyped-fact"),
    (c.Test("happened", "same_as", "nowhere"), "untyped-fact"),
    (c.Rows("accused", "some", c.Test("nowhere", "is", "x")), "untyped-fact"),
    (c.Rows("channel", "some", c.ALWAYS), "not-a-group"),
    (c.Rows("people", "none", c.ALWAYS), "not-a-group"),
    (c.Test("channel", "is", "x" * 16_000), "text-too-long"),
    (c.Test("people", "above", Decimal("0.1234567")), "too-precise"),
    (c.Test("people", "above", 2**53), "number-too-large"),
    (c.Not(_wide()), "")
]  # fmt: skip


@pytest.mark.parametrize(("condition", "code"), REFUSED)
def test_what_lies_outside_the_subset_is_refused(condition: c.Condition, code: str) -> None:
    types = {f"f{n}": FactType("choice") for n in range(7)}
    assert [r.code for r in check_matchable([_group(condition, **types)])] == ([code] if code else [])


def test_alternatives_that_multiply_are_refused() -> None:
    types = {f"f{n}": FactType("choice") for n in range(7)}
    (refusal,) = check_matchable([_group(_wide(), **types)])
    assert (refusal.code, refusal.group, refusal.rule) == ("too-many-alternatives", "table:t", "it")


def test_long_lists_are_compared_by_the_evaluator_instead_of_multiplying() -> None:
    lists = c.All(tuple(c.Test(f, "in", WORDS) for f in ("channel", "place", "matter")))
    (part,) = compile_group(_group(lists)).parts
    assert [col.kind for col in part.columns] == ["flag"] * 3


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("condition", "code"), REFUSED[:-1])
def test_every_refusal_is_a_problem_in_plain_words(condition: c.Condition, code: str, lang: str) -> None:
    (refusal,) = check_matchable([_group(condition)])
    line = refusal.problem(AT).line(lang)
    assert line.startswith({"zh": "rules/x.yaml:3:5: 错误: ", "en": "rules/x.yaml:3:5: error: "}[lang])
    assert line.endswith(f"[match-{code}]")
    assert "it" in line


def test_refused_groups_are_answered_by_the_evaluator_and_say_so(matcher: Matcher) -> None:
    answer = matcher(Question(_group(REFUSED[0][0]), {"nowhere": "x"}))
    assert (answer.rules, answer.decided_by, answer.trouble) == (("it",), "plain", "refused")


def test_all_refusals_of_all_groups_come_at_once() -> None:
    rules = {f"r{n}": condition for n, (condition, code) in enumerate(REFUSED) if code}
    groups = [RuleGroup("table:a", rules, model.TYPES), RuleGroup("flags", rules, model.TYPES)]
    found = check_matchable(groups)
    assert [(r.group, r.rule) for r in found] == [(g.id, r) for g in groups for r in rules]


@pytest.mark.parametrize(
    "condition",
    [
        c.Test("told", "is", "money"),
        c.Test("offices", "is", "a"),
        c.Test("happened", "same_as", "known"),
        c.Test("channel", "is", ""),
        c.Test("channel", "is", 'say "so"'),
        c.Test("channel", "present", True),
        c.Rows("accused", "none", c.Test("rank", "is", "county")),
        c.Rows("accused", "every", c.Test("rank", "is", "county")),
        c.Not(c.Rows("accused", "some", c.Test("rank", "is", "county"))),
    ],
)
def test_what_the_engine_cannot_be_trusted_with_becomes_a_boolean(condition: c.Condition) -> None:
    (part,) = compile_group(_group(condition)).parts
    assert [col.kind for col in part.columns] == ["flag"]
    assert part.rows == {}


@pytest.mark.parametrize(
    ("condition", "kinds"),
    [
        (c.Test("channel", "is", "letter"), {"given", "text"}),
        (c.Test("urgent", "is", True), {"given", "truth"}),
        (c.Test("money", "at_least", Decimal("1.50")), {"given", "number"}),
        (c.Test("happened", "before", model.TODAY), {"given", "days"}),
        (c.Test("happened", "older_than", 30), {"age"}),
    ],
)
def test_scalars_are_compared_by_the_engine_itself(condition: c.Condition, kinds: set[str]) -> None:
    (part,) = compile_group(_group(condition)).parts
    assert {col.kind for col in part.columns} == kinds


def test_the_equality_join_stands_last() -> None:
    some = c.Rows("accused", "some", c.Test("rank", "is", "county"))
    (part,) = compile_group(_group(some)).parts
    assert json.loads(part.definition)["r0b0"]["all"][1]["r"]["$and"][-1] == {"case": {"c": "case"}}


@pytest.mark.parametrize(
    ("seen", "cut"),
    [(a, b) for a in ("-0.01", "0", "1.99", "2", "2.004", "2.01", "1E+30", "-1E+30") for b in ("-0.01", "2", "2.01")],
)
def test_whole_numbers_keep_order_and_equality(seen: str, cut: str) -> None:
    one, other = Decimal(seen), Decimal(cut)
    scaled = whole(one, 2), whole(other, 2)
    assert (scaled[0] < scaled[1], scaled[0] == scaled[1]) == (one < other, one == other)
    assert abs(scaled[0]) <= LARGEST < 2**53


@pytest.mark.parametrize(("value", "places"), [(5, 0), (Decimal(5), 0), (Decimal("5.10"), 1), (Decimal("1E+3"), 0)])
def test_decimals_needed(value: Any, places: int) -> None:
    assert decimals(value) == places


def test_attribute_names_are_told_apart_as_the_engine_does() -> None:
    assert (attribute_hash("sid"), attribute_hash("id")) == (3593476751, 926444256)


def test_attributes_that_the_engine_would_confuse_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.matching.compiler.attribute_hash", lambda name: 7 if name in "a0 a1" else hash(name))
    (refusal,) = check_matchable([_group(c.Test("channel", "is", "letter"))])
    assert refusal.code == "attribute-collision"
    assert "a0" in refusal.problem(AT).line("en")


def test_a_group_is_compiled_once_by_identity_and_by_meaning(monkeypatch: pytest.MonkeyPatch, matcher: Matcher) -> None:
    seen: list[str] = []

    def noted(group: RuleGroup, **options: Any) -> Compiled:
        seen.append(group.id)
        return compile_group(group, **options)

    def make() -> RuleGroup:
        return RuleGroup("table:once", {"it": c.Test("n", "is", 1)}, {"n": NUMBER, "t": TEXT})

    monkeypatch.setattr("engine.matching.matcher.compile_group", noted)
    one = make()
    matcher.many([Question(one, {"n": 1}), Question(one, {"n": 2}), Question(make(), {"n": 1})])
    assert seen == ["table:once"]


def test_true_and_one_are_different_rules_although_python_finds_them_equal(matcher: Matcher) -> None:
    one = RuleGroup("table:n", {"it": c.Test("n", "is", 1)}, {"n": NUMBER})
    true = RuleGroup("table:n", {"it": c.Test("n", "is", True)}, {"n": NUMBER})
    answers = matcher.many([Question(one, {"n": 1}), Question(true, {"n": 1})])
    assert [(a.rules, a.trouble) for a in answers] == [(("it",), None), ((), None)]


@pytest.mark.parametrize(
    ("path", "line"), [("table:t.rules.it", 8), ("table:t.it", 8), ("table:t", 8), ("elsewhere", 1)]
)
def test_a_refusal_is_shown_where_its_rule_is_written(path: str, line: int) -> None:
    refusals = check_matchable([_group(REFUSED[0][0])])
    (problem,) = as_problems(refusals, {path: Position("rules/y.yaml", 8, 2)}, "rules/x.yaml")
    assert (problem.code, problem.at.line) == ("match-untyped-fact", line)
