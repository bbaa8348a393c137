"""Conditions as data, and the plain evaluator that defines what they mean.

A condition is a small closed tree. Facts are read by dotted name from a flat mapping. Missing is
never equal and satisfies no comparison; only `present` asks about it. `holds` is the definition of
meaning (decision 2 of the design): durable_rules and the bulk kernel are tested against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

Scalar = bool | int | Decimal | str | date
Row = Mapping[str, "Value"]
Value = Scalar | tuple[Row, ...] | tuple[Scalar, ...]
Facts = Mapping[str, Value]

Op = Literal[
    "is", "not", "in", "at_least", "at_most", "above", "below",
    "before", "after", "on_or_after", "older_than", "present", "same_as", "differs_from",
]  # fmt: skip


@dataclass(frozen=True)
class Test:
    """One comparison: `{fact: {op: value}}`; `{fact: value}` is op `is`.

    `value` is a tuple for `in`, a bool for `present`, the other fact's name for `same_as` and
    `differs_from`, a number of days for `older_than` (compared with the fact `today`).
    """

    fact: str
    op: Op
    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True)
class Rows:
    """A group of a form (one row per item): some, none or every row satisfies `where`."""

    fact: str
    quantifier: Literal["some", "none", "every"]
    where: Condition


@dataclass(frozen=True)
class All:
    """Every item holds; the empty conjunction is always true."""

    items: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Any:
    """At least one item holds."""

    items: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Not:
    """The item does not hold."""

    item: Condition


Condition = Test | Rows | All | Any | Not
ALWAYS = All()


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the condition is satisfied by the facts."""
    match condition:
        case Test():
            return _test(condition, facts)
        case Rows(fact, quantifier, where):
            rows = facts.get(fact, ())
            hits = [holds(where, _row_scope(r, facts)) for r in rows] if isinstance(rows, tuple) else []
            if quantifier == "some":
                return any(hits)
            return not any(hits) if quantifier == "none" else all(hits)
        case All(items):
            return all(holds(i, facts) for i in items)
        case Any(items):
            return any(holds(i, facts) for i in items)
        case Not(item):
            return not holds(item, facts)


def facts_read(condition: Condition) -> Iterator[str]:
    """Names of the facts that a condition reads; row facts as `group.field`."""
    match condition:
        case Test(fact, op, value):
            yield fact
            if op in ("same_as", "differs_from"):
                yield str(value)
            if op == "older_than":
                yield "today"
        case Rows(fact, _, where):
            yield fact
            for inner in facts_read(where):
                yield f"{fact}.{inner}"
        case All(items) | Any(items):
            for item in items:
                yield from facts_read(item)
        case Not(item):
            yield from facts_read(item)


def leaves(condition: Condition) -> Iterator[Test | Rows]:
    """Comparisons and questions to groups, left to right; what stands within a group is not entered."""
    match condition:
        case Test() | Rows():
            yield condition
        case All(items) | Any(items):
            for item in items:
                yield from leaves(item)
        case Not(item):
            yield from leaves(item)


def _row_scope(row: object, facts: Facts) -> Facts:
    return {**facts, **row} if isinstance(row, Mapping) else facts


def _same_type(a: object, b: object) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return isinstance(a, bool) and isinstance(b, bool)
    number = (int, Decimal)
    return (isinstance(a, number) and isinstance(b, number)) or type(a) is type(b)


def _equal(seen: object, wanted: object) -> bool:
    """Equality; a set-valued fact (several offices, several choices) equals any of its members."""
    if isinstance(seen, tuple):
        return any(_equal(s, wanted) for s in seen)
    return _same_type(seen, wanted) and seen == wanted


def _test(test: Test, facts: Facts) -> bool:  # noqa: PLR0911
    seen = facts.get(test.fact)
    if test.op == "present":
        return (seen is not None and seen != ()) == test.value
    if seen is None:
        return False
    wanted: object = test.value
    if test.op in ("same_as", "differs_from"):
        wanted = facts.get(str(test.value))
        return wanted is not None and _equal(seen, wanted) == (test.op == "same_as")
    if test.op == "is":
        return _equal(seen, wanted)
    if test.op == "not":
        return not _equal(seen, wanted)
    if test.op == "in":
        return isinstance(wanted, tuple) and any(_equal(seen, w) for w in wanted)
    if test.op == "older_than":
        today = facts.get("today")
        if not (isinstance(today, date) and isinstance(seen, date) and isinstance(wanted, int)):
            return False
        return seen < today - timedelta(days=wanted)
    if isinstance(seen, (bool, str)) or not _same_type(seen, wanted):
        return False
    return _ordered(test.op, seen, wanted)


def _ordered(op: str, seen: object, wanted: object) -> bool:
    if op in ("at_least", "on_or_after"):
        return seen >= wanted  # type: ignore[operator, no-any-return]
    if op == "at_most":
        return seen <= wanted  # type: ignore[operator, no-any-return]
    if op in ("above", "after"):
        return seen > wanted  # type: ignore[operator, no-any-return]
    return seen < wanted  # type: ignore[operator, no-any-return]
