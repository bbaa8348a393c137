"""How the values of one fact fall apart under the tests that read it.

All values in one cell answer every test alike, so the plain evaluator is asked once per cell, about a
sample of it. Cell 0 is always "not known".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.policy.conditions import All, Any, Condition, Not, Rows, Test, Value, holds
from engine.policy.field_types.kind import FactKind

PAIRED = ("same_as", "differs_from", "older_than")
_REACHED = ("at_least", "below", "on_or_after", "before")
_ABOVE = ("above", "at_most", "after")
MOST_BITS = 8
"""Several choices at once make two to that power cells; more kinds of choices are asked one by one."""
_OTHER = "\uffff"
_DAY = timedelta(days=1)


class ColumnsError(EngineError):
    """What columns cannot say: a fact of two types, a column of another type than its fact."""


class Bound(NamedTuple):
    """Where the answer of a test changes: numbers above it have passed it, and unless `beyond` the number
    itself."""

    number: int | Decimal
    beyond: bool


@dataclass(frozen=True)
class Cells:
    """The cells of one fact: `samples[i]` is a value of cell i, None in cell 0.

    Words: one cell for each word that a test names, in `words`, and one for every other. Numbers and
    days: one cell for each gap between `bounds`. Several choices: one cell for each set of the
    `classes` of words that tests treat alike.
    """

    fact: str
    kind: FactKind
    samples: tuple[Value | None, ...]
    words: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    classes: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self.samples)

    def truth(self, condition: Condition) -> NDArray[np.bool_]:
        """Where a condition on this fact alone holds, cell by cell."""
        facts = ({} if s is None else {self.fact: s} for s in self.samples)
        return np.fromiter((holds(condition, f) for f in facts), np.bool_, self.size)


def tests_of(condition: Condition) -> Iterator[Test]:
    """Every test of a condition outside rows of groups."""
    match condition:
        case Test():
            yield condition
        case All(items) | Any(items):
            for item in items:
                yield from tests_of(item)
        case Not(item):
            yield from tests_of(item)
        case Rows():
            return


def cells_of(fact: str, kind: FactKind, conditions: Iterable[Condition]) -> Cells | None:
    """The cells of a fact; None for several choices that would make too many."""
    tests = [t for c in conditions for t in tests_of(c) if t.fact == fact and t.op not in PAIRED]
    if kind == "yes-no":
        return Cells(fact, kind, (None, False, True))
    if kind in ("choice", "text"):
        words = _words(tests)
        return Cells(fact, kind, (None, *words, _OTHER), words)
    if kind == "choices":
        return _sets(fact, tests)
    if kind == "group":
        return Cells(fact, kind, (None, (), ({},)))
    if kind in ("number", "date"):
        return _ordered(fact, kind, tests)
    return Cells(fact, kind, (None,))


def _values(test: Test) -> tuple[object, ...]:
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _words(tests: Iterable[Test]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for t in tests for v in _values(t) if isinstance(v, str)))


def _sets(fact: str, tests: list[Test]) -> Cells | None:
    """Words named by the same tests are of one class; a set is a sum of classes, words of none the last."""
    words = _words(tests)
    named = {w: tuple(i for i, t in enumerate(tests) if w in _values(t)) for w in words}
    kinds = list(dict.fromkeys(named.values()))
    if len(kinds) > MOST_BITS:
        return None
    classes = tuple(kinds.index(named[w]) for w in words)
    first = [next(w for w in words if named[w] == kind) for kind in kinds] + [_OTHER]
    samples = (tuple(w for bit, w in enumerate(first) if number >> bit & 1) for number in range(1 << len(first)))
    return Cells(fact, "choices", (None, *samples), words, classes=classes)


def _ordered(fact: str, kind: FactKind, tests: list[Test]) -> Cells:
    """Gaps between bounds: below the first, between the first and the second … above the last."""
    bounds = tuple(sorted({bound for t in tests for v in _values(t) for bound in _bounds(t.op, kind, v)}))
    samples: tuple[Value, ...] = tuple(_samples(bounds))
    if kind == "date":
        samples = tuple(_day(Decimal(s)) for s in _samples(bounds))
    return Cells(fact, kind, (None, *samples), bounds=bounds)


def _bounds(op: str, kind: FactKind, value: object) -> Iterator[Bound]:
    """Where the answer of a test changes; a test for being equal changes its answer twice."""
    if kind == "date" and isinstance(value, date):
        number: int | Decimal = value.toordinal()
    elif kind == "number" and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        number = value
    else:
        return
    if op not in _ABOVE:
        yield Bound(number, beyond=False)
    if op not in _REACHED:
        yield Bound(number, beyond=True)


def _samples(bounds: tuple[Bound, ...]) -> Iterator[int | Decimal]:
    """One number of each gap; with no bound at all, one number."""
    if not bounds:
        yield 1
        return
    yield bounds[0].number - (not bounds[0].beyond)
    for low, high in pairwise(bounds):
        if low.beyond and not high.beyond:
            yield (Decimal(low.number) + Decimal(high.number)) / 2
        else:
            yield high.number if low.beyond else low.number
    yield bounds[-1].number + bounds[-1].beyond


def _day(ordinal: Decimal) -> date:
    """The day of an ordinal; between two days that follow each other there is none, and no row asks."""
    low, high = date.min.toordinal(), date.max.toordinal()
    return date.fromordinal(min(high, max(low, int(ordinal))))
