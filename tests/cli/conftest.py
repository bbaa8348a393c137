"""Commands are called in this process: the exit code, what was printed, and what was complained of."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """What one call came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Said]


@pytest.fixture
def bihuan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """`bihuan("check", …)` at the checkout, in English."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("BIHUAN_LANG", "en")
    for variable in ("BIHUAN_HOME", "BIHUAN_DATABASE"):
        monkeypatch.delenv(variable, raising=False)

    def call(*arguments: str) -> Said:
        code = main(arguments)
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the shipped rules and forms, to spoil."""
    for folder in ("rules", "forms"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which Kandun's rules are published and its people are known."""
    home = tmp_path_factory.mktemp("installed")
    for folder in ("rules", "forms"):
        shutil.copytree(ROOT / folder, home / folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIHUAN_HOME", str(home))
        assert main(["publish", "kandun", "--from", "2020-07-06"]) == 0
        assert main(["people", "kandun", "--file", str(home / "rules/scenarios/kandun.yaml")]) == 0
    return home
