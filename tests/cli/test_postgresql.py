"""The commands of an installation on PostgreSQL; a database that is out of reach is one line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.casework.small import write_home
from tests.cli.conftest import ROOT, Call
from tests.cli.test_publish import OUT
from tests.office.test_versions import DEADLINE


@pytest.fixture
def address() -> Iterator[str]:
    name = postgres.server().fresh(like=postgres.migrated())
    yield postgres.server().address(name)
    postgres.server().drop(name)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    write_home(tmp_path, deadlines=DEADLINE, recusal=OUT)
    return tmp_path


def test_a_town_is_published_and_swept(bihuan: Call, address: str, town: Path) -> None:
    at = ("--database", address, "--home", str(town))
    published = bihuan("publish", "town", "--from", "2026-02-01", "--format", "json", *at)
    assert (published.code, published.err) == (0, "")
    assert published.json["id"] == "town"
    assert bihuan("tick", "--format", "json", *at).json["cases"] == 0
    assert bihuan("audit", "verify", *at).code == 0
    assert (town / "var" / "bihuan.key").stat().st_mode & 0o077 == 0


def test_the_clock_runs_on_it_until_it_is_stopped(bihuan: Call, address: str, town: Path) -> None:
    bihuan("publish", "town", "--from", "2026-02-01", "--database", address, "--home", str(town))
    command = [sys.executable, "-m", "engine", "clock", "--every", "1", "--lang", "en"]
    place = {**os.environ, "BIHUAN_DATABASE": address, "BIHUAN_HOME": str(town)}
    running = subprocess.Popen(
        command, cwd=ROOT, env={**place, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    first = running.stdout.readline()
    running.terminate()
    running.communicate()
    assert first == "the clock runs, one sweep every 1 seconds\n"


@pytest.mark.parametrize("name", ["tick", "audit"])
def test_a_database_out_of_reach_is_one_line_without_a_password(bihuan: Call, town: Path, name: str) -> None:
    nowhere = f"postgresql://office:secret@/bihuan?host={town}"
    arguments = [name, *(["verify"] if name == "audit" else []), "--database", nowhere, "--home", str(town)]
    said = bihuan(*arguments)
    assert said.code == 2
    assert "could not be reached" in said.err
    assert said.err.count("\n") == 1
    assert "secret" not in said.err
    assert "office:***@" in said.err


def test_a_server_that_stops_in_the_middle_of_a_command_is_one_line(
    bihuan: Call, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a bug of ours, and no log is written."""
    from engine.casework.desk import Desk
    from engine.casework.ports import StoreBusy

    def lost(_: Desk) -> int:
        raise StoreBusy("the database could not be reached; nothing was written (server closed)")

    monkeypatch.setattr(Desk, "tick", lost)
    said = bihuan("tick", "--database", f"sqlite:///{town / 'x.db'}", "--home", str(town))
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "try again later" in said.err
    assert not (town / "var" / "bihuan.log").exists()
