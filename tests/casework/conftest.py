"""Small rule sets written in the test, loaded through the real loader; a Desk on each store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.casework.ports import Store
from engine.store.memory.store import MemoryStore
from tests.casework.front import Front, open_front
from tests.casework.small import Town, build
from tests.store.samples import patient

Build = Callable[..., Town]
Open = Callable[..., Front]


@pytest.fixture
def town(tmp_path: Path) -> Build:
    """Builds a town from sections of a rule file: `town(deadlines="…")`."""
    return lambda **sections: build(tmp_path, **sections)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    found = patient(f"sqlite:///{tmp_path / 'town.db'}")
    yield found
    found.close()


@pytest.fixture
def front(tmp_path: Path, store: Store) -> Open:
    """Opens a Desk with these sections: `front(deadlines="…")`."""
    return lambda **sections: open_front(tmp_path, store, **sections)
