"""Sums, counts and differences over the answers of a form: a closed tree, never evaluated as code.

A word names a field; `group.field` is that field of every row. Dates differ by days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from engine.policy.conditions import Facts, Value
from engine.policy.forms import Calculation, Term

Number = int | Decimal


def calculate(calculation: Calculation, facts: Facts) -> Number | None:
    """The number, or None while something it needs is missing. What is not there adds nothing to a sum."""
    if calculation.count is not None:
        counted = facts.get(calculation.count)
        return len(counted) if isinstance(counted, tuple) else 0
    if calculation.sum:
        return _whole(sum((Decimal(n) for term in calculation.sum for n in _numbers(term, facts)), start=Decimal(0)))
    first, *rest = (_one(term, facts) for term in calculation.difference)
    for other in rest:
        first = _minus(first, other)
    return first if isinstance(first, (int, Decimal)) else None


def fields_of(calculation: Calculation) -> Iterator[str]:
    """Every field that it reads, as written."""
    if calculation.count is not None:
        yield calculation.count
    for term in (*calculation.sum, *calculation.difference):
        yield from (term,) if isinstance(term, str) else fields_of(term)


def _numbers(term: Term, facts: Facts) -> Iterator[Number]:
    if isinstance(term, Calculation):
        values: tuple[Value | None, ...] = (calculate(term, facts),)
    else:
        values = _named(term, facts)
    yield from (v for v in values if isinstance(v, (int, Decimal)) and not isinstance(v, bool))


def _named(name: str, facts: Facts) -> tuple[Value | None, ...]:
    group, _, inner = name.partition(".")
    rows = facts.get(group)
    if inner and isinstance(rows, tuple):
        return tuple(row.get(inner) for row in rows if not isinstance(row, (bool, int, Decimal, str, date)))
    return (facts.get(name),)


def _one(term: Term, facts: Facts) -> Number | date | None:
    found = calculate(term, facts) if isinstance(term, Calculation) else facts.get(term)
    return found if isinstance(found, (int, Decimal, date)) and not isinstance(found, bool) else None


def _minus(a: Number | date | None, b: Number | date | None) -> Number | date | None:
    if isinstance(a, date) and isinstance(b, date):
        return (a - b).days
    if isinstance(a, (int, Decimal)) and isinstance(b, (int, Decimal)):
        return _whole(Decimal(a) - Decimal(b))
    return None


def _whole(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value
