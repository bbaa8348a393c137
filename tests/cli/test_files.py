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
from tests.scanning.speaking import Answer, Line, command, listening, saying, stream

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


def answering(files: dict[bytes, bytes]) -> Answer:
    """A scanner that says this of these files, and of all others that they are clean."""

    def answer(line: Line) -> None:
        if command(line) == b"zVERSION\0":
            line.sendall(b"ClamAV 1.4.6\0")
        else:
            line.sendall(files.get(stream(line), b"stream: OK\0"))

    return answer


def test_what_was_kept_before_is_looked_through_and_what_is_found_is_told_with_its_case(
    bihuan: Call, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    there, bad = ("--home", str(home), "--lang", "en"), {FILED: b"stream: Eicar-Test FOUND\0"}
    hash_ = file_id(FILED)
    with listening(answering(bad), home / "s") as where:
        monkeypatch.setenv("BIHUAN_SCANNER", str(where))
        done = bihuan("files", "scan", *there)
        assert (done.code, f"{hash_[:12]}  Eicar-Test  town-" in done.out) == (1, True), done.out
        assert f"bihuan files release {hash_[:12]}" in done.out
        assert "2 attachment(s) were looked through now, malware was found in 1" in done.out
        again = bihuan("files", "scan", *there, "--format", "json")
        (listed,) = again.json["withheld"]
        assert (again.code, again.json["scanned"], again.json["whole"]) == (1, 0, True)
        assert (listed["file"], listed["found"], len(listed["cases"])) == (hash_, "Eicar-Test", 1)
        assert bihuan("files", "release", hash_[:12], *there).code == 0
        fine = bihuan("files", "scan", "--older-than", "0", *there, "--format", "json")
    assert (fine.code, fine.json["scanned"], fine.json["found"], fine.json["withheld"]) == (0, 2, 1, [])
    assert bihuan("audit", "verify", "--home", str(home)).code == 0


def test_a_scanner_that_hangs_up_ends_the_run_and_the_next_one_goes_on(
    bihuan: Call, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    there = ("--home", str(home), "--lang", "en")
    monkeypatch.setenv("BIHUAN_SCANNER", str(home / "none"))
    done = bihuan("files", "scan", *there)
    assert (done.code, "1 attachment(s) could not be looked through: it cannot be reached" in done.out) == (1, True)
    assert "ended early" in done.out
    with listening(answering({}), home / "s") as where:
        monkeypatch.setenv("BIHUAN_SCANNER", str(where))
        assert "2 attachment(s) were looked through" in bihuan("files", "scan", *there).out


def test_without_a_scanner_and_without_a_withheld_file_there_is_nothing_to_do(
    bihuan: Call, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.delenv("BIHUAN_SCANNER", raising=False)
    there = ("--home", str(home), "--lang", "en")
    none = bihuan("files", "scan", *there)
    assert (none.code, "set BIHUAN_SCANNER first" in none.err) == (2, True)
    for hash_ in (file_id(FILED), file_id(FILED)[:11], ""):
        unknown = bihuan("files", "release", hash_, *there)
        assert (unknown.code, "no attachment" in unknown.err, len(unknown.err.splitlines())) == (2, True, 1)


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
