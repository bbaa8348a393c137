"""The first command looks before it installs, and says plainly all that is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "sed", "tail")


def _bare_machine(tmp_path: Path, **programs: str) -> Path:
    """A folder of programs: the few that the script itself needs, and scripts given by name."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    for name, body in programs.items():
        _program(folder / name.replace("_", "."), body)
    return folder


def _program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def _look(path: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    script = str(ROOT / "scripts" / "look_first.sh")
    settings = {"PATH": str(path), "HOME": os.environ.get("HOME", "/"), **env}
    return subprocess.run([str(path / "sh"), script, *args], env=settings, capture_output=True, text=True, check=False)


def test_a_bare_machine_is_told_everything_at_once(tmp_path: Path) -> None:
    told = _look(_bare_machine(tmp_path))
    assert told.returncode == 1
    assert "Python 3.11 or 3.12" in told.stderr
    assert "C compiler" in told.stderr
    assert told.stdout == ""


def test_a_python_of_another_version_does_not_count(tmp_path: Path) -> None:
    told = _look(_bare_machine(tmp_path, python3="exit 1", python3_12="exit 127", cc="exit 0"))
    assert told.returncode == 1
    assert "Python 3.11 or 3.12" in told.stderr
    assert "C compiler" not in told.stderr


def test_a_python_without_venv_and_headers_is_told_which_packages_bring_them(tmp_path: Path) -> None:
    old = 'case "$2" in *version_info*) exit 0;; *) exit 1;; esac'
    told = _look(_bare_machine(tmp_path, python3_11=old, cc="exit 0"))
    assert told.returncode == 1
    assert "python3-venv" in told.stderr
    assert "python3-dev" in told.stderr


def test_the_interpreter_to_use_is_printed(tmp_path: Path) -> None:
    told = _look(_bare_machine(tmp_path, python3_11="exit 0", cc="exit 0"))
    assert (told.returncode, told.stdout) == (0, "python3.11\n")


def test_another_interpreter_can_be_named(tmp_path: Path) -> None:
    told = _look(_bare_machine(tmp_path, cc="exit 0"), BIHUAN_PYTHON=sys.executable)
    assert told.stdout.strip() in {sys.executable, ""}
    assert "Python 3.11 or 3.12" not in told.stderr


def test_a_silent_package_index_is_told_with_what_pip_said(tmp_path: Path) -> None:
    _program(tmp_path / "venv" / "bin" / "python", "echo 'no route to host' >&2; exit 1")
    told = _look(_bare_machine(tmp_path), str(tmp_path / "venv"))
    assert told.returncode == 1
    assert "a package index" in told.stderr
    assert "no route to host" in told.stderr
