"""The how-to “your township in an afternoon” is followed word for word in an empty room."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from engine.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "howto-your-township-in-an-afternoon.md"
OWN = (
    "rules/examples/neighbour.yaml", "rules/scenarios/neighbour.yaml", "rules/calendars/neighbour.yaml",
    "forms/neighbour-registration.yaml",
)  # fmt: skip
STEP = re.compile(
    r"^(?:(?P<verb>写成|接着写|从 `scenarios:` 起换成) / [^\n]*`(?P<path>[^`\n]+)`:\n\n)?"
    r"```(?P<kind>yaml|console)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, int]]]:
    """A home without the neighbour in which every step was done; each command with its exit code."""
    home = tmp_path_factory.mktemp("home")
    for folder in ("rules", "forms"):
        shutil.copytree(ROOT / folder, home / folder)
    for path in OWN:
        (home / path).unlink()
    calls: list[tuple[str, int]] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(home)
        patched.setenv("BIHUAN_HOME", str(home))
        for step in STEP.finditer(PAGE.read_text(encoding="utf-8")):
            calls += _done(home, step)
    return home, calls


def _done(home: Path, step: re.Match[str]) -> list[tuple[str, int]]:
    if step["kind"] == "console":
        lines = [line.removeprefix("$ ") for line in step["text"].splitlines() if line]
        return [(line, main(shlex.split(line)[1:])) for line in lines]
    assert step["verb"], f"nothing says where this goes: {step['text'][:60]}"
    path = home / step["path"]
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    kept = {"写成": "", "接着写": before}.get(step["verb"], before.partition("scenarios:\n")[0])
    path.write_text(kept + step["text"], encoding="utf-8")
    return []


def test_every_command_of_the_page_ends_well(followed: tuple[Path, list[tuple[str, int]]]) -> None:
    _, calls = followed
    assert len(calls) == 5
    assert [call for call in calls if call[1] != 0] == []


def test_the_result_is_the_shipped_rule_file(followed: tuple[Path, list[tuple[str, int]]]) -> None:
    home, _ = followed
    made = (home / "rules" / "neighbour.yaml").read_text(encoding="utf-8").splitlines()
    shipped = (ROOT / "rules" / "examples" / "neighbour.yaml").read_text(encoding="utf-8").splitlines()
    assert made[1:] == shipped[1:]  # the first line only says where the schema lies
    assert len(shipped) < 60


@pytest.mark.parametrize("path", OWN[1:])
def test_the_other_files_are_the_shipped_ones(path: str, followed: tuple[Path, list[tuple[str, int]]]) -> None:
    assert (followed[0] / path).read_text(encoding="utf-8") == (ROOT / path).read_text(encoding="utf-8")


def test_each_of_the_eight_stories_passes(
    followed: tuple[Path, list[tuple[str, int]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["test", "neighbour", "--home", str(followed[0])]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "8 passed, 0 failed"
