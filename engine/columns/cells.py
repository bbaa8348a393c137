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

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.policy.conditions import All, Any, Condition, Not, Rows, Test, Value, holds
from engine.policy.field_types.kind import FactKind

PAIRED = ("same_as", "differs_from", "older_than")
MOST_BITS = 8
"""Several choices at once make two to that power cells; more kinds of choices are asked one by one."""
_OTHER = "\uffff"
_DAY = timedelta(days=1)


class ColumnsError(EngineError):
    """What columns cannot say: a fact of two types, a column of another type than its fact."""


@dataclass(frozen=True)
class Cells:
    """The cells of one fact: `samples[i]` is a value of cell i, None in cell 0.

    Words: one cell for each word that a test names, in `words`, and one for every other. Numbers and
    days: one cell for each of `cuts` and one for each gap between them. Several choices: one cell for
    each set of the `classes` of words that tests treat alike.
    """

    fact: str
    kind: FactKind
    samples: tuple[Value | None, ...]
    words: tuple[str, ...] = ()
    cuts: tuple[int | Decimal, ...] = ()
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
    """Cuts and the gaps between them: below, at the first, between, at the second … above."""
    if kind == "date":
        days = sorted({v for t in tests for v in _values(t) if isinstance(v, date)})
        cuts: tuple[int | Decimal, ...] = tuple(d.toordinal() for d in days)
        samples: tuple[Value, ...] = tuple(_day(Decimal(s)) for s in _samples(cuts))
    else:
        found = (v for t in tests for v in _values(t) if isinstance(v, (int, Decimal)) and not isinstance(v, bool))
        cuts = tuple(sorted(set(found)))
        samples = tuple(_samples(cuts))
    return Cells(fact, kind, (None, *samples), cuts=cuts)


def _samples(cuts: tuple[int | Decimal, ...]) -> Iterator[int | Decimal]:
    """One number of each gap and each cut; with no cut at all, one number."""
    if not cuts:
        yield 1
        return
    yield cuts[0] - 1
    for low, high in pairwise(cuts):
        yield low
        yield (Decimal(low) + Decimal(high)) / 2
    yield cuts[-1]
    yield cuts[-1] + 1


def _day(ordinal: Decimal) -> date:
    """The day of an ordinal; between two days that follow each other there is none, and no row asks."""
    low, high = date.min.toordinal(), date.max.toordinal()
    return date.fromordinal(min(high, max(low, int(ordinal))))
