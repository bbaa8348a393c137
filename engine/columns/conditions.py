"""A condition for many cases at once: a yes or a no for every row.

A part that reads one fact is asked of the cells of that fact; a part over several is put together from
its parts; two facts compared with each other are compared row by row.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.cells import PAIRED, Cells, ColumnsError, cells_of
from engine.columns.column import Column, Groups, Index, Numbers, Sets, Words, YesNo
from engine.columns.frame import Frame
from engine.policy.conditions import All, Any, Condition, Not, Rows, Test, facts_read
from engine.policy.field_types.kind import FactKind

Truth = NDArray[np.bool_]
_NOT_KNOWN = -1


def single_fact(condition: Condition) -> str | None:
    """The one fact that a condition reads, when its cells can answer it."""
    if isinstance(condition, Rows) or _paired(condition):
        return None
    names = set(facts_read(condition))
    return names.pop() if len(names) == 1 else None


def _paired(condition: Condition) -> bool:
    match condition:
        case Test(op=op):
            return op in PAIRED
        case All(items) | Any(items):
            return any(_paired(i) or isinstance(i, Rows) for i in items)
        case Not(item):
            return _paired(item) or isinstance(item, Rows)
        case Rows():
            return False


def holds_in(condition: Condition, frame: Frame) -> Truth:
    """For which rows the condition holds."""
    fact = single_fact(condition)
    if fact is not None:
        found = _by_cells(condition, fact, frame)
        if found is not None:
            return found
    match condition:
        case All(items):
            return _together(items, frame, start=True)
        case Any(items):
            return _together(items, frame, start=False)
        case Not(item):
            return ~holds_in(item, frame)
        case Rows():
            return _in_rows(condition, frame)
        case Test():
            return _compared(condition, frame)


_KNOWN: dict[tuple[int, str, FactKind], tuple[Condition, tuple[Cells, Truth] | None]] = {}
_MOST_KNOWN = 4096


def _cells(condition: Condition, fact: str, kind: FactKind) -> tuple[Cells, Truth] | None:
    """The cells of a condition and where it holds. Kept by identity: `True` and `1` are equal in
    Python, and a condition on the one is not the other."""
    key = (id(condition), fact, kind)
    if key not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        cells = cells_of(fact, kind, (condition,))
        _KNOWN[key] = (condition, None if cells is None else (cells, cells.truth(condition)))
    return _KNOWN[key][1]


def _by_cells(condition: Condition, fact: str, frame: Frame) -> Truth | None:
    found = frame.kind(fact)
    known = _cells(condition, fact, found.kind if found else "limit")
    if known is None:
        return None
    cells, truth = known
    indices, lookup = frame.places(cells)
    found_in: Truth = truth[lookup][indices]
    return found_in


def _together(items: tuple[Condition, ...], frame: Frame, *, start: bool) -> Truth:
    found = np.full(frame.size, start)
    for item in items:
        found = found & holds_in(item, frame) if start else found | holds_in(item, frame)
    return found


def _in_rows(condition: Rows, frame: Frame) -> Truth:
    """Some, none or every row of a group; where nothing is known of it, it has no rows."""
    group = frame.column(condition.fact)
    if not isinstance(group, Groups):
        return np.full(frame.size, condition.quantifier != "some")
    found = frame.kind(condition.fact)
    inner = Frame(int(group.offsets[-1]), found.row if found else {}, dict(group.fields), frame, group.parents)
    hits = np.bincount(group.parents[holds_in(condition.where, inner)], minlength=frame.size)
    if condition.quantifier == "every":
        return np.equal(hits, np.diff(group.offsets))
    return np.greater(hits, 0) if condition.quantifier == "some" else np.equal(hits, 0)


def _compared(test: Test, frame: Frame) -> Truth:
    """Two facts of one case against each other."""
    other = "today" if test.op == "older_than" else str(test.value)
    seen, wanted = frame.column(test.fact), frame.column(other)
    if seen is None or wanted is None:
        return np.zeros(frame.size, bool)
    if test.op == "older_than":
        return _older(seen, wanted, test.value)
    same = _equal(seen, wanted)
    found: Truth = _known(seen) & _known(wanted) & (same if test.op == "same_as" else ~same)
    return found


def _older(seen: Column, today: Column, days: object) -> Truth:
    dated = isinstance(seen, Numbers) and isinstance(today, Numbers) and seen.kind == today.kind == "date"
    if not dated or not isinstance(days, int) or not isinstance(seen, Numbers) or not isinstance(today, Numbers):
        return np.zeros(len(_known(seen)), bool)
    return _known(seen) & _known(today) & (seen.values < today.values - days)


def _known(column: Column) -> Truth:
    """Where a column says anything."""
    if isinstance(column, (Words, YesNo)):
        return np.not_equal(column.codes, 2 if isinstance(column, YesNo) else len(column.known))
    assert isinstance(column, (Numbers, Sets, Groups))
    if column.valid is not None:
        return column.valid
    return np.ones(len(column.values) if isinstance(column, Numbers) else len(column.offsets) - 1, bool)


def _equal(a: Column, b: Column) -> Truth:
    """Equality of two columns; several words equal a word that is among them. Unlike kinds never are."""
    if isinstance(a, Words) and isinstance(b, Words):
        return np.equal(_names(a), _renamed(b, a))
    if isinstance(a, YesNo) and isinstance(b, YesNo):
        return np.equal(a.codes, b.codes)
    if isinstance(a, Numbers) and isinstance(b, Numbers) and a.kind == b.kind:
        return _same_numbers(a, b)
    if isinstance(a, Sets) and isinstance(b, Words):
        rows = np.repeat(np.arange(len(a.offsets) - 1), np.diff(a.offsets))
        same = (_names(a.words) == _renamed(b, a.words)[rows]) & (_names(a.words) < len(a.words.known))
        return np.greater(np.bincount(rows[same], minlength=len(a.offsets) - 1), 0)
    return np.zeros(len(_known(a)), bool)


def _names(column: Words) -> Index:
    return column.codes.astype(np.int64)


def _renamed(column: Words, other: Words) -> Index:
    """The words of a column by their numbers in the other one; -1 for those that it does not know."""
    names = column.known if isinstance(column.known, pa.Array) else pa.array(column.known, pa.string())
    theirs = other.known if isinstance(other.known, pa.Array) else pa.array(other.known, pa.string())
    found = np.asarray(pc.index_in(names, value_set=theirs.cast(names.type)).fill_null(_NOT_KNOWN), np.int64)
    return np.append(found, _NOT_KNOWN)[column.codes]


def _same_numbers(a: Numbers, b: Numbers) -> Truth:
    if a.scale == b.scale and a.values.dtype == b.values.dtype:
        return np.equal(a.values, b.values)
    if "f" in (a.values.dtype.kind, b.values.dtype.kind):
        return np.equal(a.values / 10.0**a.scale, b.values / 10.0**b.scale)
    wide, narrow = (a, b) if a.scale > b.scale else (b, a)
    unit = 10 ** (wide.scale - narrow.scale)
    if unit > np.iinfo(np.int64).max:
        raise ColumnsError("numbers of more than 18 digits are compared")
    same: Truth = (wide.values % unit == 0) & (wide.values // unit == narrow.values)
    return same
