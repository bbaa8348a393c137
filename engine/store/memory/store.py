"""A store in memory: the twin of the SQL store, for tests, simulation and trying things out.

It keeps what the SQL store keeps, under one lock, and passes the same suite. Nothing outlives it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from engine.casework import chain
from engine.casework.events import CaseEvent
from engine.casework.guarding import BrokenGuard
from engine.casework.ports import (
    Batch,
    CaseRow,
    ClockRow,
    FileGone,
    Link,
    NumberTaken,
    Opening,
    OutboxRow,
    StepAlreadyTaken,
    StepRow,
    UnknownCase,
)
from engine.policy.conditions import Facts
from engine.store import writing
from engine.store.memory.notices import MemoryNotices
from engine.store.memory.offices import MemoryOffices
from engine.store.memory.resealing import MemoryResealing
from engine.store.memory.scans import MemoryScans
from engine.store.memory.unfiled import MemoryUnfiled
from engine.store.writing import Head

_NOTHING = object()
_Kept = tuple[dict[Any, Any], object, object]


class MemoryStore(MemoryNotices, MemoryUnfiled, MemoryScans, MemoryResealing, MemoryOffices):
    """Every method of the Store port; see there for what each promises."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, CaseRow] = {}
        self._links: dict[str, tuple[Link, ...]] = {}
        self._heads: dict[str, Head] = {}
        self._openings: dict[str, tuple[Opening, ...]] = {}
        self._clocks: dict[str, tuple[ClockRow, ...]] = {}
        self._numbers: dict[object, str] = {}
        self._steps: dict[str, frozenset[StepRow]] = {}
        self._outbox: dict[str, OutboxRow] = {}
        self._sent: dict[str, datetime] = {}
        self._identity: dict[str, dict[str, bytes]] = {}
        self._case_files: dict[str, dict[str, bytes | None]] = {}
        self._tokens: dict[str, str] = {}
        self._claims: dict[str, tuple[str, datetime]] = {}

    def append(self, batches: Sequence[Batch], *, token: str | None, answer: str) -> None:
        with self._lock:
            if token is not None and token in self._tokens:
                return
            kept = self._touched(batches)
            try:
                for batch in batches:
                    self._write(batch)
            except BaseException:
                _put_back(kept)
                raise
            if token is not None:
                self._tokens[token] = answer

    def _touched(self, batches: Sequence[Batch]) -> list[_Kept]:
        """What stands now in every place that these batches may change; values are never changed in
        place, so that putting them back undoes everything."""
        of_case: list[dict[Any, Any]] = [
            self._rows, self._links, self._heads, self._clocks, self._steps, self._identity, self._case_files
        ]  # fmt: skip
        places: list[tuple[dict[Any, Any], object]] = []
        for batch in batches:
            places += [(table, batch.row.id) for table in of_case]
            places += [(self._openings, batch.row.locality)]
            places += [(self._numbers, key) for key in _number_keys(batch.row)]
            places += [(self._outbox, out.key) for out in batch.outbox]
        return [(table, key, table.get(key, _NOTHING)) for table, key in places]

    def _write(self, batch: Batch) -> None:
        case, head = batch.row.id, self._heads.get(batch.row.id, Head())
        writing.check_batch(batch, head)
        row = writing.in_utc(batch.row)
        links = writing.chained(batch, head)
        if head.seq:
            writing.check_fixed(self._rows[case], row)
        else:
            self._open(row, links[0].hash)
        self._rows[case] = row
        self._links[case] = self._links.get(case, ()) + links
        self._heads[case] = writing.head_after(links, head)
        self._write_beside(batch)

    def _open(self, row: CaseRow, first: str) -> None:
        if any(key in self._numbers for key in _number_keys(row)):
            raise NumberTaken(f"number {row.number} is taken")
        self._numbers.update(dict.fromkeys(_number_keys(row), row.id))
        position, previous = self.register_head(row.locality)
        value = chain.link_opening(previous, locality=row.locality, position=position + 1, case=row.id, first=first)
        opening = Opening(position + 1, row.id, first, value)
        self._openings[row.locality] = (*self._openings.get(row.locality, ()), opening)

    def _write_beside(self, batch: Batch) -> None:
        case = batch.row.id
        self._clocks[case] = batch.clocks
        for step in batch.steps:
            taken = self._steps.get(case, frozenset())
            if step in taken:
                raise StepAlreadyTaken(f"step {step.step} of clock {step.clock} of case {case} was taken")
            self._steps[case] = taken | {step}
        for out in batch.outbox:
            self._outbox.setdefault(out.key, out)
        self._identity[case] = {**self._identity.get(case, {}), **batch.identity}
        for digest in batch.files:
            if digest not in self._files:
                raise FileGone(case, digest)
            had = self._case_files.get(case, {})
            self._case_files[case] = {**had, digest: had.get(digest) or batch.names.get(digest)}

    def answer_to(self, token: str) -> str | None:
        with self._lock:
            return self._tokens.get(token)

    def events(self, case: str) -> tuple[CaseEvent, ...]:
        with self._lock:
            self.row(case)
            return tuple(writing.event_of(link, case) for link in self._links[case])

    def events_after(self, case: str, seq: int, hash_: str) -> tuple[tuple[CaseEvent, ...], str] | None:
        with self._lock:
            self.row(case)
            return writing.after(tuple(k for k in self._links[case] if k.seq >= seq), case, seq, hash_)

    def links(self, case: str) -> tuple[Link, ...]:
        with self._lock:
            return self._links.get(case, ())

    def heads(self, locality: str) -> Mapping[str, tuple[int, str]]:
        with self._lock:
            mine = [r.id for r in self._rows.values() if r.locality == locality]
            return {case: (self._heads[case].seq, self._heads[case].hash) for case in mine}

    def openings(self, locality: str) -> tuple[Opening, ...]:
        with self._lock:
            return self._openings.get(locality, ())

    def register_head(self, locality: str) -> tuple[int, str]:
        with self._lock:
            lines = self._openings.get(locality, ())
            return (lines[-1].position, lines[-1].hash) if lines else (0, chain.START)

    def row(self, case: str) -> CaseRow:
        with self._lock:
            if case not in self._rows:
                raise UnknownCase(case)
            return self._rows[case]

    def clocks(self, case: str) -> tuple[ClockRow, ...]:
        with self._lock:
            return tuple(sorted(self._clocks.get(case, ()), key=lambda c: (c.clock, c.epoch)))

    def running_clocks(self, locality: str) -> Mapping[str, tuple[ClockRow, ...]]:
        running = ((r.id, tuple(c for c in self.clocks(r.id) if c.outcome == "running")) for r in self.rows(locality))
        return {case: clocks for case, clocks in running if clocks}

    def rows(self, locality: str) -> tuple[CaseRow, ...]:
        with self._lock:
            mine = [r for r in self._rows.values() if r.locality == locality]
        return tuple(sorted(mine, key=lambda r: (r.opened, r.year, r.sequence), reverse=True))

    def work_rows(self, locality: str, holders: Sequence[str]) -> tuple[CaseRow, ...]:
        wanted = set(holders)
        return tuple(r for r in self.rows(locality) if r.closed is None and wanted & set(r.owners))

    def by_number(self, number: str) -> CaseRow | None:
        with self._lock:
            case = self._numbers.get(number)
            return None if case is None else self._rows[case]

    def by_follow_hash(self, follow_hash: str) -> CaseRow | None:
        with self._lock:
            return next((r for r in self._rows.values() if r.follow_hash == follow_hash), None)

    def broken_guards(self) -> tuple[BrokenGuard, ...]:
        return ()

    def registered(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(sorted({*self._openings, *(row.locality for row in self._rows.values())}))

    def found_by(self, case: str) -> tuple[tuple[str, ...], Mapping[str, str]]:
        row = self.row(case)
        return tuple(sorted(set(row.owners))), row.related

    def next_sequence(self, locality: str, year: int) -> int:
        with self._lock:
            taken = (r.sequence for r in self._rows.values() if (r.locality, r.year) == (locality, year))
            return max(taken, default=0) + 1

    def related(
        self, locality: str, same: Mapping[str, str], *, since: date, before: datetime, but: str
    ) -> tuple[Facts, ...]:
        start = writing.start_of(since, before)
        found = [
            r
            for r in self.rows(locality)
            if r.id != but and start <= r.opened < before and same.items() <= r.related.items()
        ]
        found.sort(key=lambda r: (r.opened, r.id))
        return tuple(writing.related_facts(r, tuple(same), before) for r in found)

    def due(self, at: datetime, limit: int) -> tuple[str, ...]:
        with self._lock:
            come = [(r.next_moment, r.id) for r in self._rows.values() if r.next_moment is not None]
        return tuple(case for moment, case in sorted(come) if moment <= at)[:limit]

    def claim(self, at: datetime, limit: int, *, worker: str, until: datetime) -> tuple[str, ...]:
        with self._lock:
            claimed = {case for case, (_, end) in self._claims.items() if at < end <= until}
            found = [case for case in self.due(at, len(self._rows)) if case not in claimed][:limit]
            self._claims.update(dict.fromkeys(found, (worker, until)))
        return tuple(found)

    def release(self, worker: str) -> None:
        with self._lock:
            self._claims = {case: claim for case, claim in self._claims.items() if claim[0] != worker}

    def next_due(self) -> datetime | None:
        with self._lock:
            return min((r.next_moment for r in self._rows.values() if r.next_moment is not None), default=None)

    def outbox(self, *, pending: bool = True) -> tuple[OutboxRow, ...]:
        with self._lock:
            return tuple(r for r in self._outbox.values() if not (pending and r.key in self._sent))

    def mark_sent(self, key: str, at: datetime) -> None:
        with self._lock:
            if key in self._outbox:
                self._sent.setdefault(key, at.astimezone(UTC))

    def identity(self, case: str) -> Mapping[str, bytes]:
        with self._lock:
            return dict(self._identity.get(case, {}))

    def erase_identity(self, case: str) -> int:
        with self._lock:
            return len(self._identity.pop(case, {}))

    def erase_files(self, case: str, ids: Collection[str], *, spared: Collection[str] = ()) -> int:
        with self._lock:
            had = self._case_files.get(case, {})
            self._case_files[case] = {id_: name for id_, name in had.items() if id_ not in ids}
            elsewhere = frozenset[str]().union(*self._case_files.values())
            going = set(ids) - elsewhere - set(spared)
            alone = [id_ for id_ in going if self._files.pop(id_, None) is not None]
            for id_ in alone:
                self._scans.pop(id_, None)
            return len(alone)

    def files_of(self, case: str) -> tuple[str, ...]:
        with self._lock:
            return tuple(sorted(self._case_files.get(case, ())))

    def file_names(self, case: str) -> Mapping[str, bytes]:
        with self._lock:
            return {id_: name for id_, name in self._case_files.get(case, {}).items() if name is not None}


def _number_keys(row: CaseRow) -> tuple[object, ...]:
    """What no two cases may share."""
    return row.number, (row.locality, row.year, row.sequence)


def _put_back(kept: list[_Kept]) -> None:
    for table, key, value in kept:
        if value is _NOTHING:
            table.pop(key, None)
        else:
            table[key] = value
