"""9. Published statistics suppress small cells (fewer than 5)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from engine.casework.metrics import SMALL, Measured, published
from tests.principles.conftest import ROOT

SHOWING = ("views", "ui", "cli", "printing")
"""Rooms that people read; stories and the judge count exactly."""


def showing_unsuppressed(root: Path) -> list[str]:
    """Modules that show what `measure` counted without passing it through `published`."""
    found: list[str] = []
    for path in sorted(p for room in SHOWING for p in (root / room).rglob("*.py")):
        imports = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ImportFrom)]
        names = {a.name for n in imports if n.module == "engine.casework.metrics" for a in n.names}
        if "measure" in names and "published" not in names:
            found.append(path.name)
    return found


@pytest.mark.parametrize("few", range(1, SMALL))
def test_fewer_than_five_are_not_told(few: int) -> None:
    assert SMALL == 5
    assert published(Measured(few, 40, "unspecified", "none")).count is None


def test_what_people_read_has_passed_through_it() -> None:
    assert showing_unsuppressed(ROOT / "engine") == []


def test_this_test_fails_when_something_shows_all(tmp_path: Path) -> None:
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "figures.py").write_text("from engine.casework.metrics import measure\n", encoding="utf-8")
    assert showing_unsuppressed(tmp_path) == ["figures.py"]
