"""The door to the database: connections, transactions, and what its failures are called.

What is particular to one kind of database stands in `sqlite_file` and `postgresql`, and in the
triggers of the migrations; the subjects beside this module are portable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, select, tuple_
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine import crash_points
from engine.casework.ports import KeyChanged, StoreBusy
from engine.casework.upkeep.resealing import KEY
from engine.errors import EngineError
from engine.store import postgresql, sqlite_file, tables
from engine.store.addresses import without_password

BUSY_SECONDS = 5.0
"""How long a writer waits for the others."""

SQLITE = frozenset({"sqlite"})
POSTGRESQL = frozenset({"postgresql", "postgresql+psycopg"})


class Database:
    """One database, shared by any number of threads and processes."""

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        parsed = parse(url)
        self.on_server = parsed.drivername in POSTGRESQL
        make = postgresql.postgresql_engine if self.on_server else sqlite_file.sqlite_engine
        self.engine = make(parsed, busy_seconds)
        self._reading: Mapping[str, Any] = postgresql.READING if self.on_server else {}
        self.key: str | None = None  # what this process holds: see `hold_to_key`

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with _named(), self.engine.connect() as connection:
            connection.execution_options(**self._reading)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:
        """A transaction that writes; whatever is raised inside undoes all of it. Raises KeyChanged where the
        database is sealed under another key than the one that this process is held to.

        In SQLite it is alone in writing. On PostgreSQL it is alone with what it has locked, and `alone` with the
        key: it waits for all who write.
        """
        with _named(), self.engine.connect() as connection:
            connection.execution_options(**{sqlite_file.WRITE: True})
            with connection.begin() as transaction:
                if self.on_server:
                    postgresql.hold_key(connection, alone=alone)
                self.check_key(connection)
                yield connection
                crash_points.passing("before-commit")
                with _in_doubt():
                    transaction.commit()
        crash_points.passing("after-commit")

    @contextmanager
    def migrate(self) -> Iterator[Connection]:
        """A transaction that is alone in changing the schema."""
        with self.write() as connection:
            if self.on_server:
                postgresql.wait_for_migrations(connection)
            yield connection

    def check_key(self, connection: Connection) -> None:
        """Raises KeyChanged as `write` does. In the transaction that writes: a change of key comes wholly before it,
        or wholly after."""
        if self.key is None:
            return
        own = select(tables.settings.c.value).where(tables.settings.c.key == KEY)
        found = connection.execute(own).scalar_one_or_none()
        if found != self.key:
            raise KeyChanged(f"the key was changed: it was {self.key} and is {found} now; start again with that one")

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def parse(url: str) -> URL:
    """The address of an SQLite file or of a PostgreSQL database. Raises EngineError for anything else."""
    shown = without_password(url)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise EngineError(f"{shown!r} is not the address of a store") from error
    if parsed.drivername in POSTGRESQL:
        if not parsed.database:
            raise EngineError(f"{shown}: name a database (postgresql://user@host/bihuan)")
        return parsed
    if parsed.drivername not in SQLITE:
        raise EngineError(f"{shown}: data is kept in sqlite:///path, postgresql://user@host/name, or memory:")
    if not parsed.database or parsed.database == ":memory:":
        raise EngineError(f"{shown}: name a file (sqlite:///var/bihuan.db), or use memory:")
    return parsed


@contextmanager
def _named() -> Iterator[None]:
    """The database's failures under the names of the Store port."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreBusy(f"the database could not be reached; nothing was written ({error})") from error
    except StatementError as error:
        if _unreachable(error):
            raise StoreBusy(f"the database could not be reached; nothing was written ({_cause(error)})") from error
        raise EngineError(f"the database refused: {_cause(error)}") from error


@contextmanager
def _in_doubt() -> Iterator[None]:
    """A connection lost while committing tells nothing about the commit."""
    try:
        yield
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        told = "the connection broke at the end; whether it was written shows when the same is sent again"
        raise StoreBusy(f"{told} ({_cause(error)})") from error


def _unreachable(error: StatementError) -> bool:
    """Locked, full, stopped or out of reach, as against refused for what was asked."""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, OperationalError | InterfaceError)


def _cause(error: StatementError) -> str:
    """What the database said, without the details in which it quotes rows."""
    said = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    return str(said or str(error.orig).partition("\n")[0])


def hold(connection: Connection, subject: str) -> None:
    """Be alone with a subject until the end of the transaction. A writer of SQLite is so already."""
    if connection.dialect.name == "postgresql":
        postgresql.hold(connection, subject)


def _insert(connection: Connection, table: Table) -> Any:
    """An INSERT that can say what to do about a key that is there."""
    dialect = postgresql_dialect if connection.dialect.name == "postgresql" else sqlite_dialect
    return dialect.insert(table)


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any], *, key: str | None = None) -> bool:
    """Insert a row unless one of its keys is there, or this one; whether it was inserted."""
    keys = [key] if key else None
    statement = _insert(connection, table).values(dict(values)).on_conflict_do_nothing(index_elements=keys)
    return _rows(connection, statement) == 1


def insert_or(
    connection: Connection, table: Table, new: Mapping[str, Any], change: Mapping[str, Any], *, where: Any
) -> bool:
    """Insert a row, or make these changes to the one with its primary key if that one is so; whether one of the
    two was done."""
    keys = [column.name for column in table.primary_key]
    statement = _insert(connection, table).values(dict(new))
    done = statement.on_conflict_do_update(index_elements=keys, set_=dict(change), where=where)
    return _rows(connection, done) == 1


def put(connection: Connection, table: Table, values: Mapping[str, Any], *, unless: Any = None) -> bool:
    """Insert a row or replace the one with the same primary key, but for rows of which `unless` holds;
    whether it was put."""
    keys = [column.name for column in table.primary_key]
    statement = _insert(connection, table).values(dict(values))
    rest = {name: statement.excluded[name] for name in values if name not in keys}
    where = None if unless is None else ~unless
    done = statement.on_conflict_do_update(index_elements=keys, set_=rest, where=where)
    return _rows(connection, done) == 1


def _rows(connection: Connection, statement: Any) -> int:
    """Carry it out; how many rows it wrote."""
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def sweep(connection: Connection, table: Table, old: Any) -> None:
    """Delete rows that have had their time; one that somebody else deletes just now is left to them."""
    keys = list(table.primary_key)
    found = select(*keys).where(old).with_for_update(skip_locked=True)
    connection.execute(table.delete().where(tuple_(*keys).in_(found)))


def add_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; none is fine. A key that is there raises IntegrityError."""
    if rows:
        connection.execute(table.insert(), [dict(row) for row in rows])
