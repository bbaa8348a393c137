"""Modules say what they are about: by name, by an opening docstring, and by a short public face."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import Module, Tree, plant, project

EMPTY_WORDS = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "manager", "shared", "stuff"})
LARGEST_FACE = 12


def name_violations(tree: Tree) -> list[str]:
    """Modules and packages whose name says nothing, alone or as a part (`date_utils`)."""
    return sorted(m.name for m in tree.modules.values() if EMPTY_WORDS & set(m.name.rpartition(".")[2].split("_")))


def docstring_violations(tree: Tree) -> list[str]:
    return sorted(m.name for m in tree.under("engine") if not ast.get_docstring(m.syntax))


def face_violations(module: Module) -> list[str]:
    """What `engine/__init__.py` offers is written down, short, and there."""
    listed = _listed(module)
    if listed is None:
        return ["engine states no __all__"]
    bound = {n.id for n in module.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    missing = [f"{name} is listed but not there" for name in listed if name not in bound | set(module.names)]
    long = [f"{len(listed)} names are offered"] if len(listed) > LARGEST_FACE else []
    return missing + long


def _listed(module: Module) -> list[str] | None:
    for node in module.syntax.body:
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "__all__" for t in node.targets):
            return list(ast.literal_eval(node.value))
    return None


def test_no_module_is_called_by_an_empty_word() -> None:
    assert name_violations(project()) == []


def test_every_module_opens_with_a_docstring() -> None:
    assert docstring_violations(project()) == []


def test_the_public_face_is_short_and_real() -> None:
    assert face_violations(project().modules["engine"]) == []


@pytest.mark.parametrize("path", ["engine/policy/utils.py", "engine/ui/date_helpers.py", "engine/common/x.py"])
def test_an_empty_word_is_found(tmp_path: Path, path: str) -> None:
    tree = plant(tmp_path, {path: "", str(Path(path).parent / "__init__.py"): ""})
    assert len(name_violations(tree)) == 1


def test_a_module_without_a_docstring_is_found(tmp_path: Path) -> None:
    tree = plant(tmp_path, {"engine/__init__.py": '"""Says so."""', "engine/mute.py": "x = 1"})
    assert docstring_violations(tree) == ["engine.mute"]


TOO_MANY = [f"name{n}" for n in range(LARGEST_FACE + 1)]


@pytest.mark.parametrize(
    "source",
    ["x = 1", "__all__ = ['gone']", f"{' = '.join(TOO_MANY)} = 0\n__all__ = {TOO_MANY}"],
)
def test_a_face_unstated_untrue_or_long_is_found(tmp_path: Path, source: str) -> None:
    tree = plant(tmp_path, {"engine/__init__.py": source})
    assert len(face_violations(tree.modules["engine"])) == 1
