"""The schema is one: the migrations and the metadata make the same, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from engine.casework.ports.accounts import AccountRecord, Session
from engine.errors import EngineError
from engine.store.database import Database
from engine.store.migrations import configuration, upgrade
from engine.store.sql import SqlStore
from engine.store.tables import metadata
from tests import postgres
from tests.store.samples import AT, more, opening, write


@pytest.fixture
def empty(request: pytest.FixtureRequest, sql: SqlStore, tmp_path: Path) -> Iterator[Database]:
    """A second database of the same kind, without any table."""
    name = postgres.server().fresh() if sql._database.on_server else None
    address = postgres.server().address(name) if name else f"sqlite:///{tmp_path / 'empty.db'}"
    database = Database(address)
    yield database
    database.close()
    if name:
        postgres.server().drop(name)


def schema(database: Database) -> dict[str, Any]:
    """All that the database itself says about its tables."""
    look = inspect(database.engine)
    return {
        table: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)],
            look.get_pk_constraint(table),
            sorted(map(str, look.get_foreign_keys(table))),
            sorted(map(str, look.get_unique_constraints(table))),
            sorted(map(str, look.get_indexes(table))),
        )
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def test_the_migrations_end_in_the_metadata(sql: SqlStore) -> None:
    with sql._database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrated_schema_is_the_one_that_the_metadata_makes(sql: SqlStore, empty: Database) -> None:
    with empty.write() as connection:
        metadata.create_all(connection)
    assert schema(sql._database) == schema(empty)


def test_the_steps_of_the_schema_stand_in_one_line(sql: SqlStore) -> None:
    with sql._database.read() as connection:
        script = ScriptDirectory.from_config(configuration(connection))
    assert len(script.get_heads()) == 1


def test_an_installation_of_any_age_is_brought_up_to_date(sql: SqlStore, empty: Database) -> None:
    with empty.migrate() as connection:
        script = ScriptDirectory.from_config(configuration(connection))
        ages = [step.revision for step in reversed(list(script.walk_revisions()))]
    for age in ages:
        with empty.migrate() as connection:
            upgrade(connection, age)
    assert schema(sql._database) == schema(empty)


def test_who_is_locked_out_stays_so_when_the_schema_changes(empty: Database) -> None:
    with empty.migrate() as connection:
        upgrade(connection, "0004")
        for _ in range(2):
            connection.execute(text("INSERT INTO sign_in_failures (name, at) VALUES ('zhang', '2026-03-02 01:30:00')"))
    with empty.migrate() as connection:
        upgrade(connection)
        assert connection.execute(text("SELECT name, failed FROM sign_in_tries")).all() == [("zhang", True)] * 2


def test_a_database_of_a_later_version_is_a_clear_error_and_stays_as_it_is(sql: SqlStore, url: str) -> None:
    with sql._database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(EngineError, match="later version"):
        SqlStore(url)
    with sql._database.read() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


@pytest.mark.parametrize(("table", "column"), [("events", "hash"), ("openings", "hash"), ("account_records", "what")])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = 'x'", "DELETE FROM {0}"])
def test_the_database_refuses_to_change_what_was_recorded(
    sql: SqlStore, table: str, column: str, statement: str
) -> None:
    write(sql, opening("c1"))
    sql.record(AccountRecord("zhang", AT, "made", "operator"))
    with pytest.raises(EngineError, match="only grow"), sql._database.write() as connection:
        connection.execute(text(statement.format(table, column)))


@pytest.mark.parametrize("table", ["tokens", "steps", "outbox", "cases"])
def test_what_must_be_unique_is_so_in_the_database(sql: SqlStore, table: str) -> None:
    look = inspect(sql._database.engine)
    keys = [look.get_pk_constraint(table)["constrained_columns"]]
    keys += [u["column_names"] for u in look.get_unique_constraints(table)]
    wanted = {
        "tokens": ["token"],
        "steps": ["case_id", "clock", "epoch", "step", "occurrence"],
        "outbox": ["key"],
        "cases": ["locality", "year", "sequence"],
    }
    assert wanted[table] in keys


def test_a_moment_without_zone_never_reaches_a_column(sql: SqlStore) -> None:
    with pytest.raises(EngineError, match="time zone"):
        sql.put_session(Session("t", "zhang", AT, AT.replace(tzinfo=None)))
    assert sql.session("t") is None


def test_a_failed_statement_leaves_the_store_usable(sql: SqlStore) -> None:
    write(sql, opening("c1"))
    with pytest.raises((EngineError, IntegrityError)):
        write(sql, opening("c2", sequence=1))
    write(sql, more("c1", 1))
    assert len(sql.events("c1")) == 2


def test_what_was_written_is_there_after_closing(url: str) -> None:
    first = SqlStore(url)
    write(first, opening("c1"), token="t1", answer="1")
    first.close()
    again = SqlStore(url)
    assert (len(again.events("c1")), again.answer_to("t1")) == (1, "1")
    again.close()
