"""The how-to “a new version of your rules” is followed word for word in a home and a database of its own."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
import time_machine

from engine.cli import main
from engine.office import Office

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "howto-new-version.md"
STEP = re.compile(
    r"^(?:(?P<verb>写成|接着写) / [^\n]*`(?P<path>[^`\n]+)`:\n\n)?```(?P<kind>yaml|console|text)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
pytestmark = pytest.mark.full
Calls = list[tuple[str, int]]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Calls]:
    """A home in which every step was done; each command with its exit code."""
    home = tmp_path_factory.mktemp("home")
    for folder in ("rules", "forms"):
        shutil.copytree(ROOT / folder, home / folder)
    calls: Calls = []
    with pytest.MonkeyPatch.context() as patched, time_machine.travel("2026-11-20 01:00:00+00:00"):
        patched.chdir(home)
        patched.setenv("BIHUAN_HOME", str(home))
        patched.delenv("BIHUAN_DATABASE", raising=False)
        for step in STEP.finditer(PAGE.read_text(encoding="utf-8")):
            calls += _done(home, step)
    return home, calls


def _done(home: Path, step: re.Match[str]) -> Calls:
    if step["kind"] == "console":
        lines = [line.removeprefix("$ ") for line in step["text"].splitlines() if line]
        return [(line, main(shlex.split(line)[1:])) for line in lines]
    assert step["verb"], f"nothing says where this goes: {step['text'][:60]}"
    path = home / step["path"]
    before = path.read_text(encoding="utf-8") if step["verb"] == "接着写" else ""
    path.write_text(before + step["text"], encoding="utf-8")
    return []


def test_every_command_of_the_page_ends_well(followed: tuple[Path, Calls]) -> None:
    _, calls = followed
    assert len(calls) == 9
    assert [call for call in calls if call[1] != 0] == []


def test_both_versions_are_published_and_the_case_of_the_table_is_open(followed: tuple[Path, Calls]) -> None:
    home, _ = followed
    with Office.open(f"sqlite:///{home}/var/bihuan.db", home) as office:
        there = office.store.published("neighbour")
        assert [p.from_.isoformat() for p in there] == ["2026-01-01", "2027-01-01"]
        (row,) = (r for r in office.store.rows("neighbour") if r.sequence)
        assert (row.number, row.digest) == ("neighbour-2026-00001", there[0].digest)
        limits = [office.ruleset_of(p.digest).deadlines["handling-time"].limit.amount for p in there]
        assert limits == [20, 15]


def test_the_case_can_be_moved_as_the_page_says(
    followed: tuple[Path, Calls], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home, _ = followed
    monkeypatch.setenv("BIHUAN_HOME", str(home))
    with time_machine.travel("2026-11-20 02:00:00+00:00"):
        code = main(["move", "neighbour", "--to", "2027-01-01", "--case", "neighbour-2026-00001"])
    assert (code, "neighbour-2026-00001" in capsys.readouterr().out) == (0, True)
