"""The house has floors: a room imports lower floors only, and some rooms do not know each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.tree import Import, Module, Tree, plant, project

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "source", "i18n", "crash_points"}),
    frozenset({"policy"}),
    frozenset({"regions"}),
    frozenset({"loading", "matching", "columns"}),
    frozenset({"casework"}),
    frozenset({"store", "accounts", "delivery", "scanning", "lint", "proof", "compare"}),
    frozenset({"simulate", "scenarios"}),
    frozenset({"views"}),
    frozenset({"printing"}),
    frozenset({"office"}),
    frozenset({"demo"}),
    frozenset({"cli", "ui"}),
)
DOORSTEP = {"": frozenset[str](), "__main__": frozenset({"cli"})}
"""`engine/__init__.py` is loaded by everybody and so imports no room; `python -m engine` is the cli."""


def _below(floor: int) -> frozenset[str]:
    return frozenset().union(*FLOORS[:floor])


RULES = {
    0: FLOORS[0],
    4: _below(2),
    5: _below(5) - {"loading", "matching"},
    7: _below(2) | FLOORS[4],
    8: _below(2) | FLOORS[4] | FLOORS[7],
}
"""Floors whose rule is more than "everything below"."""


def _allowed(room: str) -> frozenset[str] | None:
    """The rooms that `room` may import, or None for a room that stands on no floor."""
    if room in DOORSTEP:
        return DOORSTEP[room]
    floor = next((n for n, rooms in enumerate(FLOORS) if room in rooms), None)
    return None if floor is None else RULES.get(floor, _below(floor))


def floor_violations(tree: Tree) -> list[str]:
    return [line for m in tree.under("engine") for line in _of(m, tree)]


def _of(module: Module, tree: Tree) -> list[str]:
    allowed = _allowed(module.room)
    if allowed is None:
        return [f"{module.name} stands on no floor"]
    return [
        f"{module.name}:{i.line} imports {tree.target(i)}"
        for i in module.imports
        if _room_of(i) not in {None, module.room, *allowed} and not _is_result_type(module.room, i)
    ]


def _room_of(found: Import) -> str | None:
    parts = found.full.split(".")
    return parts[1] if parts[0] == "engine" and len(parts) > 1 else None


def _is_result_type(room: str, found: Import) -> bool:
    """Views and printing may take the types of what lower floors found, and no function."""
    return room in FLOORS[7] | FLOORS[8] and _room_of(found) in FLOORS[5] | FLOORS[6] and found.name[:1].isupper()


def test_every_room_imports_lower_floors_only() -> None:
    assert floor_violations(project()) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("engine/errors.py", "from engine.policy import limits"),
        ("engine/policy/states.py", "from engine.casework.events import CaseEvent"),
        ("engine/policy/states.py", "from ..casework import events"),
        ("engine/loading/reading/files.py", "import engine.matching.port"),
        ("engine/casework/desk.py", "from engine.loading import load"),
        ("engine/casework/judge.py", "from engine.regions.sets import meet"),
        ("engine/store/sql.py", "from engine.matching import port"),
        ("engine/proof/explore.py", "from engine.loading import load"),
        ("engine/proof/explore.py", "from engine.store.memory.store import Memory"),
        ("engine/views/pages.py", "from engine.proof.explore import prove"),
        ("engine/views/pages.py", "from engine.loading.reading.files import Loaded"),
        ("engine/views/pages.py", "from engine.printing.manual import manual"),
        ("engine/printing/manual.py", "from engine.scenarios import run_file"),
        ("engine/ui/main.py", "from engine.cli import main"),
        ("engine/cli/run.py", "def f() -> None:\n    from engine.ui import main"),
        ("engine/__init__.py", "from engine.office import Office"),
        ("engine/attic/box.py", "import json"),
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, path: str, line: str) -> None:
    assert len(floor_violations(plant(tmp_path, {path: line}))) == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("engine/source.py", "from engine.i18n import text"),
        ("engine/simulate/run.py", "from engine.loading import load"),
        ("engine/views/pages.py", "from engine.proof.findings import Proof"),
        ("engine/printing/manual.py", "from engine.views.names import Names"),
        ("engine/office/rules.py", "from engine.matching import port"),
        ("engine/__main__.py", "from engine.cli import main"),
    ],
)
def test_an_allowed_import_passes(tmp_path: Path, path: str, line: str) -> None:
    assert floor_violations(plant(tmp_path, {path: line})) == []
