"""The door to the database: connections, transactions, and what its failures are called.

A write is one transaction that takes the write lock at its start, so that what it read is still true
when it writes. Everything that is particular to one kind of database stands here and in
`append_only`; the subjects beside this module are portable.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.casework.ports import StoreBusy
from engine.errors import EngineError

BUSY_SECONDS = 5.0
"""How long a writer waits for the others."""

_WRITE = "bihuan_write"


class Database:
    """One SQLite file, shared by any number of threads and processes."""

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.engine = sqlite_engine(parse(url), busy_seconds)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with _named(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is alone in writing; whatever is raised inside undoes all of it."""
        with _named(), self.engine.connect() as connection:
            connection.execution_options(**{_WRITE: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def parse(url: str) -> URL:
    """The address of an SQLite file. Raises EngineError for anything else."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise EngineError(f"{url!r} is not the address of a store") from error
    if parsed.drivername != "sqlite":
        shown = parsed.render_as_string(hide_password=True)
        raise EngineError(f"{shown}: this version keeps its data in SQLite (sqlite:///path) or memory:")
    if not parsed.database or parsed.database == ":memory:":
        raise EngineError(f"{url}: name a file (sqlite:///var/bihuan.db), or use memory:")
    return parsed


def sqlite_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine whose every connection is set up the same way; the file is made when missing."""
    _make_file(Path(url.database or ""))
    engine = create_engine(
        url,
        hide_parameters=True,  # no answer and no name in an error or a log
        connect_args={"timeout": busy_seconds},
        json_serializer=partial(json.dumps, ensure_ascii=False),
        pool_size=10,
        max_overflow=40,
        pool_timeout=30,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _make_file(path: Path) -> None:
    """Readable by its owner only; its journal files inherit that."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreBusy(f"the database file {path} cannot be opened: {error.strerror}") from error


def _set_up(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA recursive_triggers = ON")  # so that REPLACE meets the append-only triggers
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _named() -> Iterator[None]:
    """The database's failures under the names of the Store port."""
    try:
        yield
    except (OperationalError, PoolTimeout) as error:
        cause = getattr(error, "orig", None) or error
        raise StoreBusy(f"the database could not be reached; nothing was written ({cause})") from error
    except StatementError as error:
        raise EngineError(f"the database refused: {error.orig}") from error


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is there; whether it was inserted."""
    statement = insert(table).values(dict(values)).on_conflict_do_nothing()
    return connection.execute(statement).rowcount == 1


def put(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Insert a row or replace the one with the same primary key."""
    keys = [column.name for column in table.primary_key]
    statement = insert(table).values(dict(values))
    rest = {name: statement.excluded[name] for name in values if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))


def add_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; none is fine. A key that is there raises IntegrityError."""
    if rows:
        connection.execute(table.insert(), [dict(row) for row in rows])
