"""Axes: the values of one fact, cut into cells that no comparison can tell apart.

Numbers and dates are cut at every value they are compared with; a choice has a cell for each of its
words, an open one for each word that is named and one for all others; several choices have a cell for
each selection of the named ones. Where a fact may be missing there is a cell for that too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from math import floor
from typing import Literal

from engine.policy.conditions import Scalar, Test, Value
from engine.policy.fact_types import FactType

OTHER = "…"
"""Stands for a word that no condition names."""
MOST_NAMED = 10
_DAY = timedelta(days=1)

CellKind = Literal["value", "other", "between", "several", "rows", "missing"]
Bound = int | Decimal | date


class TooManyCellsError(Exception):
    """A fact of several choices has too many named values to look at every selection."""


@dataclass(frozen=True)
class Cell:
    """Values that are never told apart. `example` is one of them, None where the fact is missing.

    `between` holds every number above `low` and below `high` (None: without end), or every day from
    the one to the other."""

    kind: CellKind
    example: Value | None
    low: Bound | None = None
    high: Bound | None = None


MISSING = Cell("missing", None)


@dataclass(frozen=True)
class Axis:
    """One fact and its cells."""

    fact: str
    type: FactType
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Domain:
    """What is known of a fact beside its type: whether it may be missing, whether only whole numbers
    count, its bounds, and how many facts it is compared with for being the same (itself counted)."""

    may_miss: bool = True
    whole: bool = False
    at_least: int | None = None
    at_most: int | None = None
    alike: int = 1


def axis(fact: str, kind: FactType, tests: Iterable[Test], domain: Domain, today: date) -> Axis:
    """The axis of a fact for these comparisons. `today` is what `older_than` counts back from.

    Raises TooManyCellsError.
    """
    asked = tuple(tests)
    cells = tuple(_cells(kind, asked, domain, today))
    return Axis(fact, kind, (*cells, MISSING) if domain.may_miss or not cells else cells)


def _cells(kind: FactType, tests: tuple[Test, ...], domain: Domain, today: date) -> Iterator[Cell]:
    match kind.kind:
        case "yes-no":
            yield from (Cell("value", False), Cell("value", True))
        case "number":
            yield from _numbers(sorted(set(_constants(tests, (int, Decimal)))), domain)
        case "date":
            days = {c for c in _constants(tests, date) if isinstance(c, date)}
            days |= {today - t.value * _DAY for t in tests if t.op == "older_than" and isinstance(t.value, int)}
            yield from _days(sorted(days), domain.alike)
        case "choices":
            named = tuple(dict.fromkeys(str(c) for c in _constants(tests, str)))
            yield from _selections(named, open_=not kind.values or not set(kind.values) <= set(named))
        case _:
            yield from (Cell("value", word) for word in _words(kind, tests))
            if not kind.values:
                yield from (Cell("other", OTHER * n) for n in range(1, domain.alike + 1))


def _words(kind: FactType, tests: tuple[Test, ...]) -> tuple[str, ...]:
    named = (str(c) for c in _constants(tests, str))
    return kind.values or tuple(dict.fromkeys(named))


def _constants(tests: Iterable[Test], types: type | tuple[type, ...]) -> Iterator[Scalar]:
    """What a fact is compared with; names of other facts and yes or no aside."""
    for test in tests:
        if test.op not in ("present", "same_as", "differs_from", "older_than"):
            values = test.value if isinstance(test.value, tuple) else (test.value,)
            yield from (v for v in values if isinstance(v, types) and not isinstance(v, bool))


def _numbers(cuts: list[Scalar], domain: Domain) -> Iterator[Cell]:
    """Each number compared with, and what lies between them, within the bounds of the field."""
    low = None if domain.at_least is None else Decimal(domain.at_least)
    high = None if domain.at_most is None else Decimal(domain.at_most)
    points = sorted({Decimal(str(c)) for c in cuts} | {b for b in (low, high) if b is not None})
    points = [p for p in points if (low is None or p >= low) and (high is None or p <= high)]
    if domain.whole:
        points = [p for p in points if p == p.to_integral_value()]
    ends: list[Decimal | None] = [None, *points, None]
    for before, after in pairwise(ends):
        if before is not None:
            yield Cell("value", _plain(before))
        if not _is_outside(before, after, low, high):
            yield from _between(before, after, domain)


def _is_outside(before: Decimal | None, after: Decimal | None, low: Decimal | None, high: Decimal | None) -> bool:
    return (before is None and low is not None) or (after is None and high is not None)


def _between(before: Decimal | None, after: Decimal | None, domain: Domain) -> Iterator[Cell]:
    for example in _examples(before, after, domain):
        low, high = (None if b is None else _plain(b) for b in (before, after))
        yield Cell("between", example, low, high)


def _examples(low: Decimal | None, high: Decimal | None, domain: Domain) -> Iterator[int | Decimal]:
    """As many numbers between two as facts are compared with each other; fewer where there are fewer."""
    start = floor(low) if low is not None else floor(high) - domain.alike - 1 if high is not None else -1
    wholes = [n for n in range(start, start + domain.alike + 2) if _lies(n, low, high)][: domain.alike]
    yield from wholes
    if not domain.whole and low is not None and high is not None:
        short = domain.alike - len(wholes)
        steps = (low + (high - low) * n / (short + 1) for n in range(1, short + 1))
        yield from (s for s in steps if s not in wholes)


def _lies(n: int, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or n > low) and (high is None or n < high)


def _plain(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number


def _days(cuts: list[date], alike: int) -> Iterator[Cell]:
    """Each day compared with, and the days between them; without any, one day stands for all."""
    if not cuts:
        yield from (Cell("between", date(2026, 1, 5) + n * _DAY) for n in range(alike))
        return
    yield from (Cell("between", cuts[0] - (alike - n) * _DAY, None, cuts[0] - _DAY) for n in range(alike))
    for day, following in zip(cuts, [*cuts[1:], None], strict=True):
        yield Cell("value", day)
        last = None if following is None else following - _DAY
        room = alike if following is None else min(alike, (following - day).days - 1)
        yield from (Cell("between", day + (n + 1) * _DAY, day + _DAY, last) for n in range(room))


def _selections(words: tuple[str, ...], *, open_: bool) -> Iterator[Cell]:
    """Every selection of the words named; where there are words nobody names, one more stands for them."""
    if len(words) > MOST_NAMED:
        raise TooManyCellsError
    all_words = (*words, OTHER) if open_ else words
    for size in range(len(all_words) + 1):
        yield from (Cell("several", chosen) for chosen in combinations(all_words, size))
