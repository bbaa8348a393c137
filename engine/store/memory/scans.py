"""The part of the memory store that knows which contents were looked through for malware."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from engine.casework.files.withheld import Withheld


class MemoryScans:
    """See `engine.casework.upkeep.rescanning.Scans`."""

    _lock: threading.RLock
    _files: dict[str, tuple[str, bytes]]
    _case_files: dict[str, dict[str, bytes | None]]

    def __init__(self) -> None:
        super().__init__()
        self._scans: dict[str, tuple[datetime, str | None, str | None]] = {}
        """When it was looked through, what was found, and what was let go."""

    def to_scan(self, before: datetime | None, after: str, limit: int) -> tuple[str, ...]:
        with self._lock:
            done = {id_ for id_, (at, _, _) in self._scans.items() if before is None or at >= before}
            return tuple(sorted(id_ for id_ in self._files.keys() - done if id_ > after)[:limit])

    def note_scan(self, digest: str, at: datetime, found: str | None) -> None:
        with self._lock:
            if digest in self._files:
                _, before, let_go = self._scans.get(digest, (at, None, None))
                self._scans[digest] = (at.astimezone(UTC), found or before, let_go)

    def let_go(self, digest: str, found: str) -> bool:
        with self._lock:
            at, there, _ = self._scans.get(digest, (None, None, None))
            if at is None or there != found:
                return False
            self._scans[digest] = (at, there, found)
            return True

    def withheld(self, ids: Collection[str] | None = None) -> Mapping[str, Withheld]:
        with self._lock:
            marks = {id_: mark for id_, mark in self._scans.items() if ids is None or id_ in ids}
        return {id_: Withheld(found, at) for id_, (at, found, gone) in marks.items() if found and found != gone}

    def cases_with(self, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        with self._lock:
            having = {id_: sorted(c for c, files in self._case_files.items() if id_ in files) for id_ in ids}
        return {id_: tuple(cases) for id_, cases in having.items() if cases}
