"""Continuous integration: a fresh environment, pytest's own exit code, nothing left behind."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKE = """
echo "asked: $*"
echo "venv: $BIHUAN_VENV"
echo "ci: $BIHUAN_CI"
echo "3 failed, 4 passed in 5s"
{end}
"""


def _run(tmp_path: Path, end: str) -> subprocess.CompletedProcess[str]:
    """`.ci/run` on a machine that has a browser and fonts, where `make` does what the test says."""
    programs = {"make": MAKE.format(end=end), "chromium": "exit 0", "fc-list": "echo a Chinese font"}
    for name, body in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "rooms").mkdir()
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(tmp_path / "rooms")}
    call = [str(ROOT / ".ci" / "run")]
    return subprocess.run(call, env=env, capture_output=True, text=True, check=False, cwd=tmp_path)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("exit 0", 0),
        ("echo 'make: *** [Makefile:56: test-full] Error 1'; exit 2", 1),
        ("echo 'make: *** [Makefile:56: test-full] Error 5'; exit 2", 5),
        ("echo 'make: *** No rule to make target'; exit 2", 2),
    ],
)
def test_it_ends_with_the_code_of_the_test_run(tmp_path: Path, end: str, code: int) -> None:
    assert _run(tmp_path, end).returncode == code


def test_it_runs_the_full_suite_in_an_environment_that_is_gone_afterwards(tmp_path: Path) -> None:
    told = _run(tmp_path, "exit 0").stdout
    assert "asked: test-full" in told
    assert "ci: 1" in told
    assert f"venv: {tmp_path / 'rooms'}/" in told
    assert list((tmp_path / "rooms").iterdir()) == []


def test_the_closing_lines_of_the_run_come_last(tmp_path: Path) -> None:
    told = _run(tmp_path, "echo 'make: *** [Makefile:56: test-full] Error 1'; exit 2").stdout
    assert told.splitlines()[-1] == "3 failed, 4 passed in 5s"
