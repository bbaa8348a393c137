"""Many cases at once: one column for each fact, read from an Arrow batch by the types of a rule set.

A column that is not there is a fact that nobody knows. Null is "not known" too; an empty list is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.cells import Cells, ColumnsError
from engine.columns.column import EPOCH, Column, Groups, Index, Numbers, Sets, Words, YesNo
from engine.policy.conditions import Value
from engine.policy.fact_types import FactType


@dataclass
class Frame:
    """The facts of `size` cases. Inside a group a `parents` index leads to the `outer` frame, whose
    facts stand for those that a row does not have."""

    size: int
    types: Mapping[str, FactType]
    columns: dict[str, Column] = field(default_factory=dict)
    outer: Frame | None = None
    parents: Index | None = None

    def places(self, cells: Cells) -> tuple[Index, Index]:
        """For every row an index, and the cell of each index."""
        own = self.columns.get(cells.fact)
        if self.outer is None or self.parents is None:
            return own.places(cells) if own is not None else (np.zeros(self.size, np.int8), np.zeros(1, np.int64))
        indices, lookup = self.outer.places(cells)
        around = lookup[indices][self.parents]
        if own is not None:
            mine, names = own.places(cells)
            found = names[mine]
            around = np.where(found != 0, found, around)
        return around, np.arange(max(cells.size, 1))

    def kind(self, fact: str) -> FactType | None:
        """The type of a fact: of the row's own field, else of the case's."""
        own = self.types.get(fact)
        return own if own is not None or self.outer is None else self.outer.kind(fact)

    def column(self, fact: str) -> Column | None:
        """The column of a fact, rows of a group looking around them. Raises ColumnsError where a row's
        own field and a fact of the case share a name."""
        own = self.columns.get(fact)
        if self.outer is None or self.parents is None:
            return own
        around = self.outer.column(fact)
        if own is not None and around is not None:
            raise ColumnsError(f"`{fact}` is a field of the row and a fact of the case")
        return own if own is not None else None if around is None else around.take(self.parents)

    def facts(self, row: int) -> dict[str, Value]:
        """The facts of one case, as the plain evaluator reads them."""
        found = ((name, column.at(row)) for name, column in self.columns.items())
        return {name: value for name, value in found if value is not None}


def frame_of(batch: pa.RecordBatch, types: Mapping[str, FactType]) -> Frame:
    """The columns of a batch whose names are facts. Raises ColumnsError when a column does not have the
    type of its fact: words for choices and texts, lists of words for several choices, numbers, days,
    yes or no, lists of structs for groups."""
    frame = Frame(batch.num_rows, types)
    for name in batch.schema.names:
        found = types.get(name)
        if found is not None:
            frame.columns[name] = column_of(name, batch.column(name), found)
    return frame


def column_of(name: str, array: Any, kind: FactType) -> Column:
    """One Arrow array as the column of a fact of this type."""
    if pa.types.is_null(array.type):
        array = array.cast(_EMPTY[kind.kind])
    try:
        return _READERS[kind.kind](name, array, kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, KeyError) as error:
        raise ColumnsError(f"column `{name}` is {array.type}, its fact is {kind.kind}") from error


def _valid(array: Any) -> NDArray[np.bool_] | None:
    return None if array.null_count == 0 else np.asarray(array.is_valid())


def _words(name: str, array: Any, _: FactType) -> Words:
    if not pa.types.is_dictionary(array.type):
        if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
            raise ColumnsError(f"column `{name}` is {array.type}, not words")
        array = array.dictionary_encode()
    codes = array.indices
    if codes.null_count:
        codes = codes.cast(pa.int64()).fill_null(len(array.dictionary))
    return Words(np.asarray(codes), array.dictionary)


def _yes_no(name: str, array: Any, _: FactType) -> YesNo:
    if not pa.types.is_boolean(array.type):
        raise ColumnsError(f"column `{name}` is {array.type}, not yes or no")
    return YesNo(np.asarray(array.cast(pa.uint8()).fill_null(2)))


def _numbers(name: str, array: Any, _: FactType) -> Numbers:
    valid, type_ = _valid(array), array.type
    if pa.types.is_decimal(type_):
        return Numbers(_unscaled(name, array), valid, type_.scale)
    if pa.types.is_integer(type_):
        return Numbers(np.asarray(array.cast(pa.int64()).fill_null(0)), valid)
    if pa.types.is_floating(type_):
        values = np.asarray(array.cast(pa.float64()).fill_null(0.0))
        if np.isnan(values).any():
            valid = (np.ones(len(values), bool) if valid is None else valid) & ~np.isnan(values)
        return Numbers(values, valid)
    raise ColumnsError(f"column `{name}` is {type_}, not numbers")


def _unscaled(name: str, array: Any) -> NDArray[np.int64]:
    """The digits of decimals as whole numbers. Raises ColumnsError beyond 18 digits."""
    wide = array.cast(pa.decimal128(38, array.type.scale)).fill_null(0)
    words = np.frombuffer(wide.buffers()[1], np.int64).reshape(-1, 2)[wide.offset : wide.offset + len(wide)]
    if not np.array_equal(words[:, 1], words[:, 0] >> 63):
        raise ColumnsError(f"column `{name}` holds numbers of more than 18 digits")
    return np.ascontiguousarray(words[:, 0])


def _days(name: str, array: Any, _: FactType) -> Numbers:
    if not pa.types.is_date(array.type):
        raise ColumnsError(f"column `{name}` is {array.type}, not days")
    days = np.asarray(array.cast(pa.date32()).cast(pa.int32()).fill_null(0)).astype(np.int64) + EPOCH
    return Numbers(days, _valid(array), kind="date")


def _sets(name: str, array: Any, kind: FactType) -> Sets:
    offsets, inside = _listed(name, array)
    return Sets(offsets, _words(name, inside, kind), _valid(array))


def _groups(name: str, array: Any, kind: FactType) -> Groups:
    offsets, inside = _listed(name, array)
    fields = {
        key: column_of(f"{name}.{key}", pc.struct_field(inside, key), found)
        for key, found in kind.row.items()
        if inside.type.get_field_index(key) >= 0
    }
    return Groups(offsets, fields, _valid(array))


def _listed(name: str, array: Any) -> tuple[NDArray[np.int64], Any]:
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        raise ColumnsError(f"column `{name}` is {array.type}, not lists")
    if array.null_count:  # what lies behind a null is nobody's
        array = pa.array(array.to_pylist(), array.type)
    lengths = np.asarray(pc.list_value_length(array).fill_null(0), np.int64)
    return np.concatenate(([0], np.cumsum(lengths))), array.flatten()


_READERS: Mapping[str, Callable[[str, Any, FactType], Column]] = {
    "choice": _words, "text": _words, "yes-no": _yes_no, "number": _numbers, "date": _days,
    "choices": _sets, "group": _groups,
}  # fmt: skip
_EMPTY = {
    "choice": pa.string(), "text": pa.string(), "yes-no": pa.bool_(), "number": pa.int64(),
    "date": pa.date32(), "choices": pa.list_(pa.string()), "group": pa.list_(pa.struct([])), "limit": pa.string(),
}  # fmt: skip
