"""The restore drill: what was backed up is there again, byte for byte; what is damaged never is."""

from __future__ import annotations

import hashlib
import json
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.casework.notices import MailAddress, Notice
from engine.casework.ports import ClockRow, Draft, OutboxRow, Published, StepRow
from engine.casework.ports.accounts import Account, AccountRecord, SecondFactor
from engine.casework.upkeep.resealing import KEY
from engine.i18n import LANGUAGES, text
from engine.policy.directory import Directory, Person, UnitInstance
from engine.store.auditing.chains import verify
from engine.store.backups import backup
from engine.store.backups.backup import BackupError, write_backup
from engine.store.backups.restore import check_archive, restore, restore_locality
from engine.store.backups.rows import encoded, kept_tables, rows_of
from engine.store.sql import SqlStore
from engine.store.tables import metadata
from tests import postgres
from tests.store.samples import AT, more, opening, write

PEOPLE = Directory(
    {"zhang": Person("zhang", "张", member_of=("office",))}, {"office": UnitInstance("office", "k", "办")}
)


def fill(store: SqlStore) -> None:
    """Something in every table that a backup keeps, for two localities."""
    store.put_setting(KEY, "0123456789abcdef")
    for number, locality in enumerate(("east", "west"), start=1):
        case = f"c{number}"
        store.publish(Published(locality, f"d{number}", date(2026, 1, 1), AT), f"rules {number}".encode())
        store.put_directory(locality, PEOPLE)
        store.put_account(Account(f"{locality}.zhang", locality, "zhang", "hash"))
        store.put_second_factor(f"{locality}.zhang", SecondFactor(b"\x01sealed", AT), 7, ("hash",))
        store.ask_factor_of_role(locality, "clerk", asked=True)
        store.record(AccountRecord(f"{locality}.zhang", AT, "made", "operator"))
        store.put_draft(Draft(f"draft{number}", locality, None, "form", f"d{number}", b"\x00\xff", AT))
        store.put_file(f"f{number}", "application/pdf", bytes(range(256)) * number, AT)
        store.note_scan(f"f{number}", AT, "Eicar-Test")
        clock = ClockRow("handle", 1, True, "running", date(2026, 3, 9), AT, False, ("zhang",))
        out = OutboxRow(f"{case}/1", "step", ("zhang",), {"case": case, "clock": "handle"})
        first = opening(
            case, locality=locality, digest=f"d{number}", clocks=(clock,), outbox=(out,), files=(f"f{number}",),
            steps=(StepRow("handle", 1, "warn", 1),), identity={"name": b"\x01sealed\xff"}, next_moment=AT,
        )  # fmt: skip
        write(store, first, token=f"t{number}", answer='{"seq": 1}')
        write(store, more(case, 1, events=2, locality=locality, digest=f"d{number}", clocks=(clock,)))
        notice = Notice(f"{case}/1/zhang", locality, "zhang", case, "step", {}, AT, "waiting", next_try=AT)
        store.hand_out(out, [notice], AT)
        store.put_mail_address(MailAddress(locality, "zhang", "z@example.org"))


def everything(store: SqlStore, locality: str | None = None) -> dict[str, list[dict[str, Any]]]:
    with store.snapshot() as connection:
        return {t.name: [encoded(t, r) for r in rows_of(connection, t, locality)] for t in kept_tables()}


@pytest.fixture
def archive(sqlite: SqlStore, tmp_path: Path) -> Path:
    fill(sqlite)
    path = tmp_path / "all.zip"
    write_backup(sqlite, path, at=AT)
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.full)])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of another, empty installation."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'drill' / 'other.db'}"
        return
    server = postgres.server()
    name = server.fresh(like=postgres.migrated())
    yield server.address(name)
    server.drop(name)


def refusal(act: Callable[[], object]) -> str:
    """The code of a refusal, which has a sentence in both languages."""
    with pytest.raises(BackupError) as refused:
        act()
    for lang in LANGUAGES:
        assert text(f"backup.{refused.value.code}", lang, missing=None, **refused.value.params)
    return refused.value.code


def test_every_table_is_kept_or_said_to_pass(sqlite: SqlStore) -> None:
    fill(sqlite)
    empty = [name for name, rows in everything(sqlite).items() if not rows]
    left_out = {t.name for t in metadata.sorted_tables} - {t.name for t in kept_tables()}
    assert (empty, left_out) == ([], {"sessions", "sign_in_tries", "attempts", "factor_offers", "claims"})


@pytest.mark.parametrize("elsewhere", ["sqlite", "postgresql"], indirect=True)
def test_the_drill_brings_everything_back(sql: SqlStore, tmp_path: Path, elsewhere: str) -> None:
    fill(sql)
    write_backup(sql, tmp_path / "all.zip", at=AT)
    manifest, _ = restore(tmp_path / "all.zip", elsewhere, at=AT)
    with closing(SqlStore(elsewhere)) as again:
        assert everything(again) == everything(sql)
        assert again.file("f2") == sql.file("f2")
        assert [verify(again, locality) for locality in ("east", "west")] == [(), ()]
        write(again, more("c1", 3, digest="d1"))
        assert verify(again, "east") == ()
    assert (manifest.rows["events"], manifest.key) == (6, "0123456789abcdef")


