"""Which kept contents were looked through for malware, what was found, and what the operator let go.

Beside the files and not in their rows: a row of a file holds its content, and would be written whole. A file takes
its mark along when it goes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import exists, select, true, update

from engine.casework.files.withheld import Withheld
from engine.store import tables
from engine.store.database import Database, insert_or

_FILES, _SCANS, _ATTACHED = tables.files.c, tables.file_scans.c, tables.case_files.c
_WITHHELD = _SCANS.found.is_not(None) & (_SCANS.let_go.is_(None) | (_SCANS.let_go != _SCANS.found))


class Scans:
    """See `engine.casework.upkeep.rescanning.Scans`."""

    _database: Database

    def to_scan(self, before: datetime | None, after: str, limit: int) -> tuple[str, ...]:
        seen = _SCANS.digest == _FILES.digest
        done = exists().where(seen if before is None else seen & (_SCANS.at >= before))
        query = select(_FILES.digest).where((_FILES.digest > after) & ~done).order_by(_FILES.digest).limit(limit)
        with self._database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def note_scan(self, digest: str, at: datetime, found: str | None) -> None:
        kept = select(_FILES.digest).where(_FILES.digest == digest).with_for_update(read=True, key_share=True)
        seen = {"at": at} if found is None else {"at": at, "found": found}
        new = {"digest": digest, "at": at, "found": found}
        with self._database.write() as connection:
            if connection.execute(kept).one_or_none() is not None:
                insert_or(connection, tables.file_scans, new, seen, where=true())

    def let_go(self, digest: str, found: str) -> bool:
        own = (_SCANS.digest == digest) & (_SCANS.found == found)
        with self._database.write() as connection:
            return connection.execute(update(tables.file_scans).where(own).values(let_go=found)).rowcount == 1

    def withheld(self, ids: Collection[str] | None = None) -> Mapping[str, Withheld]:
        query = select(_SCANS.digest, _SCANS.found, _SCANS.at).where(_WITHHELD)
        if ids is not None:
            query = query.where(_SCANS.digest.in_(sorted(ids)))
        with self._database.read() as connection:
            return {r.digest: Withheld(r.found, r.at) for r in connection.execute(query)}

    def cases_with(self, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        query = select(_ATTACHED.digest, _ATTACHED.case_id).where(_ATTACHED.digest.in_(sorted(ids)))
        found: dict[str, tuple[str, ...]] = {}
        with self._database.read() as connection:
            for r in connection.execute(query.order_by(_ATTACHED.digest, _ATTACHED.case_id)):
                found[r.digest] = (*found.get(r.digest, ()), r.case_id)
        return found
