"""What goes wrong around an office, on both databases: locked, full, cut off, a clock set back, a damaged row, the
wrong key, an upload that broke off. Each time somebody is told, the same click works later, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from engine.accounts.vault import KeyVault, OtherKey
from engine.casework.desk import Acted, Desk
from engine.casework.files.attachments import file_id, sealed
from engine.casework.ports import DamagedCase, StoreBusy
from engine.cli import main
from engine.office import Office
from engine.store.auditing.chains import Finding, verify
from engine.store.auditing.files import verify_files
from engine.store.sql import SqlStore
from tests.casework.front import KEY, Front, open_front
from tests.casework.small import HELP, at
from tests.store.due_town import DEADLINE, LADDER
from tests.store.killing import Nursery, steps_taken
from tests.store.wire import wired

PHOTO = b"\x89PNG a broken lamp"
SLIP = {"summary": "s", "handler": "roads"}
Trouble = Callable[[SqlStore], AbstractContextManager[object]]


@pytest.fixture
def impatient(url: str) -> Iterator[SqlStore]:
    """The store of an office that waits a tenth of a second for others."""
    store = SqlStore(url, busy_seconds=0.1)
    yield store
    store.close()


@contextmanager
def locked(store: SqlStore) -> Iterator[None]:
    """Somebody else holds everything that would be written."""
    other = SqlStore(store._database.engine.url.render_as_string(hide_password=False))
    with other._database.write() as connection:
        if other._database.on_server:
            connection.execute(text("LOCK TABLE cases, tokens, files IN EXCLUSIVE MODE"))
        yield
    other.close()


@contextmanager
def full(store: SqlStore) -> Iterator[None]:
    """Not one page more, or as the server tells it."""
    engine = store._database.engine
    if not store._database.on_server:

        def stop(connection: Any) -> None:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        event.listen(engine, "begin", stop)
        yield
        event.remove(engine, "begin", stop)
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1073741823"))
        return
    refuse = (
        "CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
    )
    tables = ("events", "files")
    with store._database.write() as connection:
        connection.exec_driver_sql(refuse)
        for table in tables:
            connection.exec_driver_sql(
                f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION full_disk()"
            )
    yield
    with store._database.write() as connection:
        for table in tables:
            connection.exec_driver_sql(f"DROP TRIGGER full_disk ON {table}")


def town(home: Path, store: SqlStore) -> Front:
    return open_front(home, store, deadlines=DEADLINE, escalations=LADDER)


@pytest.mark.parametrize("trouble", [locked, full])
def test_a_click_that_met_trouble_is_told_and_works_later(
    impatient: SqlStore, tmp_path: Path, trouble: Trouble
) -> None:
    """Filing, acting and attaching: each once, under the token of the first click."""
    front = town(tmp_path, impatient)
    front.file("before")
    case, whole = front.id, {**HELP, "what": "长" * 4_000}

    def file() -> Any:
        return front.desk.open_case("town", "note", whole, actor=None, token="t")

    def act() -> Any:
        return front.desk.act(case, "slip.written", actor="cai", with_={**SLIP, "summary": "长" * 4_000}, token="a")

    def keep() -> None:
        impatient.put_file(file_id(PHOTO), "image/png", sealed(PHOTO * 2_000, KeyVault(KEY)), at("01-05 09:00"))

    events = len(impatient.events(case))
    with trouble(impatient):
        for click in (file, act, keep):
            with pytest.raises(StoreBusy, match=r"nothing was written|full|No space|lock"):
                click()
        assert [row.id for row in impatient.rows("town")] == [case]
        assert (len(impatient.events(case)), impatient.file(file_id(PHOTO))) == (events, None)
    opened, acted = file(), act()
    keep()
    assert (file(), act()) == (opened, acted), "the same click once more answers what it answered"
    assert isinstance(acted, Acted)
    assert {row.id for row in impatient.rows("town")} == {case, opened.case}
    assert [e.kind for e in impatient.events(case)].count("written") == 1
    assert impatient.file(file_id(PHOTO)) is not None
    assert verify(impatient, "town") == ()


def test_a_wire_that_is_cut_is_told_and_the_same_click_works_when_it_is_mended(
    postgresql_url: str, tmp_path: Path
) -> None:
    with wired(postgresql_url) as wire:
        store = SqlStore(wire.address(postgresql_url))
        front = town(tmp_path, store)
        front.file("before")
        wire.cut()
        for _ in range(2):
            with pytest.raises(StoreBusy, match="could not be reached"):
                front.desk.act(front.id, "slip.written", actor="cai", with_=SLIP, token="a")
        wire.mend()
        assert front.do("slip.written", "cai", token="a", **SLIP) is None
        assert front.kinds().count("written") == 1
        assert verify(store, "town") == ()
        store.close()


def test_a_wire_that_is_cut_at_the_commit_leaves_a_doubt_that_the_same_click_ends(
    postgresql_url: str, tmp_path: Path
) -> None:
    """The server wrote it and nobody heard: the same token answers, and nothing is written twice."""
    with wired(postgresql_url) as wire:
        store = SqlStore(wire.address(postgresql_url))
        front = town(tmp_path, store)
        front.file("before")
        wire.cut_after(b"INSERT INTO tokens", b"COMMIT")
        with pytest.raises(StoreBusy, match="shows when the same is sent again"):
            front.desk.act(front.id, "slip.written", actor="cai", with_=SLIP, token="a")
        wire.mend()
        assert front.do("slip.written", "cai", token="a", **SLIP) is None
        assert front.kinds().count("written") == 1
        assert verify(store, "town") == ()
        store.close()


def test_a_clock_set_back_loses_no_event_and_takes_no_step_twice(sql: SqlStore, tmp_path: Path) -> None:
    front = town(tmp_path, sql)
    front.file("a")
    front.clock.at = at("01-20 09:00")
    front.desk.tick()
    front.clock.at = at("01-12 09:00")
    front.desk.tick()
    assert front.do("slip.written", "cai", **SLIP) is None
    front.clock.at = at("01-21 09:00")
    front.desk.tick()
    moments = [e.at for e in sql.events(front.id)]
    assert moments == sorted(moments)
    assert sorted(steps_taken(sql, front.id).values()) == [1, 1]
    assert verify(sql, "town") == ()


def test_how_far_the_clock_stands_back_is_told(url: str, tmp_path: Path) -> None:
    store = SqlStore(url)
    front = town(tmp_path, store)
    front.file("a")
    with Office(store, KeyVault(KEY), tmp_path, front.clock) as office:
        front.clock.at -= timedelta(hours=3)
        assert office.health().behind == timedelta(hours=3)


def damage(store: SqlStore, case: str) -> None:
    """Somebody with the database in hand spoils the first event of a case."""
    with store._database.write() as connection:
        off = (
            "ALTER TABLE events DISABLE TRIGGER USER" if store._database.on_server else "DROP TRIGGER events_no_update"
        )
        connection.exec_driver_sql(off)
        connection.execute(text("UPDATE events SET body = '{' WHERE case_id = :case AND seq = 1"), {"case": case})


def test_a_damaged_row_is_named_and_stops_no_other_case(sql: SqlStore, url: str, tmp_path: Path) -> None:
    front = town(tmp_path, sql)
    front.file("a")
    spoilt = front.id
    front.file("b")
    damage(sql, spoilt)
    again: Desk = open_front(tmp_path, SqlStore(url), deadlines=DEADLINE, escalations=LADDER).desk
    again.now.at = at("01-20 09:00")  # type: ignore[attr-defined]
    with pytest.raises(DamagedCase, match=f"case {spoilt}: event 1 is damaged .* audit verify"):
        again.tick()
    assert [e.kind for e in sql.events(front.id)].count("step-taken") == 2
    with pytest.raises(DamagedCase):
        again.act(spoilt, "slip.written", actor="cai", with_=SLIP)
    assert isinstance(again.act(front.id, "slip.written", actor="cai", with_=SLIP), Acted)
    assert verify(sql, "town") == (Finding("event-altered", spoilt, 1),)
    again.store.close()


@pytest.mark.parametrize(("lang", "words"), [("zh", "另一把密钥"), ("en", "another key")])
def test_the_wrong_key_is_told_before_anything_is_read_and_the_right_one_opens(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    front = town(tmp_path, SqlStore(url))
    front.store.close()
    monkeypatch.setenv("BIHUAN_KEY", "0" * 64)
    Office.open(url, tmp_path).close()
    monkeypatch.setenv("BIHUAN_KEY", "1" * 64)
    with pytest.raises(OtherKey):
        Office.open(url, tmp_path)
    command = ("tick", "--database", url, "--home", str(tmp_path), "--lang", lang)
    assert main(command) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "BIHUAN_KEY" in said
    assert "0" * 64 not in said
    assert "1" * 64 not in said
    monkeypatch.setenv("BIHUAN_KEY", "0" * 64)
    assert main(command) == 0


def test_an_upload_that_broke_off_is_sent_again_and_attached(url: str, sql: SqlStore, tmp_path: Path) -> None:
    """Killed with the whole file written and nothing committed: none of it is there, and the same file comes again."""
    nursery = Nursery(tmp_path)
    victim = nursery.victim("upload", url, crash_at="before-commit:1")
    victim.rest()
    nursery.close()
    assert victim.crashed_at == "before-commit"
    assert (sql.file("digest"), sql.bytes_of_files()) == (None, 0)
    front = town(tmp_path, sql)
    id_ = file_id(PHOTO)
    sql.put_file(id_, "image/png", sealed(PHOTO, KeyVault(KEY)), at("01-05 09:00"))
    opened = front.desk.open_case("town", "note", {**HELP, "proof": [id_]}, actor=None, token="t", files=[id_])
    assert verify_files(sql, (opened.case,), KeyVault(KEY)).findings == ()  # type: ignore[union-attr]
