"""What is particular to PostgreSQL: its walls, its locks, and a server that goes away and comes back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.casework.ports import NumberTaken, OutboxRow, StaleCase, StoreBusy
from engine.errors import EngineError
from engine.store import open_store
from engine.store.auditing.chains import verify
from engine.store.sql import SqlStore
from tests import postgres
from tests.store.samples import AT, more, opening, write


@pytest.fixture
def waiting(postgresql: SqlStore, postgresql_url: str) -> Iterator[SqlStore]:
    """A second process's view of the same database, which waits for nobody."""
    store = SqlStore(postgresql_url, busy_seconds=0.05)
    yield store
    store.close()


@pytest.mark.parametrize("prefix", ["postgresql://", "postgresql+psycopg://"])
def test_an_address_opens_its_store(postgresql_url: str, prefix: str) -> None:
    store = open_store(postgresql_url.replace("postgresql://", prefix))
    assert store.rows("east") == ()
    store.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("table", ["events", "openings"])
def test_what_was_recorded_cannot_be_emptied_at_once(postgresql: SqlStore, table: str) -> None:
    write(postgresql, opening("c1"))
    with pytest.raises(EngineError, match="only grow"), postgresql._database.write() as connection:
        connection.execute(text(f"TRUNCATE {table}"))
    assert len(postgresql.events("c1")) == 1


def test_a_case_with_events_cannot_be_removed(postgresql: SqlStore) -> None:
    write(postgresql, opening("c1", owners=(), related={}))
    with pytest.raises(EngineError, match="foreign key"), postgresql._database.write() as connection:
        connection.execute(text("DELETE FROM cases"))


def test_a_writer_that_waited_sees_what_the_other_wrote_whatever_the_servers_default(postgresql_url: str) -> None:
    """Else one that waited for a change of key would go on writing under the old one."""
    store = SqlStore(postgresql_url)
    with store.change() as connection:
        name = store._database.engine.url.database
        connection.execute(text(f"ALTER DATABASE \"{name}\" SET default_transaction_isolation = 'repeatable read'"))
    store.close()
    again = SqlStore(postgresql_url)
    found = []
    for opened in (again.change, again.snapshot, again.change):
        with opened() as connection:
            found.append(connection.execute(text("SHOW transaction_isolation")).scalar())
    again.close()
    assert found == ["read committed", "repeatable read", "read committed"]


def test_a_reader_writes_nothing_and_sees_one_state(postgresql: SqlStore) -> None:
    write(postgresql, opening("c1"))
    with postgresql._database.read() as connection:
        before = connection.execute(text("SELECT count(*) FROM events")).scalar()
        write(postgresql, more("c1", 1))
        assert connection.execute(text("SELECT count(*) FROM events")).scalar() == before
    with pytest.raises(EngineError, match="read-only"), postgresql._database.read() as connection:
        connection.execute(text("DELETE FROM settings"))


def test_a_case_that_somebody_holds_for_too_long_is_busy(postgresql: SqlStore, waiting: SqlStore) -> None:
    write(postgresql, opening("c1"))
    with postgresql._database.write() as connection:
        connection.execute(text("SELECT id FROM cases FOR UPDATE"))
        with pytest.raises(StoreBusy, match="nothing was written"):
            write(waiting, more("c1", 1), token="t1")
        write(waiting, opening("c2", locality="west"))  # nobody waits for what he does not touch
        assert len(waiting.events("c1")) == 1
    write(waiting, more("c1", 1), token="t1")
    assert len(waiting.events("c1")) == 2


def test_a_due_case_that_somebody_is_writing_to_is_left_to_him(postgresql: SqlStore, waiting: SqlStore) -> None:
    write(postgresql, opening("c1", next_moment=AT), opening("c2", next_moment=AT))
    until = AT + timedelta(minutes=1)
    with postgresql._database.write() as connection:
        connection.execute(text("SELECT id FROM cases WHERE id = 'c1' FOR UPDATE"))
        assert waiting.claim(AT, 9, worker="w", until=until) == ("c2",)
    assert waiting.claim(AT, 9, worker="v", until=until) == ("c1",)


