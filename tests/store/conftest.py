"""Every test that asks for `store` runs on each store there is; one that asks for `url` on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.casework.ports import Store
from engine.store.memory import MemoryStore
from engine.store.sql import SqlStore
from tests import postgres

DATABASES = ("sqlite", "postgresql")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'var' / 'test.db'}"


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """A database that has the schema."""
    server = postgres.server()
    name = server.fresh(like=postgres.migrated())
    yield server.address(name)
    server.drop(name)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[SqlStore]:
    store = SqlStore(sqlite_url)
    yield store
    store.close()


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[SqlStore]:
    store = SqlStore(postgresql_url)
    yield store
    store.close()


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def sql(url: str) -> Iterator[SqlStore]:
    """The store at `url`."""
    store = SqlStore(url)
    yield store
    store.close()


@pytest.fixture(params=[*DATABASES, "memory"])
def store(request: pytest.FixtureRequest) -> Store:
    return MemoryStore() if request.param == "memory" else request.getfixturevalue(request.param)