def test_what_the_database_counts_goes_on_after_a_restore(archive: Path, elsewhere: str) -> None:
    restore(archive, elsewhere, at=AT)
    with closing(SqlStore(elsewhere)) as again:
        out = OutboxRow("c1/4", "step", ("zhang",), {"case": "c1"})
        write(again, more("c1", 3, digest="d1", outbox=(out,)))
        assert [o.key for o in again.outbox()] == ["c1/4"]


def test_one_locality_alone_is_in_its_backup_and_comes_into_an_installation_in_use(
    sqlite: SqlStore, tmp_path: Path, elsewhere: str
) -> None:
    fill(sqlite)
    path = tmp_path / "west.zip"
    write_backup(sqlite, path, at=AT, locality="west")
    assert "east" not in "".join(
        zipfile.ZipFile(path).read(n).decode("latin1") for n in zipfile.ZipFile(path).namelist()
    )
    with closing(SqlStore(elsewhere)) as other:
        write(other, opening("c9", locality="north"))
    restore_locality(path, elsewhere, "west")
    with closing(SqlStore(elsewhere)) as other:
        west = everything(other, "west")
        assert {k: v for k, v in west.items() if k != "settings"} == {
            k: v for k, v in everything(sqlite, "west").items() if k != "settings"
        }
        assert (verify(other, "west"), verify(other, "north"), len(other.rows("north"))) == ((), (), 1)


def test_a_locality_can_be_taken_out_of_a_backup_of_everything(archive: Path, elsewhere: str) -> None:
    restore_locality(archive, elsewhere, "east")
    with closing(SqlStore(elsewhere)) as other:
        assert (len(other.rows("east")), other.rows("west"), other.setting(KEY)) == (1, (), "0123456789abcdef")


def test_a_locality_is_not_brought_where_it_is_or_where_another_key_seals(archive: Path, elsewhere: str) -> None:
    restore_locality(archive, elsewhere, "east")
    assert refusal(lambda: restore_locality(archive, elsewhere, "east")) == "locality-in-use"
    with closing(SqlStore(elsewhere)) as other:
        other.put_setting(KEY, "another")
    assert refusal(lambda: restore_locality(archive, elsewhere, "west")) == "other-key"


def test_a_sign_in_name_of_somebody_else_stops_a_locality(archive: Path, elsewhere: str) -> None:
    with closing(SqlStore(elsewhere)) as other:
        other.put_account(Account("west.zhang", "north", "zhang", "hash"))
    assert refusal(lambda: restore_locality(archive, elsewhere, "west")) == "account-taken"
    with closing(SqlStore(elsewhere)) as other:
        assert other.rows("west") == ()


def test_nothing_is_restored_over_data(archive: Path, elsewhere: str) -> None:
    restore(archive, elsewhere, at=AT)
    assert refusal(lambda: restore(archive, elsewhere, at=AT)) == "in-use"


