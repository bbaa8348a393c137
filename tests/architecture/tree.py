"""Reads a source tree without running it: modules, what each imports, and which names those stand for.

The checks beside this file are functions over a `Tree`, so that each can also be run on a small tree
that breaks its rule.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Import:
    """One imported thing: `module` as written, `name` when it came by `from module import name`."""

    module: str
    name: str
    alias: str
    line: int

    @property
    def full(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module

    @property
    def stands_for(self) -> str:
        """`import a.b` binds `a` to the package `a`; `import a.b as x` binds `x` to `a.b`."""
        top = self.module.partition(".")[0]
        return top if not self.name and self.alias == top else self.full


@dataclass(frozen=True)
class Module:
    """One Python file; `name` is its dotted name, a package's `__init__` carries the package's name."""

    name: str
    path: Path
    syntax: ast.Module

    @property
    def room(self) -> str:
        """The part of `engine` it belongs to: `policy`, `office`; `` for `engine/__init__.py`."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def package(self) -> str:
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every piece of its syntax."""
        return tuple(ast.walk(self.syntax))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import of the file, also those inside functions and under TYPE_CHECKING."""
        return tuple(found for node in self.nodes for found in _imported(node, self.package))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each imported name stands for: `{"dt": "datetime", "now": "time.time"}`."""
        return {i.alias: i.stands_for for i in self.imports}

    def dotted(self, node: ast.AST) -> str:
        """`dt.date.today` as `datetime.date.today`; `` for anything that is no imported name."""
        tail: list[str] = []
        while isinstance(node, ast.Attribute):
            tail.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self.names:
            return ""
        return ".".join([self.names[node.id], *reversed(tail)])


@dataclass(frozen=True)
class Tree:
    """All Python files below `root` that belong to the named top packages or files."""

    root: Path
    modules: Mapping[str, Module]

    def under(self, package: str) -> Iterator[Module]:
        return (m for n, m in self.modules.items() if n == package or n.startswith(package + "."))

    def target(self, found: Import) -> str:
        """The module that an import reaches: `from engine.policy import tables` reaches the submodule."""
        return found.full if found.full in self.modules else found.module


def read(root: Path, tops: tuple[str, ...] = ("engine", "app.py")) -> Tree:
    """The tree below `root`. Raises SyntaxError for a file that does not parse."""
    files = [path for top in tops for path in _python_files(root / top)]
    found = (_module(path, root) for path in files)
    return Tree(root, {m.name: m for m in found})


@cache
def project() -> Tree:
    """This project, read once for all checks in a process."""
    return read(ROOT)


def plant(root: Path, files: Mapping[str, str]) -> Tree:
    """Writes a small tree (path → text) and reads it back; for tests that break a rule on purpose."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read(root)


def _python_files(top: Path) -> list[Path]:
    if top.is_file():
        return [top]
    return sorted(p for p in top.rglob("*.py") if "__pycache__" not in p.parts)


def _module(path: Path, root: Path) -> Module:
    parts = list(path.relative_to(root).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    syntax = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    return Module(".".join(parts), path, syntax)


def _imported(node: ast.AST, package: str) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for a in node.names:
            yield Import(a.name, "", a.asname or a.name.partition(".")[0], node.lineno)
    elif isinstance(node, ast.ImportFrom):
        base = _absolute(node, package)
        for a in node.names:
            yield Import(base, a.name, a.asname or a.name, node.lineno)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    above = parts[: len(parts) - node.level + 1]
    return ".".join([*above, node.module] if node.module else above)
