"""Sealed identity removed for good: the row, and as far as the database can, the place where it stood."""

from __future__ import annotations

from sqlalchemy import delete

from engine.store import tables
from engine.store.database import Database


class Erasing:
    """See `engine.casework.retention.Erasing`."""

    _database: Database

    def erase_identity(self, case: str) -> int:
        """SQLite overwrites the place and empties its journal; PostgreSQL reclaims it at the next vacuum.
        Backups that were made before hold the ciphertext until they are thrown away."""
        with self._database.write() as connection:
            if not self._database.on_server:
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            own = tables.identity.c.case_id == case
            erased = connection.execute(delete(tables.identity).where(own)).rowcount
        if not self._database.on_server:
            with self._database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return erased
