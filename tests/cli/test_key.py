"""`bihuan key`: everything is sealed anew, and whoever comes with the wrong key is told what to do."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from engine.accounts.key_file import read_if_there
from engine.accounts.vault import KeyChanging, KeyVault
from engine.casework.files.attachments import file_id, sealed
from engine.casework.ports import StoreBusy
from engine.cli.commands import clock
from engine.office import Office
from engine.office.key_change import KeyChange
from engine.store.sql import SqlStore
from tests.cli.conftest import ROOT, Call, Said
from tests.cli.test_installation import ANSWERS

NEW, NEWER = "4e" * 32, "5f" * 32
Ask = Callable[..., Said]


@pytest.fixture(scope="module")
def filled(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is kept by an installation with one case whose identity is sealed."""
    home = tmp_path_factory.mktemp("filled")
    _lay_out(home, installed / "var")
    with Office.open(url(home), home) as office:
        known = {**ANSWERS, "identity": "real-name", "name": "张三", "contact": "13800000003"}
        opened = office.desk.open_case("kandun", "registration", known, actor="zhou-xiaoyan", token="t")
        assert hasattr(opened, "number"), opened
    return home / "var"


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return _lay_out(tmp_path, filled)


@pytest.fixture
def ask(bihuan: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Commands on that installation; keys come from files."""
    for variable in ("BIHUAN_KEY", "BIHUAN_OLD_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("BIHUAN_HOME", str(home))
    return bihuan


def _lay_out(home: Path, kept: Path) -> Path:
    for folder in ("rules", "forms"):
        (home / folder).symlink_to(ROOT / folder)
    shutil.copytree(kept, home / "var")
    return home


def url(home: Path) -> str:
    return f"sqlite:///{home}/var/bihuan.db"


def key_at(home: Path, name: str = "bihuan.key") -> KeyVault:
    found = read_if_there(home / "var" / name)
    assert found is not None
    return found


def names(home: Path) -> set[str]:
    """Names of people, as the office opens them."""
    with Office.open(url(home), home) as office:
        rows = office.store.rows("kandun")
        sealed = [(row.id, office.store.identity(row.id)) for row in rows]
        return {office.vault.open(kept["name"], case=case, name="name") for case, kept in sealed if kept}


def test_a_change_draws_a_key_and_leaves_the_old_one_beside_it(ask: Ask, home: Path) -> None:
    old = key_at(home)
    said = ask("key", "change")
    assert (said.code, said.err) == (0, "")
    new = key_at(home)
    beside = home / "var" / f"bihuan-{old.key_id}.key"
    assert {p.name for p in (home / "var").glob("*key*")} == {"bihuan.key", beside.name}
    assert [stat.S_IMODE(p.stat().st_mode) for p in (home / "var").glob("*.key")] == [0o600, 0o600]
    assert key_at(home, beside.name).key_id == old.key_id != new.key_id
    assert f"from key {old.key_id} to key {new.key_id}" in said.out
    assert "sealed identities: 2" in said.out
    assert f"none is left under key {old.key_id}" in said.out
    assert str(beside) in said.out
    assert names(home) == {"张三"}
    assert ask("audit", "verify").code == 0


def test_a_restore_that_needs_the_old_key_says_that_the_new_one_is_kept(ask: Ask, home: Path, tmp_path: Path) -> None:
    """Whoever copied the old key over the new one could not go back."""
    old = key_at(home).key_id
    assert ask("backup", str(tmp_path / "before.zip")).code == 0
    assert ask("key", "change").code == 0
    for lang in ("zh", "en"):
        said = ask("restore", str(tmp_path / "before.zip"), "--replace", "--lang", lang)
        assert said.code == 2
        assert [f"bihuan-{id_}.key" in said.err for id_ in (old, key_at(home).key_id)] == [True, True]
    assert names(home) == {"张三"}


def test_a_second_change_keeps_both_old_keys(ask: Ask, home: Path) -> None:
    ids = [key_at(home).key_id]
    for _ in range(2):
        assert ask("key", "change").code == 0
        ids.append(key_at(home).key_id)
    assert {p.name for p in (home / "var").glob("*.key")} == {"bihuan.key", *(f"bihuan-{i}.key" for i in ids[:2])}
    assert names(home) == {"张三"}


def test_as_json(ask: Ask, home: Path) -> None:
    old = key_at(home).key_id
    said = ask("key", "change", "--format", "json")
    told = said.json
    assert (told["old"], told["new"], told["overwritten"]) == (old, key_at(home).key_id, True)
    assert (told["done"]["identity"], told["unopened"]) == (2, {})
    assert told["old_key_file"] == str(home / "var" / f"bihuan-{old}.key")
    assert ask("key", "show", "--format", "json").json == {"key": told["new"], "at_hand": told["new"], "changing": None}


def test_keys_of_the_environment_are_changed_from_one_variable_to_the_other(
    ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "var" / "bihuan.key"
    old = path.read_text().strip()
    path.unlink()
    monkeypatch.setenv("BIHUAN_OLD_KEY", old)
    monkeypatch.setenv("BIHUAN_KEY", NEW)
    said = ask("key", "change")
    assert said.code == 0, said.err
    assert "is in BIHUAN_OLD_KEY: take it away" in said.out
    assert "written the new key nowhere" in said.out
    assert not list((home / "var").glob("*.key"))
    monkeypatch.delenv("BIHUAN_OLD_KEY")
    assert names(home) == {"张三"}


def test_an_old_key_file_steps_aside_for_a_new_key_in_the_environment(
    ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = key_at(home)
    monkeypatch.setenv("BIHUAN_KEY", NEW)
    said = ask("key", "change")
    assert said.code == 0, said.err
    assert [p.name for p in (home / "var").glob("*.key")] == [f"bihuan-{old.key_id}.key"]
    assert f"bihuan-{old.key_id}.key: take it away" in said.out
    assert names(home) == {"张三"}


def test_an_audit_with_the_old_key_calls_no_attachment_altered(ask: Ask, home: Path) -> None:
    """It is as if no key were at hand: chains are walked, attachments are not opened."""
    path = home / "var" / "bihuan.key"
    with Office.open(url(home), home) as office:
        content = b"%PDF-1.4"
        office.store.put_file(file_id(content), "application/pdf", sealed(content, office.vault), office.now())
        office.store.put_on_case(office.store.rows("kandun")[0].id, [file_id(content)])
    before = path.read_text()
    assert ask("key", "change").code == 0
    path.write_text(before)
    assert ask("audit", "verify").code == 0
    assert ask("tick").code == 2


def test_the_key_in_use_is_no_new_key(ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = (home / "var" / "bihuan.key").read_text().strip()
    monkeypatch.setenv("BIHUAN_KEY", old)
    for given in (None, old):
        if given:
            monkeypatch.setenv("BIHUAN_OLD_KEY", given)
        said = ask("key", "change")
        assert (said.code, len(said.err.splitlines())) == (2, 1)
        assert "is the one in use" in said.err
    assert names(home) == {"张三"}


def test_a_key_of_before_is_no_new_key(ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = (home / "var" / "bihuan.key").read_text().strip()
    assert ask("key", "change").code == 0
    monkeypatch.setenv("BIHUAN_OLD_KEY", (home / "var" / "bihuan.key").read_text().strip())
    monkeypatch.setenv("BIHUAN_KEY", first)
    said = ask("key", "change")
    assert (said.code, "was this installation's key before" in said.err) == (2, True)


def test_a_wrong_old_key_is_named_and_nothing_changes(ask: Ask, home: Path) -> None:
    path = home / "var" / "bihuan.key"
    good = path.read_text()
    needed = key_at(home).key_id
    path.write_text(NEWER)
    said = ask("key", "change")
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert needed in said.err
    assert KeyVault(bytes.fromhex(NEWER)).key_id in said.err
    assert ask("key", "show").code == 1
    path.write_text(good)
    assert ask("key", "show").code == 0
    assert names(home) == {"张三"}


def test_a_malformed_key_is_refused(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_KEY", "secret")
    said = ask("key", "change")
    assert (said.code, "64 hexadecimal" in said.err, "secret" in said.err) == (2, True, False)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told_before_anything_is_changed(ask: Ask, home: Path) -> None:
    (home / "var").chmod(0o500)
    said = ask("key", "change")
    (home / "var").chmod(0o700)
    assert (said.code, "cannot be written" in said.err) == (2, True)


@pytest.mark.parametrize("failing", ["tempfile.mkstemp", "os.link", "os.replace"])
def test_a_key_file_that_cannot_be_written_is_told_and_the_change_goes_on_later(
    ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(failing, refuse)
        said = ask("key", "change")
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "Read-only file system" in said.err
    assert str(home / "var" / "bihuan.") in said.err
    assert ask("key", "change").code == 0
    assert names(home) == {"张三"}


def test_nothing_else_is_done_while_a_change_is_not_at_its_end(ask: Ask, home: Path, tmp_path: Path) -> None:
    """Whichever key is at hand, both ways of opening say what to do; with a key gone the change says which."""
    path = home / "var" / "bihuan.key"
    old, new = key_at(home), KeyVault(bytes.fromhex(NEW))
    store = SqlStore(url(home))
    change = KeyChange(store, old, new)
    change.begin()
    next(change.steps())
    store.close()
    for command in (
        ("tick",), ("user", "list"), ("audit", "verify"), ("backup", str(tmp_path / "x.zip")), ("clock",),
    ):  # fmt: skip
        said = ask(*command)
        assert (said.code, len(said.err.splitlines())) == (2, 1), command
        assert "Run `bihuan key change` again" in said.err
    assert "is not at its end" in ask("key", "show").out
    gone = ask("key", "change")
    assert (gone.code, new.key_id in gone.err.partition("and key")[2]) == (2, True)
    coming = path.with_suffix(".new-key")
    coming.touch(mode=0o600)
    coming.write_text(NEW)
    assert ask("key", "change").code == 0
    assert key_at(home).key_id == new.key_id
    assert names(home) == {"张三"}


def test_an_office_that_does_not_open_leaves_the_database_closed(ask: Ask, home: Path) -> None:
    """An app that is asked for pages while the key is being changed tries at every one."""
    with closing(SqlStore(url(home))) as store:
        KeyChange(store, key_at(home), KeyVault(bytes.fromhex(NEW))).begin()
    with pytest.raises(KeyChanging) as refused:
        Office.open(url(home), home)
    assert refused.value
    assert not (home / "var" / "bihuan.db-wal").exists()


def test_a_third_key_that_was_put_in_its_place_meanwhile_is_not_lost(
    ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "var" / "bihuan.key"
    monkeypatch.setenv("BIHUAN_OLD_KEY", path.read_text().strip())
    old, third = key_at(home), KeyVault(bytes.fromhex(NEWER))
    coming = path.with_suffix(".new-key")
    coming.touch(mode=0o600)
    coming.write_text(NEW)
    with closing(SqlStore(url(home))) as store:
        KeyChange(store, old, KeyVault(bytes.fromhex(NEW))).begin()
    path.write_text(NEWER)
    assert ask("key", "change").code == 0
    assert key_at(home).key_id == KeyVault(bytes.fromhex(NEW)).key_id
    assert key_at(home, f"bihuan-{third.key_id}.key").key_id == third.key_id
    assert names(home) == {"张三"}


def test_the_problems_are_told_in_both_languages(ask: Ask, home: Path) -> None:
    (home / "var" / "bihuan.key").write_text(NEWER)
    told = {lang: ask("key", "change", "--lang", lang).err for lang in ("zh", "en")}
    assert "手头没有这一把" in told["zh"]
    assert "not at hand" in told["en"]


def test_a_database_in_which_nothing_is_sealed_has_no_key_to_change(ask: Ask, home: Path) -> None:
    SqlStore(f"sqlite:///{home}/var/new.db").close()
    said = ask("key", "change", "--database", f"sqlite:///{home}/var/new.db")
    assert (said.code, "no key to change" in said.err) == (2, True)
    assert ask("key", "change", "--database", f"sqlite:///{home}/var/none.db").code == 2


def test_what_was_damaged_before_is_named_and_stops_nothing(ask: Ask, home: Path) -> None:
    old = key_at(home)
    with Office.open(url(home), home) as office:
        office.store.put_file("f" * 64, "image/png", old.seal("x", case="elsewhere", name="file"), office.now())
    said = ask("key", "change")
    assert said.code == 1
    assert f"attachments, 1 ({'f' * 64})" in said.out
    assert names(home) == {"张三"}


def test_what_stays_on_the_disk_is_told_and_stops_nothing(
    ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> bool:
        raise StoreBusy("somebody reads in it")

    monkeypatch.setattr(SqlStore, "overwrite_freed", refuse)
    said = ask("key", "change", "--format", "json")
    assert (said.code, said.json["overwritten"]) == (0, False)
    assert "old ciphertext may still stand" in said.err
    assert "somebody reads in it" in said.err


def test_a_clock_that_runs_with_the_old_key_ends_and_says_why(
    ask: Ask, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is changed after its first sweep; the second writes nothing any more."""
    changed: list[Said] = []

    def sleep(_seconds: float) -> None:
        assert not changed, "it went on sweeping"
        changed.append(ask("key", "change"))
        with Office.open(url(home), home) as office:  # something waits, so that the next sweep has to write
            office.store.put_setting("files.swept", "2000-01-01T00:00:00+00:00")

    monkeypatch.setattr(clock.time, "sleep", sleep)
    said = ask("clock")
    assert [c.code for c in changed] == [0]
    assert said.code == 2
    assert "Start this again with the new key" in said.err
