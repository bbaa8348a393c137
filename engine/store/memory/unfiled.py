"""The part of the memory store that lets go of drafts and of files that no case has."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from datetime import datetime

from engine.casework.ports import Draft, Link


class MemoryUnfiled:
    """See `engine.casework.upkeep.unfiled.Unfiling`."""

    _lock: threading.RLock
    _drafts: dict[str, Draft]
    _files: dict[str, tuple[str, bytes]]
    _sent_at: dict[str, datetime]
    _scans: dict[str, tuple[datetime, str | None, str | None]]
    _links: dict[str, tuple[Link, ...]]
    _case_files: dict[str, dict[str, bytes | None]]

    def drop_drafts(self, before: datetime) -> int:
        with self._lock:
            old = [id_ for id_, draft in self._drafts.items() if draft.at < before]
            for id_ in old:
                del self._drafts[id_]
        return len(old)

    def sealed_drafts(self) -> Sequence[tuple[str, bytes]]:
        with self._lock:
            return [(draft.id, draft.answers) for draft in self._drafts.values()]

    def unfiled(self, before: datetime) -> tuple[str, ...]:
        with self._lock:
            filed = frozenset[str]().union(*self._case_files.values())
            return tuple(sorted(id_ for id_ in self._files.keys() - filed if self._sent_at[id_] < before))

    def cases_naming(self, ids: Collection[str]) -> tuple[str, ...]:
        with self._lock:
            bodies = [(case, link.body) for case, links in self._links.items() for link in links]
        return tuple(sorted({case for case, body in bodies if any(id_ in body for id_ in ids)}))

    def put_on_case(self, case: str, ids: Collection[str]) -> None:
        with self._lock:
            kept = dict.fromkeys(frozenset(ids) & self._files.keys())
            self._case_files[case] = {**kept, **self._case_files.get(case, {})}

    def drop_unfiled(self, ids: Collection[str], before: datetime) -> tuple[int, int]:
        with self._lock:
            loose = frozenset(ids) & frozenset(self.unfiled(before))
            gone = [len(self._files.pop(id_)[1]) for id_ in loose]
            for id_ in loose:
                self._scans.pop(id_, None)
        return len(gone), sum(gone)
