# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""What a condition means: every operator on every type of fact, with the missing, and the groups."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from engine.policy.conditions import ALWAYS, All, Any, Facts, Not, Op, Rows, facts_read, holds
from engine.policy.conditions import Test as Compare

DAY, LATER = date(2026, 1, 5), date(2026, 1, 6)
# operator → (fact, wanted, holds) on each type that it can be asked of
TRUTH: dict[str, list[tuple[object, object, bool]]] = {
    "is": [
        (True, True, True), (False, True, False), (3, 3, True), (3, Decimal("3.0"), True), (3, 4, False),
        ("a", "a", True), ("a", "b", False), (DAY, DAY, True), (DAY, LATER, False),
        (("a", "b"), "b", True), (("a", "b"), "c", False),
        (1, True, False), (True, 1, False), ("3", 3, False), ("2026-01-05", DAY, False),
    ],
    "not": [
        (True, True, False), (False, True, True), (3, 4, True), (3, 3, False), ("a", "b", True),
        (DAY, LATER, True), (DAY, DAY, False), (("a", "b"), "b", False), (("a",), "b", True), (1, True, True),
    ],
    "in": [
        ("a", ("a", "b"), True), ("c", ("a", "b"), False), (3, (3, 4), True), (True, (True,), True),
        (DAY, (DAY,), True), (("x", "b"), ("a", "b"), True), (1, (True,), False), ("a", "abc", False),
    ],
    "at_least": [(3, 3, True), (2, 3, False), (Decimal("3.5"), 3, True), ("3", 3, False), (True, 1, False)],
    "at_most": [(3, 3, True), (4, 3, False), (Decimal("2.5"), 3, True), (DAY, 3, False)],
    "above": [(4, 3, True), (3, 3, False), (Decimal("3.01"), 3, True), (True, 0, False)],
    "below": [(2, 3, True), (3, 3, False), (Decimal("2.99"), 3, True), ("a", "b", False)],
    "before": [(DAY, LATER, True), (DAY, DAY, False), (LATER, DAY, False), ("2026-01-05", LATER, False)],
    "after": [(LATER, DAY, True), (DAY, DAY, False), (3, DAY, False)],
    "on_or_after": [(DAY, DAY, True), (LATER, DAY, True), (DAY, LATER, False)],
    "older_than": [(date(2025, 1, 1), 30, True), (date(2025, 12, 6), 30, False), (date(2025, 12, 5), 30, True), (3, 30, False)],
    "present": [
        (False, True, True), (0, True, True), ("", True, True), ((), True, False), ((), False, True),
        (("a",), True, True), (DAY, False, False),
    ],
    "same_as": [("a", "a", True), ("a", "b", False), (3, Decimal(3), True), (DAY, DAY, True), (1, True, False), (("a", "b"), "a", True)],
    "differs_from": [("a", "b", True), ("a", "a", False), (3, 3, False), (True, False, True)],
}  # fmt: skip
CASES = [(op, *case) for op, cases in TRUTH.items() for case in cases]


def question(op: str, seen: object, wanted: object) -> tuple[Compare, Facts]:
    """The comparison, and facts that hold both sides where the other side is a fact too."""
    facts: dict[str, object] = {"today": DAY, "seen": seen}
    if op in ("same_as", "differs_from"):
        facts["other"], wanted = wanted, "other"
    return Compare("seen", op, wanted), facts  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(("op", "seen", "wanted", "expected"), CASES)
def test_operator_on_type(op: str, seen: object, wanted: object, expected: bool) -> None:
    assert holds(*question(op, seen, wanted)) is expected


def test_every_operator_is_in_the_table() -> None:
    assert set(TRUTH) == set(get_args(Op))


@pytest.mark.parametrize("op", sorted(set(TRUTH) - {"present"}))
def test_missing_satisfies_no_comparison(op: str) -> None:
    _, wanted, _ = TRUTH[op][0]
    test, facts = question(op, None, wanted)
    assert not holds(test, {k: v for k, v in facts.items() if k != "seen"})


def test_only_present_asks_about_missing() -> None:
    assert holds(Compare("seen", "present", False), {})
    assert not holds(Compare("seen", "present", True), {})


@pytest.mark.parametrize("op", ["same_as", "differs_from"])
def test_a_missing_other_fact_is_neither_the_same_nor_different(op: str) -> None:
    assert not holds(Compare("seen", op, "other"), {"seen": "a"})  # type: ignore[arg-type]


def test_older_than_needs_to_know_what_day_it_is() -> None:
    assert not holds(Compare("seen", "older_than", 30), {"seen": date(2000, 1, 1)})


MEN = ({"age": 70, "kin": True}, {"age": 20})
OLD = Compare("age", "at_least", 60)


@pytest.mark.parametrize(
    ("quantifier", "where", "expected"),
    [
        ("some", OLD, True), ("none", OLD, False), ("every", OLD, False),
        ("some", Compare("age", "above", 90), False), ("none", Compare("age", "above", 90), True),
        ("every", Compare("age", "at_least", 20), True),
        ("every", Compare("kin", "is", True), False),
    ],
)  # fmt: skip
def test_groups(quantifier: str, where: Compare, expected: bool) -> None:
    assert holds(Rows("men", quantifier, where), {"men": MEN}) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("quantifier", "expected"), [("some", False), ("none", True), ("every", True)])
@pytest.mark.parametrize("facts", [{}, {"men": ()}, {"men": "not a group"}])
def test_a_group_without_rows(quantifier: str, expected: bool, facts: Facts) -> None:
    assert holds(Rows("men", quantifier, OLD), facts) is expected  # type: ignore[arg-type]


def test_a_row_sees_the_facts_of_the_case_too() -> None:
    same = Rows("men", "some", Compare("age", "same_as", "limit"))
    assert holds(same, {"men": MEN, "limit": 70})
    assert not holds(same, {"men": MEN, "limit": 71})


def test_all_any_not() -> None:
    yes, no = Compare("a", "is", True), Compare("a", "is", False)
    facts = {"a": True}
    assert holds(All((yes, Not(no))), facts)
    assert not holds(All((yes, no)), facts)
    assert holds(Any((no, yes)), facts)
    assert not holds(Any(()), facts)
    assert holds(ALWAYS, {})


def test_facts_read_names_everything_that_can_change_the_answer() -> None:
    tree = All((Compare("a", "same_as", "b"), Not(Compare("c", "older_than", 3)), Rows("men", "some", OLD)))
    assert set(facts_read(tree)) == {"a", "b", "c", "today", "men", "men.age"}
