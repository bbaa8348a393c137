"""9. Published statistics suppress small cells. Until there are any, nothing may publish counts of people.

The rule itself is not enforced yet, because nothing is published (the README says so). What can be
broken today is that some room begins to publish without it: then this module must be rewritten.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.principles.conftest import ROOT

PUBLISHING = {"statistics", "statistic", "publish_statistics", "open_data", "dashboard", "ranking", "league"}


def publishing(root: Path) -> list[str]:
    """Modules, classes and functions whose name says that they publish numbers."""
    found: list[str] = []
    for path in sorted(root.rglob("*.py")):
        names = [path.stem]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names += [n.name.lower() for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
        found += [f"{path.name}: {n}" for n in names if n in PUBLISHING]
    return found


def test_nothing_publishes_numbers_yet() -> None:
    assert publishing(ROOT / "engine") == []


def test_this_test_fails_when_something_does(tmp_path: Path) -> None:
    (tmp_path / "report.py").write_text("def publish_statistics() -> None: ...\n", encoding="utf-8")
    assert publishing(tmp_path) == ["report.py: publish_statistics"]
