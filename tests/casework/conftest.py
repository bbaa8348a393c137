"""Small rule sets written in the test, loaded through the real loader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.casework.small import Town, build

Build = Callable[..., Town]


@pytest.fixture
def town(tmp_path: Path) -> Build:
    """Builds a town from sections of a rule file: `town(deadlines="…")`."""
    return lambda **sections: build(tmp_path, **sections)
