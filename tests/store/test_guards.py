"""The database's own guards: whole after the migrations, and named when one was dropped, altered or added."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from engine.casework.guarding import BrokenGuard
from engine.casework.ports import Store
from engine.store.auditing.guards import verify_guards
from engine.store.guards import GROWING
from engine.store.sql import SqlStore
from tests.store.samples import opening, write

SQLITE, SERVER = (
    {
        "UPDATE": "CREATE TRIGGER {0}_no_update BEFORE UPDATE ON {0} BEGIN SELECT 1; END",
    },
    "CREATE OR REPLACE FUNCTION {0}_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
)


def run(sql: SqlStore, *statements: str) -> None:
    with sql._database.write() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_all_guards_stand_after_the_migrations(store: Store) -> None:
    assert verify_guards(store) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("table", GROWING)
def test_a_guard_that_was_dropped_is_named(sql: SqlStore, table: str) -> None:
    on_server = sql._database.on_server
    name = f"{table}_no_change" if on_server else f"{table}_no_delete"
    run(sql, f"DROP TRIGGER {name}" + (f" ON {table}" if on_server else ""))
    (found,) = verify_guards(sql)
    assert (found.fault, found.what) == ("guard-missing", name)


@pytest.mark.parametrize("table", GROWING)
def test_a_guard_that_lets_everything_pass_is_named(sql: SqlStore, table: str) -> None:
    if sql._database.on_server:
        run(sql, SERVER.format(table))
        names = [f"{table}_no_change", f"{table}_no_truncate"]
    else:
        run(sql, f"DROP TRIGGER {table}_no_update", SQLITE["UPDATE"].format(table))
        names = [f"{table}_no_update"]
    assert [(f.fault, f.what) for f in verify_guards(sql)] == [("guard-altered", n) for n in names]


def test_a_guard_that_was_switched_off_is_named(postgresql: SqlStore) -> None:
    run(postgresql, "ALTER TABLE events DISABLE TRIGGER events_no_change")
    assert postgresql.broken_guards() == (BrokenGuard("events_no_change", "altered"),)


def test_a_trigger_that_nobody_made_is_named(sqlite: SqlStore) -> None:
    run(sqlite, "CREATE TRIGGER quiet AFTER INSERT ON events BEGIN DELETE FROM notices; END")
    assert sqlite.broken_guards() == (BrokenGuard("quiet", "foreign"),)


def test_what_lists_find_a_case_by_is_told(store: Store) -> None:
    write(store, opening("c1", owners=("office", "li"), related={"place": "zhitang"}))
    assert store.found_by("c1") == (("li", "office"), {"place": "zhitang"})  # type: ignore[attr-defined]
