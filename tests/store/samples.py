"""Small cases and batches, made by hand, for the tests of the stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.casework.events import CaseEvent, Reason
from engine.casework.ports import Batch, CaseRow, Store
from engine.store.sql import SqlStore

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def patient(url: str) -> SqlStore:
    """A store for those who write at the same moment: everybody's turn comes, however slow the disk is."""
    return SqlStore(url, busy_seconds=300)


def event(case: str, seq: int, **data: Any) -> CaseEvent:
    reasons = (Reason("tables.track.rules.outside", ("measures 四(一).2",)),)
    return CaseEvent(case, seq, AT + timedelta(minutes=seq), "happened", data, "zhang", reasons)


def row(case: str, **changes: Any) -> CaseRow:
    """A row of the locality `east`; the number is taken from the id (`c7` is number 7)."""
    sequence = changes.pop("sequence", int(case.lstrip("c")))
    locality = changes.pop("locality", "east")
    year = changes.pop("year", 2026)
    plain = CaseRow(
        id=case,
        locality=locality,
        number=f"{locality}-{year}-{sequence:05d}",
        year=year,
        sequence=sequence,
        digest="d1",
        state="registered",
        opened=AT,
        closed=None,
        owners=("office",),
        on_case=("office", "zhang"),
        out=("wang",),
        sealed=False,
        taken_by=None,
        flags=("urgent",),
        related={"matter": "noise", "place": "market"},
        next_moment=None,
        title="夜间噪音",
    )
    return replace(plain, **changes)


def opening(case: str, *, events: int = 1, **changes: Any) -> Batch:
    """The batch that begins a case; named fields of the batch go to it, the rest to the row."""
    own = {k: changes.pop(k) for k in ("clocks", "steps", "outbox", "identity", "files", "names") if k in changes}
    made = tuple(event(case, seq, n=seq) for seq in range(1, events + 1))
    return Batch(row(case, **changes), 0, made, **own)


def more(case: str, seen: int, *, events: int = 1, **changes: Any) -> Batch:
    """A later batch, after event `seen`."""
    first = opening(case, **changes)
    made = tuple(event(case, seen + n, n=seen + n) for n in range(1, events + 1))
    return replace(first, expected_seq=seen, events=made)


def write(store: Store, *batches: Batch, token: str | None = None, answer: str = "{}") -> None:
    store.append(batches, token=token, answer=answer)
