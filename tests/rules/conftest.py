"""A home of its own in which a rule file may be altered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def altered_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all rules and forms."""
    home = tmp_path_factory.mktemp("altered")
    for part in ("rules", "forms"):
        shutil.copytree(ROOT / part, home / part)
    return home
