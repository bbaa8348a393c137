"""Attachments in the database, ciphertext under the hash of their content: kept, found and weighed."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, func, select, text

from engine.store import tables
from engine.store.database import Database

_FILES = tables.files.c
_PUT = text(
    "INSERT INTO files (digest, name, media_type, content, at) VALUES (:digest, '', :media_type, :content, :at)"
    " ON CONFLICT (digest) DO UPDATE SET name = '', media_type = excluded.media_type, content = excluded.content,"
    " at = CASE WHEN files.at < excluded.at THEN excluded.at ELSE files.at END"
).bindparams(bindparam("content", type_=_FILES.content.type), bindparam("at", type_=_FILES.at.type))
"""One statement: a file that somebody is removing just now is kept anew, not found and then lost. A content that
is known is written like one that is not: the time that it takes tells nothing."""


class Files:
    """See `engine.casework.ports.Store` and `engine.casework.files.room.FileRoom`."""

    _database: Database

    def put_file(self, digest: str, media_type: str, content: bytes, at: datetime) -> None:
        values = {"digest": digest, "media_type": media_type, "content": content, "at": at}
        with self._database.write() as connection:
            connection.execute(_PUT, values)

    def file(self, digest: str) -> tuple[str, bytes] | None:
        query = select(_FILES.media_type, _FILES.content).where(_FILES.digest == digest)
        with self._database.read() as connection:
            found = connection.execute(query).one_or_none()
        return None if found is None else (found.media_type, found.content)

    def media_types(self, ids: Collection[str]) -> Mapping[str, str]:
        query = select(_FILES.digest, _FILES.media_type).where(_FILES.digest.in_(sorted(ids)))
        with self._database.read() as connection:
            return {found.digest: found.media_type for found in connection.execute(query)}

    def file_sizes(self, ids: Collection[str]) -> Mapping[str, int]:
        query = select(_FILES.digest, func.length(_FILES.content)).where(_FILES.digest.in_(sorted(ids)))
        with self._database.read() as connection:
            return {found.digest: found[1] for found in connection.execute(query)}

    def bytes_of_files(self) -> int:
        query = select(func.coalesce(func.sum(func.length(_FILES.content)), 0))
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def bytes_free(self) -> int | None:
        """Of the disk under an SQLite file, and in the file where something was removed; a server keeps its
        files elsewhere."""
        place = self._database.engine.url.database
        if self._database.on_server or place is None:
            return None
        with self._database.read() as connection:
            pages, size = (
                int(connection.exec_driver_sql(f"PRAGMA {what}").scalar_one())
                for what in ("freelist_count", "page_size")
            )
        return shutil.disk_usage(Path(place).parent).free + pages * size
