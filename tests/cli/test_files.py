"""`bihuan files sweep`, and the same by the clock process: what nobody filed goes, and how much is told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.casework.files.attachments import file_id, sealed
from engine.cli.commands.clock import tidy
from engine.office import Office
from tests.casework.small import HELP, PEOPLE, write_home
from tests.cli.conftest import Call

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
            office.store.put_file(file_id(content), "x", "text/plain", sealed(content, office.vault), long_ago)
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
