"""A backup or a restore that breaks off, at each of its steps, leaves what was there, and is done again."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from engine.store.auditing.chains import verify
from engine.store.backups import backup, restore
from engine.store.backups.backup import write_backup
from engine.store.backups.restore import restore as restore_all
from engine.store.backups.restore import restore_locality
from engine.store.sql import SqlStore
from tests.store.samples import AT, opening, write
from tests.store.test_backup import fill, refusal

pytestmark = pytest.mark.full


class PowerCutError(Exception):
    """Here the process ends."""


@pytest.fixture
def archive(sqlite: SqlStore, tmp_path: Path) -> Path:
    fill(sqlite)
    write_backup(sqlite, tmp_path / "all.zip", at=AT)
    return tmp_path / "all.zip"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """The file of an installation that has a case."""
    path = tmp_path / "there" / "bihuan.db"
    with closing(SqlStore(f"sqlite:///{path}")) as old:
        write(old, opening("c7", locality="old"))
    return path


def held(path: Path) -> list[int]:
    """How many cases of the old installation, and of the restored one, are in a file; that looking makes none."""
    assert path.is_file()
    with closing(SqlStore(f"sqlite:///{path}")) as store:
        return [len(store.rows("old")), len(store.rows("east"))]


def replaced(archive: Path, target: Path) -> Path | None:
    return restore_all(archive, f"sqlite:///{target}", at=AT, replace=True)[1]


def cut_at(monkeypatch: pytest.MonkeyPatch, name: str, nth: int, error: BaseException) -> None:
    """The nth time that this function of `os` is called, it does nothing and raises."""
    whole, calls = getattr(os, name), [0]

    def perhaps(*given: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == nth:
            raise error
        return whole(*given, **named)

    monkeypatch.setattr(os, name, perhaps)


@pytest.mark.parametrize(("step", "nth"), [("replace", 1), ("link", 1)])
def test_the_old_installation_stands_in_its_place_until_the_new_one_does(
    archive: Path, target: Path, monkeypatch: pytest.MonkeyPatch, step: str, nth: int
) -> None:
    """There is no moment without one, at which an app would begin a new and empty one there."""
    with monkeypatch.context() as dying:
        cut_at(dying, step, nth, PowerCutError())
        with pytest.raises(PowerCutError):
            replaced(archive, target)
    assert held(target) == [1, 0]
    aside = replaced(archive, target)
    assert aside is not None
    assert (held(target), held(aside)) == ([0, 1], [1, 0])
    assert sorted(p.name for p in target.parent.iterdir()) == sorted([target.name, aside.name])


def test_where_a_file_cannot_have_two_names_it_is_moved(
    archive: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_at(monkeypatch, "link", 1, OSError("not on this disk"))
    aside = replaced(archive, target)
    assert aside is not None
    assert (held(target), held(aside)) == ([0, 1], [1, 0])


def test_one_that_cannot_be_put_in_place_says_so_and_leaves_the_old_one(
    archive: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_at(monkeypatch, "replace", 1, OSError(28, "No space left on device"))
    assert refusal(lambda: replaced(archive, target)) == "unwritable"
    assert held(target) == [1, 0]
    assert [p.name for p in target.parent.iterdir()] == [target.name]


def test_what_a_dead_restore_left_beside_is_in_nobodys_way(archive: Path, target: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        target.with_name(f"{target.name}.restoring{suffix}").write_bytes(b"half")
    replaced(archive, target)
    assert held(target) == [0, 1]


def test_an_empty_installation_that_is_open_is_not_replaced_under_its_app(archive: Path, tmp_path: Path) -> None:
    """What the app acknowledged after that would be gone with the file."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with closing(SqlStore(url)) as app:
        assert refusal(lambda: restore_all(archive, url, at=AT)) == "open-elsewhere"
        write(app, opening("c7", locality="old"))
    assert held(tmp_path / "new.db") == [1, 0]


