"""Histories of cases that never were: seeded, drawn column by column, in any number of rows.

A batch depends on the seed and on its own number alone, so that batches can be made side by side and a
history is the same on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from engine.columns.column import Column, Words, YesNo
from engine.columns.conditions import holds_in
from engine.columns.days import DAY_US
from engine.columns.frame import Frame
from engine.columns.history import ROWS
from engine.columns.stream import side_by_side
from engine.policy.conditions import Condition
from engine.policy.fact_types import FactType

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_HOUR = DAY_US // 24
_ROW_SAMPLES = 24
_SOON_AGAIN = 0.002
"""Of a matter that comes again: the chance that the next case is the one."""


@dataclass(frozen=True)
class Question:
    """One question and how it is answered: `shares` of its choices, or of "yes"; `rows` for a group."""

    fact: str
    kind: FactType
    shares: Mapping[str, float]
    shown: tuple[Condition, ...] = ()
    required: bool = True
    same_in_repeats: bool = False


@dataclass(frozen=True)
class Delay:
    """A log-normal time: its median in days, and the spread of its logarithm."""

    median: float
    spread: float


@dataclass(frozen=True)
class Invention:
    """All that a history is drawn from. Shares need not add up to one; `blank`, `repeats`, `extended`
    are parts of one. `slower` maps answers to `slow_by` to medians of their own, in days."""

    first: date
    last: date
    by_month: tuple[float, ...]
    by_weekday: tuple[float, ...]
    hours: tuple[int, int]
    questions: tuple[Question, ...]
    blank: float
    repeats: float
    repeats_longer: float
    assigned: Delay
    answered: Delay
    closed: Delay
    reported: float
    extended: float
    extended_after: float
    slow_by: str | None = None
    slower: Mapping[str, float] = field(default_factory=dict)


def invented(made: Invention, rows: int, seed: int) -> Iterator[Any]:
    """The batches of a history, oldest cases first."""
    days = _days(made)
    yield from side_by_side(lambda start: _batch(made, days, start, rows, seed), range(0, rows, ROWS))


def write_history(path: Path, batches: Iterator[Any]) -> int:
    """The batches into a Parquet or CSV file by its ending; how many rows were written."""
    first = next(batches)
    parquet = path.suffix == ".parquet"
    writer = pq.ParquetWriter(path, first.schema) if parquet else pacsv.CSVWriter(path, _flat(first).schema)
    rows = 0
    with writer:
        for batch in chain((first,), batches):
            rows += _write(writer, batch, parquet=parquet)
    return rows


def _write(writer: Any, batch: Any, *, parquet: bool) -> int:
    writer.write_batch(batch if parquet else _flat(batch))
    return int(batch.num_rows)


def _flat(batch: Any) -> Any:
    """As a CSV holds it: words in full, moments to the minute."""
    columns = [_plain(batch.column(i)) for i in range(batch.num_columns)]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _plain(array: Any) -> Any:
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _days(made: Invention) -> NDArray[np.float64]:
    """The part of all cases that is opened by the end of each day, from the first to the last."""
    days = np.arange(made.first.toordinal(), made.last.toordinal() + 1)
    month = (days - _EPOCH_DAY).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weight = np.array(made.by_month)[month] * np.array(made.by_weekday)[(days + 6) % 7]
    found: NDArray[np.float64] = np.cumsum(weight) / weight.sum()
    return found


def _batch(made: Invention, days: NDArray[np.float64], start: int, rows: int, seed: int) -> Any:
    rng = np.random.default_rng((seed, start))
    size = min(ROWS, rows - start)
    number = np.arange(start, start + size)
    day = np.searchsorted(days, (number + 0.5) / rows) + made.first.toordinal() - _EPOCH_DAY
    first, last = made.hours
    opened = day * DAY_US + rng.integers(first * 60, last * 60, size) * (_HOUR // 60)
    again = _repeats(made, rng, size)
    columns, frame = _answers(made, rng, size, again)
    moments = _moments(made, rng, opened, frame, again != np.arange(size))
    columns = {"case": pa.array(number + 1).cast(pa.string()), **columns, **moments}
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _repeats(made: Invention, rng: np.random.Generator, size: int) -> NDArray[np.int64]:
    """For every row the row whose matter it has: its own, or one of some time before."""
    rows = np.arange(size)
    before = rows - rng.geometric(min(0.5, max(_SOON_AGAIN, 20 / size)), size)
    return np.where((rng.random(size) < made.repeats) & (before >= 0), before, rows)


def _answers(
    made: Invention, rng: np.random.Generator, size: int, again: NDArray[np.int64]
) -> tuple[dict[str, Any], Frame]:
    columns: dict[str, Any] = {}
    types = {q.fact: q.kind for q in made.questions}
    frame = Frame(size, types)
    for q in made.questions:
        shown = np.ones(size, bool)
        for condition in q.shown:
            shown &= holds_in(condition, frame)
        if not q.required:
            shown &= rng.random(size) >= made.blank
        columns[q.fact], column = _answer(q, rng, shown, again)
        if column is not None:
            frame.columns[q.fact] = column
    return columns, frame


def _answer(
    q: Question, rng: np.random.Generator, shown: NDArray[np.bool_], again: NDArray[np.int64]
) -> tuple[Any, Column | None]:
    size = len(shown)
    if q.kind.kind == "yes-no":
        yes = rng.random(size) < q.shares.get("yes", 0.0)
        return pa.array(yes, mask=~shown), YesNo(np.where(shown, yes, 2).astype(np.uint8))
    if q.kind.kind == "group":
        rows = _some_rows(q.kind, rng)
        return pa.DictionaryArray.from_arrays(pa.array(rng.integers(0, len(rows), size), mask=~shown), rows), None
    words = tuple(q.shares)
    edges = np.cumsum(list(q.shares.values()))
    codes = np.minimum(np.searchsorted(edges, rng.random(size) * edges[-1], "right"), len(words) - 1)
    if q.same_in_repeats:
        codes = codes[again]
    array = pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32), mask=~shown), pa.array(words))
    return array, Words(np.where(shown, codes, len(words)), words)


def _some_rows(kind: FactType, rng: np.random.Generator) -> Any:
    """A few different groups of one to three rows, as JSON."""

    def cell(found: FactType) -> Any:
        return bool(rng.random() < 0.7) if found.kind == "yes-no" else str(rng.choice(found.values))

    fields = {k: t for k, t in kind.row.items() if t.kind == "yes-no" or (t.kind == "choice" and t.values)}
    groups = [[{k: cell(t) for k, t in fields.items()} for _ in range(rng.integers(1, 4))] for _ in range(_ROW_SAMPLES)]
    return pa.array([json.dumps(rows) for rows in groups])


def _moments(
    made: Invention, rng: np.random.Generator, opened: NDArray[np.int64], frame: Frame, again: NDArray[np.bool_]
) -> dict[str, Any]:
    """Local times; what lies beyond the end of the history has not happened yet."""
    size, end = len(opened), (made.last.toordinal() + 1 - _EPOCH_DAY) * DAY_US
    assigned = opened + _drawn(made.assigned, rng, size)
    median = np.full(size, made.answered.median)
    slow = frame.columns.get(made.slow_by or "")
    if isinstance(slow, Words):
        own = np.array([made.slower.get(w, made.answered.median) for w in (*slow.known, "")])
        median = own[slow.codes]
    worked = _drawn(Delay(1.0, made.answered.spread), rng, size) * median * np.where(again, made.repeats_longer, 1.0)
    answered = assigned + worked.astype(np.int64)
    reported = assigned + (worked * made.reported).astype(np.int64)
    closed = answered + _drawn(made.closed, rng, size)
    extended = (answered - assigned > made.extended_after * DAY_US) & (rng.random(size) < made.extended)
    told = {"opened": opened, "assigned": assigned, "reported": reported, "answered": answered, "closed": closed}
    found = {k: pa.array(at // 1_000_000, mask=at >= end).cast(pa.timestamp("s")) for k, at in told.items()}
    return {**found, "extended": pa.array(extended & (answered < end))}


def _drawn(delay: Delay, rng: np.random.Generator, size: int) -> NDArray[np.int64]:
    days = delay.median * np.exp(delay.spread * rng.standard_normal(size))
    drawn: NDArray[np.int64] = (days * DAY_US).astype(np.int64)
    return drawn
