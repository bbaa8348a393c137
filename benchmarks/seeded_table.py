"""A large decision table with twelve defects put into it, for benchmarks/regions.py: seeded."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from engine.regions.boxes import Box

FACTS, VALUES, UNITS = 8, 12, 20
FULL = (1 << VALUES) - 1


@dataclass(frozen=True)
class Row:
    """The values asked of each fact, as bits, and the unit it leads to."""

    box: Box
    unit: int


@dataclass(frozen=True)
class Seeded:
    """Rows in their order, and the numbers of those that were made defective."""

    rows: tuple[Row, ...]
    hidden_by_one: frozenset[int]
    hidden_by_several: frozenset[int]
    contradicting: frozenset[tuple[int, int]]
    impossible: frozenset[int]

    @property
    def boxes(self) -> list[Box]:
        """The conditions alone."""
        return [row.box for row in self.rows]


def plain_rows(rules: int, unasked: float, seed: int) -> list[Row]:
    """Rules as offices write them: many facts are not asked, some for one value, some for a few."""
    draw = Random(seed)
    return [Row(tuple(_cells(draw, unasked) for _ in range(FACTS)), draw.randrange(UNITS)) for _ in range(rules)]


def _cells(draw: Random, unasked: float) -> int:
    shape = draw.random()
    if shape < unasked:
        return FULL
    if shape < 0.36 * unasked + 0.64:
        return 1 << draw.randrange(VALUES)
    return sum(1 << n for n in draw.sample(range(VALUES), 3))


def seeded(rules: int = 519, unasked: float = 0.45, seed: int = 1) -> Seeded:
    """So many rules, a fact being left `unasked` with this probability, and twelve defects among them: five
    rows below one that holds all of them, four below two halves of themselves, two said twice with different
    results, one that no case can meet."""
    draw = Random(seed)
    rows = [row for _ in range(4) for row in _halved(draw)] + plain_rows(rules - 19, unasked, seed)
    by_several = frozenset(range(2, 12, 3))
    impossible = _without(rows, draw)
    by_one = frozenset(_appended(rows, _narrower(rows[draw.randrange(12, 100)], draw)) for _ in range(5))
    twice = frozenset(_contradicted(rows, draw) for _ in range(2))
    return Seeded(tuple(rows), by_one, by_several, twice, frozenset({impossible}))


def _appended(rows: list[Row], row: Row) -> int:
    rows.append(row)
    return len(rows) - 1


def _without(rows: list[Row], draw: Random) -> int:
    """A row that asks for a value that is not there."""
    number = draw.randrange(100, len(rows))
    rows[number] = Row((0, *rows[number].box[1:]), rows[number].unit)
    return number


def _narrower(row: Row, draw: Random) -> Row:
    mask = row.box[0] & (1 << draw.randrange(VALUES)) or row.box[0]
    return Row((mask, *row.box[1:]), (row.unit + 1) % UNITS)


def _halved(draw: Random) -> list[Row]:
    """Two halves of a row, and the row, which only both together hold."""
    whole = (0b111111, 0b111111, *(1 << draw.randrange(VALUES) for _ in range(FACTS - 2)))
    boxes = [(half, *whole[1:]) for half in (0b000111, 0b111000)]
    return [Row(box, draw.randrange(UNITS)) for box in (*boxes, whole)]


def _contradicted(rows: list[Row], draw: Random) -> tuple[int, int]:
    number = draw.randrange(12, 100)
    return number, _appended(rows, Row(rows[number].box, (rows[number].unit + 1) % UNITS))