def test_the_old_file_steps_aside_when_that_is_asked_for(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "there.db"
    with closing(SqlStore(f"sqlite:///{target}")) as old:
        write(old, opening("c7", locality="old"))
    _, aside = restore(archive, f"sqlite:///{target}", at=AT, replace=True)
    assert aside is not None
    with closing(SqlStore(f"sqlite:///{aside}")) as old, closing(SqlStore(f"sqlite:///{target}")) as new:
        assert (len(old.rows("old")), new.rows("old"), len(new.rows("east"))) == (1, (), 1)


def test_a_file_that_is_open_elsewhere_does_not_step_aside(archive: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'there.db'}"
    with closing(SqlStore(url)) as old:
        write(old, opening("c7", locality="old"))
        assert refusal(lambda: restore(archive, url, at=AT, replace=True)) == "open-elsewhere"
        assert len(old.rows("old")) == 1


def test_a_half_written_archive_restores_nothing(archive: Path, tmp_path: Path) -> None:
    data, cut = archive.read_bytes(), tmp_path / "cut.zip"
    for length in (0, 1, len(data) // 2, len(data) - 22, len(data) - 1):
        cut.write_bytes(data[:length])
        assert refusal(lambda: restore(cut, f"sqlite:///{tmp_path / 'new.db'}", at=AT)) == "cut"
    assert not (tmp_path / "new.db").exists()


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes | None], extra: str = "") -> Path:
    """A well-formed archive with altered members."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        if extra:
            new.writestr(extra, b"")
    return target


EVENTS = "tables/events.jsonl"


def test_an_altered_missing_or_added_member_restores_nothing(archive: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    altered = rewritten(archive, tmp_path / "a.zip", lambda n, c: c.replace(b"zhang", b"zhong") if n == EVENTS else c)
    missing = rewritten(archive, tmp_path / "b.zip", lambda n, c: None if n == EVENTS else c)
    added = rewritten(archive, tmp_path / "c.zip", lambda _, c: c, extra="../outside")
    found = [refusal(lambda p=p: restore(p, url, at=AT)) for p in (altered, missing, added)]  # type: ignore[misc]
    assert (found, (tmp_path / "new.db").exists()) == (["altered", "other-members", "other-members"], False)


def forged(archive: Path, target: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """An archive whose manifest was made to fit its altered member."""
    with zipfile.ZipFile(archive) as old:
        content = change(old.read(member))
        manifest = json.loads(old.read("manifest.json"))
    manifest["members"][member] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    new = {member: content, "manifest.json": json.dumps(manifest).encode()}
    return rewritten(archive, target, new.get)


@pytest.mark.parametrize(
    ("member", "change", "code"),
    [
        (EVENTS, lambda c: c.replace(b"happened", b"happenet"), "chain"),
        (EVENTS, lambda c: b"".join(c.splitlines(True)[:-1]), "count"),
        ("tables/cases.jsonl", lambda c: c.replace(b"{", b"[", 1), "strange-row"),
    ],
)
def test_a_forged_archive_is_found_by_its_chains_and_counts(
    archive: Path, tmp_path: Path, member: str, change: Callable[[bytes], bytes], code: str
) -> None:
    path = forged(archive, tmp_path / "forged.zip", member, change)
    assert refusal(lambda: restore(path, f"sqlite:///{tmp_path / 'new.db'}", at=AT)) == code
    assert not list(tmp_path.glob("new.db*"))


def test_a_backup_of_a_newer_version_is_said_to_be_one(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as old:
        manifest = json.loads(old.read("manifest.json"))
    member = "tables/moons.jsonl"
    manifest["rows"]["moons"] = 0
    manifest["members"][member] = {"sha256": hashlib.sha256(b"").hexdigest(), "bytes": 0}
    told = {"manifest.json": json.dumps(manifest).encode()}
    newer = rewritten(archive, tmp_path / "newer.zip", told.get, extra=member)
    assert refusal(lambda: check_archive(newer)) == "newer"


def test_other_files_are_no_backup(tmp_path: Path) -> None:
    plain, foreign = tmp_path / "plain.zip", tmp_path / "foreign.zip"
    plain.write_bytes(b"a letter")
    with zipfile.ZipFile(foreign, "w") as made:
        made.writestr("manifest.json", '{"format": "another"}')
    assert [refusal(lambda p=p: check_archive(p)) for p in (plain, foreign, tmp_path / "none.zip")] == [  # type: ignore[misc]
        "cut", "no-backup", "missing",
    ]  # fmt: skip


def test_a_backup_is_its_owners_alone_and_writes_over_nothing(archive: Path, sqlite: SqlStore) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert refusal(lambda: write_backup(sqlite, archive, at=AT)) == "taken"
    assert refusal(lambda: write_backup(sqlite, archive.with_name("x.zip"), at=AT, locality="north")) == "no-locality"
    assert sorted(p.name for p in archive.parent.glob("*.zip*")) == ["all.zip"]


def test_no_plain_secret_is_in_the_archive(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        assert not [n for n in opened.namelist() if "key" in n or "session" in n]
        assert json.loads(opened.read("manifest.json"))["key"] == "0123456789abcdef"


@pytest.mark.full
def test_a_backup_while_others_write_is_one_moment(sql: SqlStore, tmp_path: Path) -> None:
    fill(sql)
    stop = threading.Event()
    faults: list[BaseException] = []

    def go_on() -> None:
        seen = 3
        try:
            while not stop.is_set():
                write(sql, more("c1", seen, digest="d1"), replace(opening(f"c{100 + seen}"), clocks=()))
                seen += 1
        except BaseException as error:  # noqa: BLE001 - told by the test
            faults.append(error)

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        for number in range(3):
            write_backup(sql, tmp_path / f"{number}.zip", at=AT)
    finally:
        stop.set()
        writer.join()
    assert faults == []
    counts = [check_archive(tmp_path / f"{number}.zip").rows["events"] for number in range(3)]
    assert counts == sorted(counts)


def test_two_backups_to_one_place_at_once_are_both_whole(
    sqlite: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """The second begins, and is done, while the first is being written."""
    fill(sqlite)
    path, inner, written = tmp_path / "all.zip", tmp_path / "second.zip", backup.rows_of

    def interrupted(*given: Any) -> Any:
        monkeypatch.setattr(backup, "rows_of", written)
        write(sqlite, opening("c3", locality="east", digest="d1"))
        write_backup(sqlite, path, at=AT)
        path.rename(inner)
        return written(*given)

    monkeypatch.setattr(backup, "rows_of", interrupted)
    write_backup(sqlite, path, at=AT)
    assert (check_archive(inner).rows["cases"], check_archive(path).rows["cases"]) == (3, 2)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.glob("*.part")) == []
