"""Past cases of one batch, cleaned: facts by the types of the rule sets, instants, and what is wrong.

Words are translated once per different word, never row by row. A row that cannot be judged is marked
with every reason; it is counted and listed, and left out of what is compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.columns.column import Column
from engine.columns.days import FIRST, LAST, LOCAL_FIRST, LOCAL_LAST, micros, utc_of_local
from engine.columns.frame import Frame, column_of
from engine.policy.fact_types import FactType

NEVER = np.iinfo(np.int64).min
"""The instant of what has not happened, or of which nothing is known."""
MILESTONES = ("opened", "assigned", "reported", "answered", "closed")
REASONS = ("missing-opened", "impossible-date", "closed-before-opened", "unknown-category", "unreadable-value")
_MISSING, _IMPOSSIBLE, _ORDER, _UNKNOWN, _UNREADABLE = (1 << n for n in range(len(REASONS)))
Instants = NDArray[np.int64]
_SIGNS = str.maketrans({"/": "-", ".": "-", "年": "-", "月": "-", "日": " ", "T": " ", "：": ":", "时": ":", "分": ""})


@dataclass(frozen=True)
class Layout:
    """Which column of a file holds what. `values` turns the file's words into those of the form.

    `times` names the column of a milestone, or of an event of the rule language.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)
    case: str | None = None
    extended: str | None = None
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    yes: tuple[str, ...] = ("true", "yes", "1", "是", "有")
    no: tuple[str, ...] = ("false", "no", "0", "否", "无")
    zone: str = "Asia/Shanghai"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read, each once."""
        single = [c for c in (self.case, self.extended) if c]
        return tuple(dict.fromkeys([*single, *self.times.values(), *self.facts.values()]))


@dataclass(frozen=True)
class PastCases:
    """Cases of one batch that can be judged. `rows` are their numbers in the file, from 1."""

    frame: Frame
    instants: Mapping[str, Instants]
    extended: NDArray[np.bool_]
    rows: NDArray[np.int64]
    names: Any

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.rows)


@dataclass(frozen=True)
class Dirty:
    """Rows of one batch that cannot be judged: numbers in the file, names, reasons as bits."""

    rows: NDArray[np.int64]
    names: Any
    reasons: NDArray[np.uint8]

    def counts(self) -> dict[str, int]:
        """How often each reason was found; a row may have several."""
        return {r: n for i, r in enumerate(REASONS) if (n := int(np.count_nonzero(self.reasons >> i & 1)))}

    def columns(self) -> dict[str, Any]:
        """As columns of a file: row, case, reasons."""
        words = np.array(
            [" ".join(r for i, r in enumerate(REASONS) if bits >> i & 1) for bits in range(1 << len(REASONS))]
        )
        return {"row": self.rows, "case": self.names, "reasons": words[self.reasons]}


def clean(batch: Any, layout: Layout, types: Mapping[str, FactType], first: int) -> tuple[PastCases, Dirty]:
    """A batch whose first row has this number in the file: what can be judged, and what cannot."""
    wrong = np.zeros(batch.num_rows, np.uint8)
    instants = {"opened": _instants(batch.column(layout.times["opened"]), layout.zone, wrong)}
    wrong[(instants["opened"] == NEVER) & (wrong == 0)] |= _MISSING
    instants |= {m: _instants(batch.column(c), layout.zone, wrong) for m, c in layout.times.items() if m != "opened"}
    _check_order(instants, wrong)
    frame = Frame(batch.num_rows, types)
    for fact, column in layout.facts.items():
        if fact in types:
            frame.columns[fact] = _fact(fact, batch.column(column), types[fact], layout, wrong)
    extended = np.zeros(batch.num_rows, bool)
    if layout.extended:
        extended = _told(_translated(batch.column(layout.extended), _yes_no(layout), pa.bool_(), wrong))
    rows = np.arange(first, first + batch.num_rows)
    names = pa.array(rows).cast(pa.string()) if layout.case is None else _plain(batch.column(layout.case))
    past, bad = np.flatnonzero(wrong == 0), np.flatnonzero(wrong)
    dirty = Dirty(rows[bad], names.take(pa.array(bad)), wrong[bad])
    if not len(bad):
        return PastCases(frame, instants, extended, rows, names), dirty
    kept = Frame(len(past), types, {k: c.take(past) for k, c in frame.columns.items()})
    here = {m: at[past] for m, at in instants.items()}
    return PastCases(kept, here, extended[past], rows[past], names.take(pa.array(past))), dirty


def _plain(array: Any) -> Any:
    return (array.dictionary_decode() if pa.types.is_dictionary(array.type) else array).cast(pa.string())


def _check_order(instants: Mapping[str, Instants], wrong: NDArray[np.uint8]) -> None:
    opened = instants["opened"]
    for name, at in instants.items():
        if name != "opened":
            wrong[(at != NEVER) & (opened != NEVER) & (at < opened)] |= _ORDER


def _different(array: Any) -> tuple[list[Any], NDArray[np.int64]]:
    """The different values of an array, and for every row the number of its own; the last is None."""
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    values = array.dictionary.to_pylist()
    codes = np.asarray(array.indices.cast(pa.int64()).fill_null(len(values)))
    return [*values, None], codes


class _Unreadable(Exception):
    """A value that says nothing; `bit` is why."""

    def __init__(self, bit: int) -> None:
        super().__init__(bit)
        self.bit = bit


def _translated(array: Any, read: Callable[[Any], Any], type_: Any, wrong: NDArray[np.uint8]) -> Any:
    """Every different value read once; rows whose value cannot be read are marked and stay empty."""
    values, codes = _different(array)
    found, bits = [], np.zeros(len(values), np.uint8)
    for i, value in enumerate(values):
        try:
            found.append(None if _blank(value) else read(value))
        except _Unreadable as bad:
            found.append(None)
            bits[i] = bad.bit
    wrong |= bits[codes]
    return pa.array(found, type_).take(pa.array(codes))


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _told(array: Any) -> NDArray[np.bool_]:
    return np.asarray(array.fill_null(False))


def _instants(array: Any, zone: str, wrong: NDArray[np.uint8]) -> Instants:
    """Instants of a column: at once where they are written plainly, else one by one."""
    type_ = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    if pa.types.is_timestamp(type_) or pa.types.is_date(type_):
        return _at_once(array, zone, wrong)
    array = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array.cast(pa.string())
    plainly = pc.match_substring_regex(array, _PLAINLY).fill_null(False)
    odd = pc.and_(plainly, pc.match_substring_regex(array, _ODD_DAY).fill_null(False))
    plainly = pc.and_not(plainly, odd)
    found = _at_once(pc.if_else(plainly, array, None), zone, wrong)
    rest = np.flatnonzero(~np.asarray(plainly) & np.asarray(array.is_valid()))
    if len(rest):
        where, bits = ZoneInfo(zone), np.zeros(len(rest), np.uint8)
        slow = _translated(array.take(pa.array(rest)), lambda v: _instant(v, where), pa.int64(), bits)
        found[rest] = np.asarray(slow.fill_null(int(NEVER)))
        wrong[rest] |= bits
    return found


_PLAINLY = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?$"
_ODD_DAY = r"-(02-29|02-3.|(04|06|09|11)-31)"
"""Days that not every year has, and some that none has: read one by one."""


def _at_once(array: Any, zone: str, wrong: NDArray[np.uint8]) -> Instants:
    told = array.type.tz if pa.types.is_timestamp(array.type) else None
    us = array.cast(pa.timestamp("us", told)).cast(pa.int64())
    missing = np.asarray(us.is_null())
    local = np.asarray(us.fill_null(0))
    far = ~missing & ((local < LOCAL_FIRST) | (local > LOCAL_LAST))
    wrong[far] |= _IMPOSSIBLE
    found = local if told else utc_of_local(zone, np.where(far, 0, local))
    return np.where(missing | far, NEVER, found)


def _instant(value: Any, zone: ZoneInfo) -> int:
    """`2026-02-13 09:00`, `2026/2/13`, `2026年2月13日`: an instant, local where no offset is told."""
    at = value if isinstance(value, datetime) else None
    if at is None:
        at = datetime.combine(value, datetime.min.time()) if isinstance(value, date) else _moment(str(value))
    if not FIRST < at.toordinal() < LAST:
        raise _Unreadable(_IMPOSSIBLE)
    return micros((at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC))


def _moment(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written.strip())
    except ValueError:
        day, _, clock = written.strip().translate(_SIGNS).partition(" ")
    try:
        year, month, number = (int(p) for p in day.strip("-").split("-"))
        told = [int(p) for p in clock.strip().strip(":").split(":")] if clock.strip() else []
        hour, minute, second = (*told, 0, 0, 0)[:3]
        return datetime(year, month, number, hour, minute, second)  # noqa: DTZ001 - the zone is told beside it
    except ValueError as error:
        raise _Unreadable(_IMPOSSIBLE) from error


def _fact(fact: str, array: Any, kind: FactType, layout: Layout, wrong: NDArray[np.uint8]) -> Column:
    read, type_ = _reading(fact, kind, layout)
    if kind.kind in ("choices", "group") and not _is_words(array.type):
        return column_of(fact, array, kind)
    found = _translated(array, read, type_, wrong)
    return column_of(fact, found.dictionary_encode() if kind.kind in ("choice", "text") else found, kind)


def _is_words(type_: Any) -> bool:
    inner = type_.value_type if pa.types.is_dictionary(type_) else type_
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_null(inner))


def _reading(fact: str, kind: FactType, layout: Layout) -> tuple[Callable[[Any], Any], Any]:
    words = layout.values.get(fact, {})
    if kind.kind == "yes-no":
        return _yes_no(layout), pa.bool_()
    if kind.kind == "number":
        return _number, pa.decimal128(24, 6)
    if kind.kind == "date":
        return (
            lambda v: v if isinstance(v, date) and not isinstance(v, datetime) else _moment(str(v)).date(),
            pa.date32(),
        )
    if kind.kind == "choices":
        return lambda v: [_word(w, words, kind) for w in _several(str(v))], pa.list_(pa.string())
    if kind.kind == "group":
        return lambda v: _rows(str(v), kind), pa.list_(pa.struct([(k, _cell_type(t)) for k, t in kind.row.items()]))
    return lambda v: _word(str(v), words, kind), pa.string()


def _word(written: str, words: Mapping[str, str], kind: FactType) -> str:
    found = words.get(written.strip(), written.strip())
    if kind.values and found not in kind.values:
        raise _Unreadable(_UNKNOWN)
    return found


def _day(value: Any) -> date:
    at = value if isinstance(value, (date, datetime)) else _moment(str(value))
    return at.date() if isinstance(at, datetime) else at


def _several(written: str) -> Iterator[str]:
    for mark in "；、，,|":
        written = written.replace(mark, ";")
    return (w for w in written.split(";") if w.strip())


def _yes_no(layout: Layout) -> Callable[[Any], bool]:
    def read(value: Any) -> bool:
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word in layout.yes or word in layout.no:
            return word in layout.yes
        raise _Unreadable(_UNREADABLE)

    return read


def _number(value: Any) -> Decimal:
    try:
        return Decimal(str(value).strip()).quantize(Decimal("0.000001"))
    except InvalidOperation as error:
        raise _Unreadable(_UNREADABLE) from error


def _cell_type(kind: FactType) -> Any:
    plain = {
        "yes-no": pa.bool_(),
        "number": pa.decimal128(24, 6),
        "date": pa.date32(),
        "choices": pa.list_(pa.string()),
    }
    return plain.get(kind.kind, pa.string())


def _rows(written: str, kind: FactType) -> list[dict[str, Any]]:
    """Rows of a group, written as JSON: `[{"supervised": true}]`."""
    try:
        rows = json.loads(written)
        return [{k: _cell(row[k], found) for k, found in kind.row.items() if k in row} for row in rows]
    except (ValueError, TypeError, AttributeError) as error:
        raise _Unreadable(_UNREADABLE) from error


def _cell(value: Any, kind: FactType) -> Any:
    if value is None or kind.kind in ("yes-no", "choices"):
        return value
    return _number(value) if kind.kind == "number" else date.fromisoformat(value) if kind.kind == "date" else str(value)