@pytest.mark.parametrize("spoilt", [b"no database", b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_damaged_file_steps_aside_when_that_is_asked_for(archive: Path, target: Path, spoilt: bytes) -> None:
    """A power cut may have left it so; then a restore is what is wanted."""
    target.write_bytes(spoilt)
    target.with_name(target.name + "-wal").write_bytes(b"of the old one")
    assert refusal(lambda: restore_all(archive, f"sqlite:///{target}", at=AT)) == "in-use"
    aside = replaced(archive, target)
    assert aside is not None
    assert aside.read_bytes() == spoilt
    assert held(target) == [0, 1]


def test_two_restores_to_one_place_at_once_do_not_mix(
    archive: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second begins while the first is rebuilding."""
    whole, codes = restore._bring_names, list[str]()

    def interrupted(*given: Any) -> None:
        monkeypatch.setattr(restore, "_bring_names", whole)
        codes.append(refusal(lambda: replaced(archive, target)))
        whole(*given)

    monkeypatch.setattr(restore, "_bring_names", interrupted)
    replaced(archive, target)
    assert (codes, held(target)) == (["restoring-elsewhere"], [0, 1])


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is brought to the disk, and when the file gets its name."""
    steps, whole, settles = list[str](), os.replace, os.fsync

    def replaces(*given: Any) -> None:
        steps.append("named")
        whole(*given)

    def fsyncs(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        settles(descriptor)

    monkeypatch.setattr(os, "replace", replaces)
    monkeypatch.setattr(os, "fsync", fsyncs)
    return steps


def test_a_backup_is_on_the_disk_before_it_has_its_name(
    sqlite: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = noted(monkeypatch)
    write_backup(sqlite, tmp_path / "all.zip", at=AT)
    assert steps == ["file", "named", "folder"]


def test_a_restored_file_keeps_its_name_through_a_power_cut(
    archive: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself brings what is in the file to the disk."""
    steps = noted(monkeypatch)
    replaced(archive, target)
    assert steps == ["named", "folder"]


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_backup_that_breaks_off_leaves_no_archive(
    sqlite: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    fill(sqlite)
    whole, calls = backup.rows_of, [0]

    def perhaps(*given: Any) -> Any:
        calls[0] += 1
        if calls[0] == nth:
            raise PowerCutError
        return whole(*given)

    with monkeypatch.context() as dying:
        dying.setattr(backup, "rows_of", perhaps)
        with pytest.raises(PowerCutError):
            write_backup(sqlite, tmp_path / "all.zip", at=AT)
    assert list(tmp_path.glob("all.zip*")) == []
    write_backup(sqlite, tmp_path / "all.zip", at=AT)


Restore = Callable[[Path, str], object]


def whole_archive(archive: Path, url: str) -> object:
    return restore_all(archive, url, at=AT)


def one_locality(archive: Path, url: str) -> object:
    return restore_locality(archive, url, "east")


@pytest.mark.parametrize(
    ("database", "way"),
    [("postgresql", whole_archive), ("postgresql", one_locality), ("sqlite_too", one_locality)],
)
def test_what_is_brought_table_by_table_is_brought_whole_or_not_at_all(
    archive: Path, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str,
    way: Restore,
) -> None:  # fmt: skip
    url = f"sqlite:///{tmp_path / 'other.db'}"
    if database == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    copied, whole = list[str](), restore._copy

    def dies_after(most: int) -> Callable[..., None]:
        def copies(source: Any, into: Any, table: Table, locality: str | None) -> None:
            if len(copied) == most:
                raise PowerCutError
            copied.append(table.name)
            whole(source, into, table, locality)

        return copies

    for most in (0, 5, 12):
        copied.clear()
        with monkeypatch.context() as dying:
            dying.setattr(restore, "_copy", dies_after(most))
            with pytest.raises(PowerCutError):
                way(archive, url)
        with closing(SqlStore(url)) as store, store.snapshot() as connection:
            assert restore._holds_nothing(connection)
    way(archive, url)
    with closing(SqlStore(url)) as store:
        assert (len(store.rows("east")), verify(store, "east")) == (1, ())
