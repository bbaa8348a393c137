"""Decisions over a stream of batches: an Arrow reader in, an Arrow reader out.

Batches are decided side by side on all processors and handed on in their order; no more than a few are
held at once, so that a file may be larger than memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from engine.columns.column import EPOCH
from engine.columns.days import DayTable
from engine.columns.due import Due, due_from
from engine.columns.policy import PolicyColumns
from engine.columns.slices import PROCESSORS
from engine.policy.limits import Limit

A = TypeVar("A")
B = TypeVar("B")


def side_by_side(work: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
    """The work done on every item, by threads, a few ahead; results in the order of the items.

    Threads and not processes: numpy and Arrow let go of the interpreter while they work, and nothing
    has to be copied from one process to another.
    """
    rest = iter(items)
    with ThreadPoolExecutor(PROCESSORS, thread_name_prefix="columns") as pool:
        waiting: list[Future[B]] = [pool.submit(work, item) for item in islice(rest, PROCESSORS + 1)]
        while waiting:
            done = waiting.pop(0).result()
            waiting += [pool.submit(work, item) for item in islice(rest, 1)]
            yield done


def decided(policy: PolicyColumns, batches: Iterable[Any]) -> Any:
    """A `RecordBatchReader` of decisions (see `Decisions.record_batch`) for a reader, or any batches, of
    facts. Raises ColumnsError for a column of another type than its fact; ValueError without a batch."""
    found = side_by_side(lambda batch: policy.decide_batch(batch).record_batch(), batches)
    first = next(found, None)
    if first is None:
        raise ValueError("a stream without a batch has no columns")
    return pa.RecordBatchReader.from_batches(first.schema, chain((first,), found))


def due_batch(limit: Limit, started: Any, table: DayTable) -> Any:
    """When a limit ends, for an Arrow array of instants with a time zone: a batch of `nominal` and `due`
    days, the instant `expires`, and whether it is `provisional`. Null where an instant is, or where the
    text sets no number. Raises SpanError outside 1949-2120."""
    known = started.drop_null()
    due = due_from(limit, known.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy(), table)
    valid = np.asarray(started.is_valid())
    rows = None if due is None else pa.array(np.cumsum(valid) - 1, mask=~valid)
    columns = _NOTHING if due is None else _columns(due)
    taken = {k: pa.nulls(len(started), c.type) if rows is None else c.take(rows) for k, c in columns.items()}
    return pa.RecordBatch.from_arrays(list(taken.values()), names=list(taken))


def _columns(due: Due) -> dict[str, Any]:
    days = {"nominal": due.nominal, "due": due.due}
    found = {k: pa.array(v - EPOCH).cast(pa.int32()).cast(pa.date32()) for k, v in days.items()}
    expires = pa.array(due.expires).cast(pa.timestamp("us", "UTC"))
    return {**found, "expires": expires, "provisional": pa.array(due.provisional)}


_NOTHING = {
    "nominal": pa.array([], pa.date32()), "due": pa.array([], pa.date32()),
    "expires": pa.array([], pa.timestamp("us", "UTC")), "provisional": pa.array([], pa.bool_()),
}  # fmt: skip
