"""Drafts that had their time and files that no case has, removed for good; what the sweep asks before it does.

A case that is being filed holds its files until it is written (`appending`), and a file that is sent again is newer
from then on (`files`). Here files are locked first, without waiting for those that somebody holds, and looked at
again under the lock: so whatever was filed before is seen, and whoever comes later finds them gone and is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select

from engine.store import tables
from engine.store.database import Database, insert_new
from engine.store.erasing import for_good

_FILES, _ATTACHED, _DRAFTS, _EVENTS = tables.files.c, tables.case_files.c, tables.drafts.c, tables.events.c
_NO_CASE = ~exists().where(_ATTACHED.digest == _FILES.digest)
_AT_ONCE = 1_000


class Unfiled:
    """See `engine.casework.upkeep.unfiled.Unfiling`."""

    _database: Database

    def drop_drafts(self, before: datetime) -> int:
        with for_good(self._database) as connection:
            return connection.execute(delete(tables.drafts).where(_DRAFTS.at < before)).rowcount

    def sealed_drafts(self) -> Sequence[tuple[str, bytes]]:
        with self._database.read() as connection:
            return [(found.id, found.answers) for found in connection.execute(select(_DRAFTS.id, _DRAFTS.answers))]

    def unfiled(self, before: datetime) -> tuple[str, ...]:
        """By the index first: in SQLite the moment stands behind the content of its file."""
        with self._database.read() as connection:
            free = connection.execute(select(_FILES.digest).where(_NO_CASE)).scalars().all()
            old = (
                select(_FILES.digest).where((_FILES.digest == digest) & (_FILES.at < before)) for digest in sorted(free)
            )
            return tuple(digest for query in old if (digest := connection.execute(query).scalar_one_or_none()))

    def cases_naming(self, ids: Collection[str]) -> tuple[str, ...]:
        """In one pass over all events, however many ids there are."""
        any_of = re.compile("|".join(sorted(map(re.escape, ids))))
        query = select(_EVENTS.case_id, _EVENTS.body).execution_options(yield_per=_AT_ONCE)
        with self._database.read() as connection:
            return tuple(sorted({found.case_id for found in connection.execute(query) if any_of.search(found.body)}))

    def put_on_case(self, case: str, ids: Collection[str]) -> None:
        kept = select(_FILES.digest).where(_FILES.digest.in_(sorted(ids))).order_by(_FILES.digest)
        with self._database.write() as connection:
            for digest in connection.execute(kept.with_for_update(read=True, key_share=True)).scalars().all():
                insert_new(connection, tables.case_files, {"case_id": case, "digest": digest})

    def drop_unfiled(self, ids: Collection[str], before: datetime) -> tuple[int, int]:
        old = _FILES.digest.in_(sorted(ids)) & (_FILES.at < before)
        lock = select(_FILES.digest).where(old).order_by(_FILES.digest).with_for_update(skip_locked=True)
        with for_good(self._database) as connection:
            ours = connection.execute(lock).scalars().all()
            loose = _FILES.digest.in_(ours) & _NO_CASE  # a second look: what was filed until the lock is seen now
            count = func.count(_FILES.digest)
            size = func.coalesce(func.sum(func.length(_FILES.content)), 0)
            found = connection.execute(select(count, size).where(loose)).one()
            connection.execute(delete(tables.files).where(loose))
        return int(found[0]), int(found[1])
