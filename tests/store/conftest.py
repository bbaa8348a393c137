"""Every test that asks for `store` runs on each store there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.casework.ports import Store
from engine.store.memory import MemoryStore
from engine.store.sql import SqlStore


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'var' / 'test.db'}"


@pytest.fixture
def sqlite(url: str) -> Iterator[SqlStore]:
    store = SqlStore(url)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest) -> Store:
    return request.getfixturevalue("sqlite") if request.param == "sqlite" else MemoryStore()