def test_writers_with_the_same_cases_in_another_order_do_not_lock_each_other_out(postgresql: SqlStore) -> None:
    """Each writes to both cases twenty times; whoever was slower reads again."""
    write(postgresql, opening("c1"), opening("c2"))

    def pour(first: str, second: str) -> None:
        for _ in range(20):
            while True:
                heads = postgresql.heads("east")
                try:
                    write(postgresql, more(first, heads[first][0]), more(second, heads[second][0]))
                except StaleCase:
                    continue
                break

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(pour, "c1", "c2"), pool.submit(pour, "c2", "c1")]:
            done.result()
    assert {seq for seq, _ in postgresql.heads("east").values()} == {41}
    assert verify(postgresql, "east") == ()


def test_many_openings_at_once_stand_in_one_register(postgresql: SqlStore) -> None:
    gate = threading.Barrier(6)

    def opens(number: int) -> None:
        gate.wait()
        for n in range(10):
            while True:
                sequence = postgresql.next_sequence("east", 2026)
                try:
                    write(postgresql, opening(f"c{number * 100 + n}", sequence=sequence))
                except NumberTaken:
                    continue
                break

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(opens, range(1, 7)))
    assert [line.position for line in postgresql.openings("east")] == list(range(1, 61))
    assert sorted(r.sequence for r in postgresql.rows("east")) == list(range(1, 61))
    assert verify(postgresql, "east") == ()


def test_a_full_disk_is_busy_and_leaves_no_half(postgresql: SqlStore) -> None:
    """As the server tells it: SQLSTATE 53100, raised here by a trigger, in the middle of a batch."""
    write(postgresql, opening("c1"))
    with postgresql._database.write() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
        )
        connection.exec_driver_sql("CREATE TRIGGER full_disk BEFORE INSERT ON outbox EXECUTE FUNCTION full_disk()")
    letter = OutboxRow("k", "paper", (), {})
    with pytest.raises(StoreBusy, match="No space left"):
        write(postgresql, more("c1", 1, outbox=(letter,)), token="t1")
    assert (len(postgresql.events("c1")), postgresql.answer_to("t1")) == (1, None)
    with postgresql._database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER full_disk ON outbox")
    write(postgresql, more("c1", 1, outbox=(letter,)), token="t1")
    assert verify(postgresql, "east") == ()


def test_signs_that_the_server_cannot_keep_are_refused_and_nothing_is_written(postgresql: SqlStore) -> None:
    with pytest.raises(EngineError):
        write(postgresql, opening("c1", title="a\x00b"), token="t1")
    assert (postgresql.rows("east"), postgresql.answer_to("t1")) == ((), None)


@pytest.fixture
def own_server() -> Iterator[postgres.Server]:
    """A server that a test may stop: the others' goes on."""
    postgres.server()
    made = postgres.Server()
    yield made
    made.close()


def test_a_server_that_goes_away_is_busy_and_comes_back(own_server: postgres.Server) -> None:
    store = SqlStore(own_server.address(own_server.fresh()))
    write(store, opening("c1"))
    own_server.kill()
    for act in (lambda: write(store, more("c1", 1), token="t1"), lambda: store.row("c1")):
        with pytest.raises(StoreBusy, match="could not be reached"):
            act()
    own_server.start()
    write(store, more("c1", 1), token="t1")
    assert (len(store.events("c1")), store.answer_to("t1")) == (2, "{}")
    store.close()


def test_a_server_that_goes_away_in_the_middle_of_a_write_leaves_no_half(own_server: postgres.Server) -> None:
    store = SqlStore(own_server.address(own_server.fresh()))
    write(store, opening("c1"))

    def interrupted() -> None:
        with store._database.write() as connection:
            connection.execute(text("UPDATE cases SET state = 'half'"))
            own_server.kill()
            connection.execute(text("UPDATE cases SET state = 'more than half'"))

    with pytest.raises(StoreBusy, match="nothing was written"):
        interrupted()
    with pytest.raises(StoreBusy):
        store.row("c1")
    own_server.start()
    assert store.row("c1").state == "registered"
    assert verify(store, "east") == ()
    store.close()


def test_a_connection_lost_while_committing_says_that_it_is_in_doubt(own_server: postgres.Server) -> None:
    store = SqlStore(own_server.address(own_server.fresh()))
    write(store, opening("c1"))

    def interrupted() -> None:
        with store._database.write() as connection:
            connection.execute(text("UPDATE cases SET state = 'half'"))
            own_server.kill()

    with pytest.raises(StoreBusy, match="sent again"):
        interrupted()
    own_server.start()
    store.close()


def test_a_database_that_is_not_there_is_busy_and_says_why() -> None:
    with pytest.raises(StoreBusy, match="does not exist"):
        open_store(postgres.server().address("nowhere"))
