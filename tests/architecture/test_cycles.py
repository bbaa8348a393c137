"""No module imports itself by way of others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.architecture.tree import Tree, plant, project

Graph = Mapping[str, frozenset[str]]


def import_graph(tree: Tree) -> Graph:
    """Who reaches whom, counting imports inside functions; the package above a module is not counted."""
    return {
        name: frozenset(t for i in m.imports if (t := tree.target(i)) in tree.modules and t != name)
        for name, m in tree.modules.items()
    }


def cycle(graph: Graph) -> list[str]:
    """One cycle as a path that ends where it begins, or an empty list."""
    done: set[str] = set()
    for start in sorted(graph):
        if found := _walk(start, graph, [], done):
            return found
    return []


def _walk(node: str, graph: Graph, path: list[str], done: set[str]) -> list[str]:
    if node in path:
        return [*path[path.index(node) :], node]
    if node in done:
        return []
    for following in sorted(graph[node]):
        if found := _walk(following, graph, [*path, node], done):
            return found
    done.add(node)
    return []


def test_imports_have_no_cycle() -> None:
    assert cycle(import_graph(project())) == []


def test_a_cycle_through_three_modules_is_found(tmp_path: Path) -> None:
    tree = plant(
        tmp_path,
        {
            "engine/policy/a.py": "from engine.policy import b",
            "engine/policy/b.py": "import engine.policy.c",
            "engine/policy/c.py": "def f() -> None:\n    from .a import x",
        },
    )
    assert cycle(import_graph(tree)) == [f"engine.policy.{x}" for x in "abca"]


def test_a_package_that_gathers_its_modules_is_no_cycle(tmp_path: Path) -> None:
    files = {
        "engine/loading/__init__.py": "from engine.loading.reading.files import load",
        "engine/loading/reading/files.py": "from engine.loading.building.node import Node",
        "engine/loading/building/node.py": "",
    }
    assert cycle(import_graph(plant(tmp_path, files))) == []
