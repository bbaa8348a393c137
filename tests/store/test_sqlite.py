"""What is particular to the SQLite file: its walls, its failures and its schema."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from engine.casework.ports import StoreBusy
from engine.errors import EngineError
from engine.store import open_store, sqlite_file
from engine.store.memory.store import MemoryStore
from engine.store.sql import SqlStore
from tests.store.samples import opening, write


@pytest.mark.parametrize("table", ["events", "openings"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}", "REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_the_database_refuses_to_change_what_was_recorded(sqlite: SqlStore, table: str, statement: str) -> None:
    write(sqlite, opening("c1"))
    with pytest.raises(EngineError, match="only grow"), sqlite._database.write() as connection:
        connection.execute(text(statement.format(table)))


def test_a_case_with_events_cannot_be_removed(sqlite: SqlStore) -> None:
    write(sqlite, opening("c1", owners=(), related={}))
    with pytest.raises(EngineError, match="FOREIGN KEY"), sqlite._database.write() as connection:
        connection.execute(text("DELETE FROM cases"))


def test_every_connection_is_set_up(sqlite_url: str) -> None:
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 5000}
    with closing(SqlStore(sqlite_url)) as store, store._database.read() as connection:
        assert {p: connection.execute(text(f"PRAGMA {p}")).scalar() for p in wanted} == wanted


def test_the_file_is_its_owners_alone(sqlite: SqlStore, tmp_path: Path) -> None:
    write(sqlite, opening("c1"))
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "var").iterdir()}
    assert set(modes.values()) == {0o600}, modes


def test_a_locked_database_is_busy_and_nothing_is_written(sqlite: SqlStore, sqlite_url: str, tmp_path: Path) -> None:
    impatient = SqlStore(sqlite_url, busy_seconds=0.001)
    other = sqlite3.connect(tmp_path / "var" / "test.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="locked"):
        write(impatient, opening("c1"), token="t1")
    other.execute("ROLLBACK")
    other.close()
    assert (sqlite.rows("east"), sqlite.answer_to("t1")) == ((), None)
    write(impatient, opening("c1"), token="t1")
    impatient.close()


def test_openers_of_a_new_file_wait_for_the_first_though_sqlite_does_not(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "var" / "test.db"
    path.parent.mkdir()
    first = sqlite3.connect(path, isolation_level=None)
    first.execute("BEGIN IMMEDIATE")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            first.execute("ROLLBACK")

    monkeypatch.setattr(sqlite_file, "sleep", pause)
    store = SqlStore(sqlite_url)
    write(store, opening("c1"))
    assert (len(pauses), len(store.rows("east"))) == (3, 1)
    store.close()
    first.close()


def test_a_new_file_that_stays_locked_is_busy(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "var" / "test.db"
    path.parent.mkdir()
    first = sqlite3.connect(path, isolation_level=None)
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="locked"):
        SqlStore(sqlite_url, busy_seconds=0.1)
    first.close()


def test_readers_do_not_wait_for_a_writer(sqlite: SqlStore, tmp_path: Path) -> None:
    write(sqlite, opening("c1"))
    other = sqlite3.connect(tmp_path / "var" / "test.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE cases SET state = 'half'")
    assert sqlite.row("c1").state == "registered"
    other.execute("ROLLBACK")
    other.close()


def test_a_full_disk_is_busy_and_leaves_no_half(sqlite: SqlStore) -> None:
    write(sqlite, opening("c1"))

    @event.listens_for(sqlite._database.engine, "begin")
    def fill(connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")

    long = opening("c2", events=50, title="长" * 5000)
    with pytest.raises(StoreBusy, match="full"):
        write(sqlite, long, token="t1")
    event.remove(sqlite._database.engine, "begin", fill)
    assert ([r.id for r in sqlite.rows("east")], sqlite.answer_to("t1")) == (["c1"], None)


def test_a_file_that_cannot_be_opened_is_busy(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a directory")
    with pytest.raises(StoreBusy, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path / 'taken' / 'x.db'}")


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("a letter, and not at all a database " * 100)
    with pytest.raises(EngineError, match="not a database"):
        open_store(f"sqlite:///{tmp_path / 'x.db'}")


@pytest.mark.parametrize(
    "address",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://u:secret@h/d",
        "postgresql://u:secret@h",
        "postgresql://u:secret@h:port/d",
        "postgresql://u:se@c:ret@h:port/d",
        "postgresql+asyncpg://u:secret@h/d",
        "oracle://h/d?password=secret",
        "var/bihuan.db",
        "",
    ],
)
def test_other_addresses_are_refused_and_show_no_password(address: str) -> None:
    with pytest.raises(EngineError) as refused:
        open_store(address)
    assert "secret" not in str(refused.value)
    assert "ret@" not in str(refused.value)


def test_an_address_opens_its_store(tmp_path: Path) -> None:
    assert isinstance(open_store("memory:"), MemoryStore)
    store = open_store(f"sqlite:///{tmp_path / 'deep' / 'er' / 'x.db'}")
    assert isinstance(store, SqlStore)
    store.close()


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT id FROM cases WHERE next_moment <= '2026' ORDER BY next_moment, id", "ix_cases_next_moment"),
        ("SELECT id FROM cases WHERE locality = 'a' ORDER BY opened DESC", "ix_cases_locality_opened"),
        ("SELECT max(sequence) FROM cases WHERE locality = 'a' AND year = 1", "sqlite_autoindex_cases"),
        ("SELECT case_id FROM case_owners WHERE holder IN ('a', 'b')", "sqlite_autoindex_case_owners"),
        ("SELECT id FROM drafts WHERE locality = 'a' AND owner = 'b'", "ix_drafts_locality_owner_at"),
        ("SELECT key FROM outbox WHERE sent IS NULL", "ix_outbox_sent"),
    ],
)
def test_lists_are_answered_from_an_index(sqlite: SqlStore, query: str, index: str) -> None:
    with sqlite._database.read() as connection:
        plan = [r.detail for r in connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert any(index in line for line in plan), plan
