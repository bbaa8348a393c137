"""Groups of a form as one axis: every way in which a list of rows can answer what is asked of it.

Questions to a group ask whether some, none or every row is so. The rows are first cut into kinds that
no question tells apart; then kinds are gathered until a further row changes no answer any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import product
from math import prod

from engine.policy.conditions import Condition, Facts, Row, Test, holds
from engine.policy.fact_types import FactType
from engine.regions.axes import MISSING, Axis, Cell, Domain, TooManyCellsError, axis
from engine.regions.reading import Reading, reading

MOST_KINDS = 200_000
Held = tuple[int, int]
"""Which conditions hold of some row, and which of every row, as bit-sets."""


def group_axis(fact: str, kind: FactType, wheres: Iterable[Condition], domain: Domain, today: date) -> Axis:
    """The axis of a group for these conditions on its rows, which read nothing else.

    `domain.at_most` is the greatest number of rows. Raises TooManyCellsError.
    """
    asked = tuple(dict.fromkeys(wheres))
    rows = [(row, _held(asked, row, today)) for row in row_kinds(kind, asked, today)]
    most = domain.at_most or len(rows)
    found: dict[Held, tuple[Row, ...]] = {}
    edge: list[tuple[Held, tuple[Row, ...]]] = [((held, held), (row,)) for row, held in rows]
    while edge:
        fresh = []
        for answers, several in edge:
            if answers not in found and len(several) <= most:
                found[answers] = several
                fresh.append((answers, several))
        edge = [((some | h, every & h), (*several, row)) for (some, every), several in fresh for row, h in rows]
    return Axis(fact, kind, (*(Cell("rows", several) for several in found.values()), MISSING))


def row_kinds(kind: FactType, wheres: Iterable[Condition], today: date) -> list[Row]:
    """One row of each kind that the conditions tell apart. Raises TooManyCellsError."""
    asked = tuple(wheres)
    read = reading(asked)
    axes = [
        axis(n, kind.row.get(n, FactType("text")), _tests(read, n), Domain(alike=len(read.likes.get(n, "."))), today)
        for n in read.names
    ]
    if prod(len(a.cells) for a in axes) > MOST_KINDS:
        raise TooManyCellsError
    kinds: dict[int, Row] = {}
    for cells in product(*(a.cells for a in axes)):
        row = {a.fact: c.example for a, c in zip(axes, cells, strict=True) if c.example is not None}
        kinds.setdefault(_held(asked, row, today), row)
    return list(kinds.values())


def _tests(read: Reading, fact: str) -> list[Test]:
    """Comparisons of a fact of the row, and of those it is compared with."""
    return [t for n in sorted(read.likes.get(fact, {fact})) for t in read.tests.get(n, ())]


def _held(wheres: tuple[Condition, ...], row: Row, today: date) -> int:
    """The conditions that hold of a row, as a bit-set."""
    facts: Facts = {**row, "today": today}
    return sum(1 << n for n, w in enumerate(wheres) if holds(w, facts))
