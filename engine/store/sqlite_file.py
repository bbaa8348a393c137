"""What is particular to SQLite: one file, written by one at a time."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from sqlite3 import SQLITE_BUSY
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Cursor as SqliteCursor
from sqlite3 import OperationalError as SqliteRefusal
from time import monotonic, sleep

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from engine.casework.ports import StoreBusy

WRITE = "bihuan_write"
"""The execution option of a transaction that writes."""

PAUSE_SECONDS = 0.02
"""Between two tries at what SQLite refuses without waiting."""


def sqlite_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine whose every connection is set up the same way; the file is made when missing.

    A writer takes the write lock at its start and waits for it at most `busy_seconds`.
    """
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
    event.listen(engine, "connect", partial(_set_up, busy_seconds))
    event.listen(engine, "begin", _begin)
    return engine


def _make_file(path: Path) -> None:
    """Readable by its owner only; its journal files inherit that."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreBusy(f"the database file {path} cannot be opened: {error.strerror}") from error


def _set_up(busy_seconds: float, connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    cursor = connection.cursor()
    _write_ahead(cursor, busy_seconds)
    cursor.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA recursive_triggers = ON")  # so that REPLACE meets the append-only triggers
    cursor.close()


def _write_ahead(cursor: SqliteCursor, busy_seconds: float) -> None:
    """Keep a write-ahead log. On a new file each opener asks for the change, and of those who ask at the same
    moment SQLite refuses all but one at once, whatever the time-out: its busy handler is not asked where waiting
    could be a deadlock (sqlite.org, `sqlite3_busy_handler`)."""
    until = monotonic() + busy_seconds
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except SqliteRefusal as refusal:
            if refusal.sqlite_errorcode & 0xFF != SQLITE_BUSY or monotonic() > until:
                raise
            sleep(PAUSE_SECONDS)
        else:
            return


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
