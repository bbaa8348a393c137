"""Typed attributes: how a fact of a case becomes a value durable_rules can compare safely.

Every attribute has one type and is always there. Whether a fact is given is a boolean of its own;
a missing value is written as the neutral value of its type. Numbers become whole numbers (scaled by
a power of ten, doubled, with the odd ones for what lies between two steps), dates become days, and
whatever durable_rules cannot be trusted with becomes a boolean computed here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

from engine.policy.conditions import Condition, Facts, holds

ColumnKind = Literal["given", "text", "truth", "number", "days", "age", "flag"]
Cell = int | str | bool

LARGEST = 2**52
"""Scaled and doubled numbers stay below 2**53; larger facts are held at this edge."""
LONGEST = 15_000
"""Characters of a compared text: four bytes each stay below 60 KB."""
MOST_DECIMALS = 6


@dataclass(frozen=True)
class Column:
    """One attribute. `test` is the condition behind a `flag`; `scale` the decimals of a `number`.
    `fact` is qualified by its group for row facts (`accused.rank`), `read` is the name to look up."""

    name: str
    kind: ColumnKind
    fact: str
    read: str
    scale: int = 0
    test: Condition | None = None

    @cached_property
    def group(self) -> str:
        """The group whose rows hold the fact; empty for a fact of the case."""
        return "" if self.fact == self.read else self.fact[: -len(self.read) - 1]


def cell(column: Column, facts: Facts) -> Cell:
    """The value of the attribute for these facts; only for facts that `fit`."""
    if column.test is not None:
        return holds(column.test, facts)
    return _READ[column.kind](column, facts.get(column.read), facts)


def fits(column: Column, facts: Facts) -> bool:
    """Whether the fact has the type of the column (a missing one has)."""
    seen = facts.get(column.read)
    if seen is None or column.kind in ("flag", "given"):
        return True
    if column.kind == "text":
        return isinstance(seen, str) and plain_text(seen)
    if column.kind == "truth":
        return isinstance(seen, bool)
    if column.kind == "number":
        return type(seen) is int or (isinstance(seen, Decimal) and seen.is_finite() and seen.adjusted() < 99)
    return type(seen) is date and (column.kind == "days" or type(facts.get("today")) in (date, type(None)))


def plain_text(value: str) -> bool:
    """Short, printable and free of escapes, so that it reads the same in every JSON reader."""
    return len(value) <= LONGEST and value.isprintable() and '"' not in value and "\\" not in value


def whole(value: int | Decimal, scale: int) -> int:
    """The number in doubled steps of 10**-scale, odd when it lies between two steps.

    >>> whole(5, 0), whole(Decimal("5.5"), 0), whole(Decimal("-0.25"), 1)
    (10, 11, -5)
    """
    exact = Fraction(value) * 10**scale
    steps: int = math.floor(exact)
    return max(-LARGEST, min(LARGEST, 2 * steps + int(steps != exact)))


def decimals(value: int | Decimal) -> int:
    """How many decimal places a number of the rules needs."""
    if isinstance(value, int):
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else MOST_DECIMALS + 1


def _age(seen: object, today: object) -> int:
    """Days since the fact, or -1 million when either date is missing: older than nothing."""
    if isinstance(seen, date) and isinstance(today, date):
        return (today - seen).days
    return -1_000_000_000


_READ: Mapping[ColumnKind, Callable[[Column, object, Facts], Cell]] = {
    "given": lambda _c, seen, _f: seen is not None,
    "text": lambda _c, seen, _f: seen if isinstance(seen, str) else "",
    "truth": lambda _c, seen, _f: seen is True,
    "days": lambda _c, seen, _f: seen.toordinal() if isinstance(seen, date) else 0,
    "age": lambda _c, seen, facts: _age(seen, facts.get("today")),
    "number": lambda c, seen, _f: whole(seen, c.scale) if isinstance(seen, (int, Decimal)) else 0,
}
