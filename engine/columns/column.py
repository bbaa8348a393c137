"""One fact of many cases as a column. Each kind says for every row in which cell its value lies.

A column answers `places(cells)`: an index for every row and a short list that turns an index into a
cell. Rows are never looped over in Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.cells import Bound, Cells
from engine.columns.slices import each_slice
from engine.policy.conditions import Value

Index = NDArray[np.integer]
EPOCH = date(1970, 1, 1).toordinal()
_LOWEST, _HIGHEST = -(1 << 63), (1 << 63) - 1
_FEW = 24
"""Up to so many bounds it is quicker to compare with each than to search among them."""


class Column(Protocol):
    """A fact of many rows."""

    def places(self, cells: Cells) -> tuple[Index, Index]:
        """For every row an index, and the cell of each index (`cell = second[first]`)."""

    def at(self, row: int) -> Value | None:
        """The value of one row as the plain evaluator reads it."""

    def take(self, rows: Index) -> Column:
        """The column of these rows, in this order."""


@dataclass(frozen=True)
class Words:
    """Words by their number in `known`; the number after the last is "not known"."""

    codes: Index
    known: tuple[str, ...] | pa.Array

    def places(self, cells: Cells) -> tuple[Index, Index]:
        return self.codes, np.append(self._named(cells), 0)

    def _named(self, cells: Cells) -> Index:
        known = self.known if isinstance(self.known, pa.Array) else pa.array(self.known, pa.string())
        if cells.kind not in ("choice", "text"):
            return np.zeros(len(known), np.int64)
        found = pc.index_in(known, value_set=pa.array(cells.words, known.type)).fill_null(len(cells.words))
        return np.asarray(found, np.int64) + 1

    def at(self, row: int) -> Value | None:
        code = int(self.codes[row])
        if code >= len(self.known):
            return None
        word = self.known[code]
        return word.as_py() if isinstance(word, pa.Scalar) else word

    def take(self, rows: Index) -> Words:
        return Words(self.codes[rows], self.known)


@dataclass(frozen=True)
class YesNo:
    """0 no, 1 yes, 2 not known."""

    codes: NDArray[np.uint8]

    def places(self, cells: Cells) -> tuple[Index, Index]:
        return self.codes, np.array((1, 2, 0) if cells.kind == "yes-no" else (0, 0, 0))

    def at(self, row: int) -> Value | None:
        return (False, True, None)[int(self.codes[row])]

    def take(self, rows: Index) -> YesNo:
        return YesNo(self.codes[rows])


@dataclass(frozen=True)
class Numbers:
    """Numbers: whole ones times ten to the power of `-scale`, or floating ones (exact to 15 digits)."""

    values: NDArray[np.int64] | NDArray[np.float64]
    valid: NDArray[np.bool_] | None = None
    scale: int = 0
    kind: str = "number"

    def places(self, cells: Cells) -> tuple[Index, Index]:
        if cells.kind != self.kind:
            return np.zeros(len(self.values), np.uint8), np.zeros(1, np.int64)
        bounds = [Bound(Decimal(b.number).scaleb(self.scale), b.beyond) for b in cells.bounds]
        found = _passed(self.values, bounds)
        found += 1
        if self.valid is not None:
            found[~self.valid] = 0
        return found, np.arange(cells.size)

    def at(self, row: int) -> Value | None:
        if self.valid is not None and not self.valid[row]:
            return None
        value = self.values[row]
        if self.kind == "date":
            return date.fromordinal(int(value))
        if self.values.dtype.kind == "f":
            return Decimal(repr(float(value)))
        return Decimal(int(value)).scaleb(-self.scale) if self.scale else int(value)

    def take(self, rows: Index) -> Numbers:
        valid = None if self.valid is None else self.valid[rows]
        return Numbers(self.values[rows], valid, self.scale, self.kind)


def _passed(values: NDArray[np.int64] | NDArray[np.float64], bounds: Sequence[Bound]) -> NDArray[np.uint8 | np.int64]:
    """How many bounds each value has passed. A few are compared one by one, many are searched."""
    points = _points(values.dtype, bounds)
    if len(points) > _FEW:
        return np.searchsorted(points, values, "right")
    found = np.zeros(len(values), np.uint8)

    def work(part: slice) -> None:
        for point in points:
            found[part] += values[part] >= point

    each_slice(len(values), work)
    return found


def _points(dtype: np.dtype[Any], bounds: Sequence[Bound]) -> NDArray[np.int64] | NDArray[np.float64]:
    """The lowest value of a column that has passed each bound. A bound between two whole numbers is none of
    them; one that no whole number of 64 bits can pass is left out."""
    if dtype.kind == "f":
        past = (np.nextafter(float(b.number), np.inf) if b.beyond else float(b.number) for b in bounds)
        return np.array(list(past), np.float64)
    exact = ((Fraction(b.number), b.beyond) for b in bounds)
    whole = (n // 1 + 1 if beyond else -(-n // 1) for n, beyond in exact)
    return np.array([max(n, _LOWEST) for n in whole if n <= _HIGHEST], np.int64)


@dataclass(frozen=True)
class Sets:
    """Several words at once: those of row i are `words[offsets[i]:offsets[i + 1]]`."""

    offsets: NDArray[np.int64]
    words: Words
    valid: NDArray[np.bool_] | None = None

    def places(self, cells: Cells) -> tuple[Index, Index]:
        bits = self._bits(cells)
        rows = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
        found = np.zeros(len(self.offsets) - 1, np.int64)
        np.bitwise_or.at(found, rows, bits)
        found += 1
        if self.valid is not None:
            found[~self.valid] = 0
        return found, np.arange(cells.size) if cells.kind == "choices" else np.zeros(cells.size + 1, np.int64)

    def _bits(self, cells: Cells) -> Index:
        """The class of every word as a bit; words of no class have the last one."""
        if cells.kind != "choices":
            return np.zeros(len(self.words.codes), np.int64)
        kinds = [*cells.classes, max(cells.classes, default=-1) + 1]
        codes, lookup = self.words.places(Cells(cells.fact, "choice", (), cells.words))
        return np.array([0, *(1 << k for k in kinds)])[lookup[codes]]

    def at(self, row: int) -> Value | None:
        if self.valid is not None and not self.valid[row]:
            return None
        inside = range(int(self.offsets[row]), int(self.offsets[row + 1]))
        return tuple(w for i in inside if isinstance(w := self.words.at(i), str))

    def take(self, rows: Index) -> Sets:
        first, size = self.offsets[rows], np.diff(self.offsets)[rows]
        offsets = np.concatenate(([0], np.cumsum(size)))
        inside = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - first, size)
        return Sets(offsets, self.words.take(inside), None if self.valid is None else self.valid[rows])


@dataclass(frozen=True)
class Groups:
    """Rows of a group: those of case i stand at `offsets[i]:offsets[i + 1]` in each of `fields`."""

    offsets: NDArray[np.int64]
    fields: Mapping[str, Column]
    valid: NDArray[np.bool_] | None = None

    @property
    def parents(self) -> Index:
        """To which case each row belongs."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def places(self, cells: Cells) -> tuple[Index, Index]:
        found = np.where(np.diff(self.offsets) > 0, 2, 1)
        if self.valid is not None:
            found[~self.valid] = 0
        return found, np.arange(3) if cells.kind == "group" else np.zeros(3, np.int64)

    def at(self, row: int) -> Value | None:
        if self.valid is not None and not self.valid[row]:
            return None
        inside = range(int(self.offsets[row]), int(self.offsets[row + 1]))
        return tuple({k: v for k, c in self.fields.items() if (v := c.at(i)) is not None} for i in inside)

    def take(self, rows: Index) -> Groups:
        first, size = self.offsets[rows], np.diff(self.offsets)[rows]
        offsets = np.concatenate(([0], np.cumsum(size)))
        inside = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - first, size)
        fields = {k: c.take(inside) for k, c in self.fields.items()}
        return Groups(offsets, fields, None if self.valid is None else self.valid[rows])


def constant(value: Value, size: int) -> Column:
    """The same value in every row; of several words only that there are none."""
    if isinstance(value, bool):
        return YesNo(np.full(size, int(value), np.uint8))
    if isinstance(value, str):
        return Words(np.zeros(size, np.int8), (value,))
    if isinstance(value, date):
        return Numbers(np.full(size, value.toordinal(), np.int64), kind="date")
    if isinstance(value, int):
        return Numbers(np.full(size, value, np.int64))
    assert value == ()
    return Sets(np.zeros(size + 1, np.int64), Words(np.zeros(0, np.int64), ()))
