"""`bihuan files`: what nobody filed goes, as by the clock process; whether the scanner for malware answers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.casework.files.attachments import file_id, sealed
from engine.cli.commands.clock import tidy
from engine.office import Office
from tests.casework.small import HELP, PEOPLE, write_home
from tests.cli.conftest import Call
from tests.scanning.speaking import listening, saying

FILED, LOOSE = b"filed", b"never filed"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A small town, two files sent long ago, one of them filed."""
    write_home(tmp_path)
    with Office.open(f"sqlite:///{tmp_path / 'var' / 'bihuan.db'}", tmp_path) as office:
        office.publish("town", from_=date(2020, 1, 1))
        office.put_directory("town", PEOPLE)
        for content in (FILED, LOOSE):
            long_ago = office.now() - timedelta(days=2)
            office.store.put_file(file_id(content), "text/plain", sealed(content, office.vault), long_ago)
        office.desk.open_case("town", "note", {**HELP, "proof": [file_id(FILED)]}, actor=None, token="t")
    return tmp_path


def test_what_nobody_filed_goes_and_is_counted(bihuan: Call, home: Path) -> None:
    done = bihuan("files", "sweep", "--home", str(home), "--format", "json")
    assert (done.code, done.json["drafts"], done.json["files"], done.json["bytes"] > 0) == (0, 0, 1, True)
    again = bihuan("files", "sweep", "--home", str(home), "--lang", "en")
    assert "0 uploads that were never filed were removed (0 bytes)" in again.out
    assert bihuan("audit", "verify", "--home", str(home)).code == 0


def test_the_clock_process_does_it_too(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Office.open(f"sqlite:///{home / 'var' / 'bihuan.db'}", home) as office:
        tidy(office, "en")
        assert "1 uploads" in capsys.readouterr().out
        assert [office.store.file(file_id(c)) is None for c in (FILED, LOOSE)] == [False, True]
        tidy(office, "en")  # not again within hours, and nothing is said about nothing
    assert capsys.readouterr().out == ""


def test_a_scanner_that_answers_is_told_with_its_version(
    bihuan: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with listening(saying(b"ClamAV 1.4.6\0"), tmp_path / "s") as where:
        monkeypatch.setenv("BIHUAN_SCANNER", str(where))
        done = bihuan("files", "scanner", "--lang", "en")
        assert (done.code, done.out.strip()) == (0, "The scanner answers: ClamAV 1.4.6")
        told = bihuan("files", "scanner", "--format", "json").json
    assert told == {"set": True, "version": "ClamAV 1.4.6", "trouble": None}


def test_one_that_does_not_answer_exits_with_1_and_says_what_follows(
    bihuan: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BIHUAN_SCANNER", str(tmp_path / "none"))
    for away, words in (("refuse", "no attachment is taken"), ("take", "are taken")):
        monkeypatch.setenv("BIHUAN_SCANNER_AWAY", away)
        done = bihuan("files", "scanner", "--lang", "en")
        assert (done.code, words in done.out) == (1, True)
    monkeypatch.delenv("BIHUAN_SCANNER")
    none = bihuan("files", "scanner", "--lang", "en")
    assert (none.code, "not scanned" in none.out) == (0, True)


@pytest.mark.parametrize("command", [("files", "scanner"), ("run",)])
def test_a_wrong_setting_is_told_before_anything_runs(
    bihuan: Call, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("BIHUAN_SCANNER", "10.0.0.7:3310")
    monkeypatch.setattr("engine.cli.commands.run._free", lambda _: None)
    done = bihuan(*command, "--lang", "en")
    assert (done.code, "BIHUAN_SCANNER=10.0.0.7:3310" in done.err, len(done.err.splitlines())) == (2, True, 1)
