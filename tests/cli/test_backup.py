"""`bihuan backup` and `bihuan restore`: a drill from the command line, and the key that stays behind."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from engine.store.sql import SqlStore
from tests.casework.front import KEY
from tests.cli.conftest import Call
from tests.store.test_arriving_calendars import OFF, archive, town


def test_a_drill_from_the_command_line(bihuan: Call, tmp_path: Path) -> None:
    url, file, drill = f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "x.zip", tmp_path / "drill" / "y.db"
    assert bihuan("publish", "kandun", "--from", "2026-01-01", "--database", url).code == 0
    made = bihuan("backup", str(file), "--database", url)
    assert (made.code, "the key is not in it" in made.out, str(tmp_path / "x.key") in made.out) == (0, True, True)
    sound = bihuan("restore", str(file), "--check", "--format", "json")
    assert (sound.code, sound.json["localities"], sound.json["rows"]["publications"]) == (0, ["kandun"], 1)
    done = bihuan("restore", str(file), "--as", f"sqlite:///{drill}")
    assert (done.code, str(drill.with_suffix(".key")) in done.out) == (0, True)
    again = bihuan("restore", str(file), "--as", f"sqlite:///{drill}")
    assert (again.code, "holds data" in again.err) == (2, True)
    assert bihuan("restore", str(file), "--as", f"sqlite:///{drill}", "--replace").code == 0


def test_another_key_is_told_before_anything_is_restored(bihuan: Call, tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "x.zip"
    bihuan("publish", "kandun", "--from", "2026-01-01", "--database", url)
    bihuan("backup", str(file), "--database", url)
    key = tmp_path / "y.key"
    key.write_text("ab" * 32)
    key.chmod(0o600)
    refused = bihuan("restore", str(file), "--as", f"sqlite:///{tmp_path / 'y.db'}")
    assert (refused.code, "sealed under key" in refused.err, (tmp_path / "y.db").exists()) == (2, True, False)


def test_what_cannot_be_restored_is_one_line(bihuan: Call, tmp_path: Path) -> None:
    (tmp_path / "letter.zip").write_text("dear office")
    for name, word in (("letter.zip", "no whole backup"), ("none.zip", "there is no backup")):
        said = bihuan("restore", str(tmp_path / name), "--as", f"sqlite:///{tmp_path / 'y.db'}")
        assert (said.code, word in said.err, said.err.count("\n")) == (2, True, 1)
    none = bihuan(
        "backup", str(tmp_path / "b.zip"), "--locality", "nowhere", "--database", f"sqlite:///{tmp_path / 'n.db'}"
    )
    assert none.code == 2


def test_days_that_count_otherwise_here_stop_a_locality_until_that_is_asked_for(
    bihuan: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_KEY", KEY.hex())
    url = f"sqlite:///{tmp_path / 'there.db'}"
    with closing(SqlStore(url)) as store:
        town(tmp_path, store)
    wanted = ("restore", str(archive(tmp_path, OFF)), "--locality", "west", "--as", url, "--home", str(tmp_path))
    refused = bihuan(*wanted)
    assert (refused.code, "1 day(s) count otherwise here" in refused.err) == (2, True)
    assert "plain     2026-01-06  free   worked  通知甲" in refused.out
    kept = bihuan(*wanted, "--keep-calendars")
    assert kept.code == 0
    assert "2026-01-09  2026-01-08" in kept.out
    assert "1 day(s) differ, due dates of 1 case(s) moved" in kept.out
