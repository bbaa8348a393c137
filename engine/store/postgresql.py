"""What is particular to PostgreSQL: a server that many machines share.

Writers run side by side at READ COMMITTED, whatever the server's own default is, and wait for each other only where
they touch the same case, register or subject (`hold`): what they read after waiting is what the other has written.
Readers see one state of the database and never wait.
"""

from __future__ import annotations

import json
from functools import partial

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL

READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""The execution options of a transaction that only reads."""

_WRITING = r"-c default_transaction_isolation=read\ committed"
_MIGRATION_SECONDS = 300


def postgresql_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine on a server; nothing is connected yet.

    A lock is waited for at most `busy_seconds`. A connection that the server closed meanwhile is
    noticed before it is used, a network that swallows everything within half a minute.
    """
    import psycopg  # only here: who keeps a file needs no driver

    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        module=psycopg,
        hide_parameters=True,  # no answer and no name in an error or a log
        connect_args=_arguments(busy_seconds),
        json_serializer=partial(json.dumps, ensure_ascii=False),
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=15,
        pool_timeout=30,
    )


def _arguments(busy_seconds: float) -> dict[str, object]:
    """For the driver: who we are, in which zone moments are told, and how long to wait for what."""
    milliseconds = max(1, round(busy_seconds * 1000))
    return {
        "application_name": "bihuan",
        "connect_timeout": 10,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        "options": f"-c timezone=UTC -c lock_timeout={milliseconds} {_WRITING}",
    }


def hold(connection: Connection, subject: str) -> None:
    """Wait until nobody else holds this subject, and hold it until the end of the transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:subject, 0))"), {"subject": subject})


def hold_key(connection: Connection, *, alone: bool) -> None:
    """Hold the key of the installation until the end of the transaction: with all others who write, or alone."""
    how = "" if alone else "_shared"
    connection.execute(text(f"SELECT pg_advisory_xact_lock{how}(hashtextextended('bihuan/key', 0))"))


def wait_for_migrations(connection: Connection) -> None:
    """Of processes that start together one brings the schema up to date; the others wait longer than
    they would for a case."""
    connection.execute(text(f"SET LOCAL lock_timeout = '{_MIGRATION_SECONDS}s'"))
    hold(connection, "bihuan/schema")
