"""Sealed identity and attachments removed for good: the row, and as far as the database can, the place where
it stood.

SQLite overwrites the place and empties its journal; PostgreSQL reclaims it at the next vacuum. Backups
that were made before hold the ciphertext until they are thrown away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import DBAPIError

from engine.casework.ports import StoreBusy
from engine.store import tables
from engine.store.database import Database


class Erasing:
    """See `engine.casework.upkeep.retention.Erasing`."""

    _database: Database

    def erase_identity(self, case: str) -> int:
        with for_good(self._database) as connection:
            return connection.execute(delete(tables.identity).where(tables.identity.c.case_id == case)).rowcount

    def erase_files(self, case: str, ids: Collection[str], *, spared: Collection[str] = ()) -> int:
        files, attached = tables.files, tables.case_files
        wanted = sorted(ids)
        own = (attached.c.case_id == case) & attached.c.digest.in_(wanted)
        known = files.c.digest.in_(wanted) & (files.c.name != "")
        going = sorted(set(wanted) - set(spared))
        alone = files.c.digest.in_(going) & files.c.digest.not_in(select(attached.c.digest))
        first = select(files.c.digest).where(files.c.digest.in_(wanted)).order_by(files.c.digest).with_for_update()
        with for_good(self._database) as connection:
            connection.execute(first)  # whoever files one of them just now is waited for, and then seen
            connection.execute(delete(attached).where(own))
            gone = connection.execute(delete(files).where(alone)).rowcount
            connection.execute(update(files).where(known).values(name=""))  # of an older version, maybe this case's
            return gone


@contextmanager
def for_good(database: Database) -> Iterator[Connection]:
    """A transaction after which what it deleted cannot be read from the disk either. Raises StoreBusy when that could
    not be reached: it is written then, and what it deleted stands in the journal until the next of its kind."""
    with database.write() as connection:
        if not database.on_server:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        yield connection
    if not database.on_server:
        try:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except DBAPIError as error:  # the disk is full
            raise StoreBusy(f"it was written, but the journal could not be emptied ({error.orig})") from error
