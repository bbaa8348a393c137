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
from functools import cached_property, partial
from typing import Literal

from engine.policy.conditions import Condition, Facts, holds

ColumnKind = Literal["given", "text", "truth", "number", "days", "age", "flag"]
Cell = int | str | bool
Reader = Callable[[Facts], Cell]

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

    @cached_property
    def cell(self) -> Callable[[Facts], Cell]:
        """The value of the attribute for these facts; only for facts that fit."""
        if self.test is not None:
            return partial(holds, self.test)
        return _READERS[self.kind](self.read, self.scale)

    @property
    def typed(self) -> bool:
        """Whether the present value must have a type; presence and computed booleans need none."""
        return self.kind not in ("flag", "given")

    def fits(self, facts: Facts) -> bool:
        """Whether the fact has the type of the column (a missing one has)."""
        seen = facts.get(self.read)
        return seen is None or not self.typed or _FITTING[self.kind](seen, facts)


def plain_text(value: str) -> bool:
    """Short, printable and free of escapes, so that it reads the same in every JSON reader."""
    return len(value) <= LONGEST and value.isprintable() and '"' not in value and "\\" not in value


def whole(value: int | Decimal, scale: int) -> int:
    """The number in doubled steps of 10**-scale, odd when it lies between two steps.

    >>> whole(5, 0), whole(Decimal("5.5"), 0), whole(Decimal("-0.25"), 1)
    (10, 11, -5)
    """
    if isinstance(value, int):
        doubled: int = 2 * value * 10**scale
        return max(-LARGEST, min(LARGEST, doubled))
    exact = Fraction(value) * 10**scale
    steps: int = math.floor(exact)
    return max(-LARGEST, min(LARGEST, 2 * steps + int(steps != exact)))


def decimals(value: int | Decimal) -> int:
    """How many decimal places a number of the rules needs."""
    if isinstance(value, int):
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else MOST_DECIMALS + 1


def _given(read: str, _scale: int) -> Reader:
    return lambda facts: facts.get(read) is not None


def _text(read: str, _scale: int) -> Reader:
    def text(facts: Facts) -> Cell:
        seen = facts.get(read)
        return seen if isinstance(seen, str) else ""

    return text


def _truth(read: str, _scale: int) -> Reader:
    return lambda facts: facts.get(read) is True


def _number(read: str, scale: int) -> Reader:
    def number(facts: Facts) -> Cell:
        seen = facts.get(read)
        return whole(seen, scale) if isinstance(seen, (int, Decimal)) else 0

    return number


def _days(read: str, _scale: int) -> Reader:
    def days(facts: Facts) -> Cell:
        seen = facts.get(read)
        return seen.toordinal() if isinstance(seen, date) else 0

    return days


def _age(read: str, _scale: int) -> Reader:
    """Days since the fact, or far below nought when either date is missing: older than nothing."""

    def age(facts: Facts) -> Cell:
        seen, today = facts.get(read), facts.get("today")
        return (today - seen).days if isinstance(seen, date) and isinstance(today, date) else -1_000_000_000

    return age


def _is_number(seen: object, _facts: Facts) -> bool:
    return type(seen) is int or (isinstance(seen, Decimal) and seen.is_finite() and seen.adjusted() < 99)


_READERS: Mapping[ColumnKind, Callable[[str, int], Reader]] = {
    "given": _given, "text": _text, "truth": _truth, "number": _number, "days": _days, "age": _age,
}  # fmt: skip
_FITTING: Mapping[ColumnKind, Callable[[object, Facts], bool]] = {
    "text": lambda seen, _facts: isinstance(seen, str) and plain_text(seen),
    "truth": lambda seen, _facts: isinstance(seen, bool),
    "number": _is_number,
    "days": lambda seen, _facts: type(seen) is date,
    "age": lambda seen, facts: type(seen) is date and type(facts.get("today")) in (date, type(None)),
}
