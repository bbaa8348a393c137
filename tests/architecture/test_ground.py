"""The ground: exact pins, no hosts, no paths of one machine, and commands that are what the README says."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT, Tree, plant, project

PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+")
OUTSIDE = tuple("/".join(p) for p in (("..", "shared"), ("", "work", "main"), ("", "work", "shared")))
HOSTS = tuple(".".join(p) for p in (("pypi", "org"), ("pythonhosted", "org"), ("pypi", "tuna"), ("mirrors", "aliyun")))
SKIP = frozenset({".git", ".venv", "var", "build", "dist", "__pycache__", ".mypy_cache", ".ruff_cache"})
SKIP_ENDS = (".egg-info", "_cache", ".hypothesis")
DATA_ONLY = frozenset({"tzdata"})
TEST_SIDE = frozenset({"pytest"})
"""The plug-in for scenarios is loaded by pytest, which is there when it is."""
IMPORT_NAMES = {
    "pyyaml": "yaml",
    "durable-rules": "durable",
    "argon2-cffi": "argon2",
    "python-docx": "docx",
    "pillow": "PIL",
    "fonttools": "fontTools",
}


def pin_violations(lines: Iterable[str]) -> list[str]:
    """Lines that are neither a comment, nor another file of ours, nor `name==version`."""
    told = (line.strip() for line in lines)
    return [s for s in told if s and not s.startswith(("#", "-r ")) and not PIN.fullmatch(s)]


def text_violations(root: Path, words: Iterable[str]) -> list[str]:
    """Files that hold one of `words`; only text that this project wrote."""
    listed = tuple(words)
    return sorted(
        f"{path.relative_to(root)}: {word}"
        for path in _written(root)
        for word in listed
        if word in path.read_text(encoding="utf-8", errors="ignore")
    )


def _written(root: Path) -> Iterable[Path]:
    for folder, below, files in os.walk(root):
        below[:] = [d for d in below if d not in SKIP and not d.endswith(SKIP_ENDS)]
        yield from (Path(folder, f) for f in files if not f.endswith((".png", ".pyc", ".sqlite", ".db")))


INSTALLED = ("build.txt", "run.txt", "test.txt")
"""What `make` installs. The peers in `bench.txt` are measured by hand and installed by hand."""


def dependency_violations(tree: Tree, declared: Iterable[str]) -> list[str]:
    """Declared libraries that no module imports, and imported ones that nobody declared."""
    used = {i.module.partition(".")[0] for m in tree.modules.values() for i in m.imports}
    foreign = used - {"engine"} - sys.stdlib_module_names - TEST_SIDE
    names = {_import_name(Requirement(d).name) for d in declared} - DATA_ONLY
    unused = [f"{name} is declared but not used" for name in sorted(names - foreign)]
    return unused + [f"{name} is used but not declared" for name in sorted(foreign - names)]


def _import_name(library: str) -> str:
    known = canonicalize_name(library)
    return IMPORT_NAMES.get(known, known.replace("-", "_"))


def _pins() -> dict[str, str]:
    files = [ROOT / "requirements" / name for name in INSTALLED]
    lines = (line for f in files for line in f.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("==") for line in lines if PIN.fullmatch(line))
    return {canonicalize_name(name): pinned for name, pinned in pairs}


def _project() -> tuple[list[str], list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["dependencies"], project["optional-dependencies"]["test"]


@pytest.mark.parametrize("name", [*INSTALLED, "bench.txt"])
def test_pins_are_exact_and_name_no_host(name: str) -> None:
    assert pin_violations((ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()) == []


@pytest.mark.parametrize(
    "line",
    [
        "rich>=14",
        "rich",
        "--index-url https://example.org/simple",
        "rich==15.0 --hash=sha256:00",
        "a @ file:///b",
    ],
)
def test_a_loose_pin_is_found(line: str) -> None:
    assert pin_violations(["# fine", "-r run.txt", "rich==15.0.0", line]) == [line]


def test_every_dependency_is_pinned_within_its_range() -> None:
    run, test = _project()
    pins = _pins()
    wanted = [Requirement(line) for line in run + test]
    loose = [r.name for r in wanted if not r.specifier.contains(pins.get(canonicalize_name(r.name), "0"))]
    assert loose == []


def test_what_lies_beneath_a_pin_is_pinned_too() -> None:
    pins = _pins()
    needs = [Requirement(r) for name in pins for r in distribution(name).requires or ()]
    met = [r.name for r in needs if r.marker is None or r.marker.evaluate({"extra": ""})]
    assert sorted({canonicalize_name(n) for n in met} - set(pins)) == []


def test_the_pinned_versions_are_the_ones_under_test() -> None:
    assert {name: version(name) for name in _pins()} == _pins()


def test_the_libraries_declared_are_the_libraries_used() -> None:
    assert dependency_violations(project(), _project()[0]) == []


def test_a_library_unused_or_undeclared_is_found(tmp_path: Path) -> None:
    tree = plant(tmp_path, {"engine/loading/a.py": "import yaml\nimport json\nimport starlette.types"})
    assert dependency_violations(tree, ["PyYAML>=6", "tzdata", "rich>=1"]) == [
        "rich is declared but not used",
        "starlette is used but not declared",
    ]


def test_no_file_names_a_host_of_packages_or_a_place_outside() -> None:
    assert text_violations(ROOT, OUTSIDE + HOSTS) == []


def test_a_place_outside_is_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "start.md").write_text(f"see {OUTSIDE[0]}/x.md", encoding="utf-8")
    assert text_violations(tmp_path, OUTSIDE) == [f"docs/start.md: {OUTSIDE[0]}"]


def test_the_readme_names_only_targets_that_the_makefile_has() -> None:
    told = set(re.findall(r"`?make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    there = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test"} <= told <= there


def test_continuous_integration_is_a_program_that_runs_the_full_suite() -> None:
    program = ROOT / ".ci" / "run"
    assert os.access(program, os.X_OK)
    assert "make test-full" in program.read_text(encoding="utf-8")
