"""Every test that asks for `store` runs on each store there is; one that asks for `url` on each database.

What tests that kill processes share stands here too: victims, and a town in which every case is due."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.casework.ports import Store
from engine.store.memory.store import MemoryStore
from engine.store.sql import SqlStore
from tests import postgres
from tests.kill_table import Record, note
from tests.store import due_town
from tests.store.killing import Nursery
from tests.store.samples import patient

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
    store = patient(sqlite_url)
    yield store
    store.close()


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[SqlStore]:
    store = patient(postgresql_url)
    yield store
    store.close()


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def sql(url: str) -> Iterator[SqlStore]:
    """The store at `url`."""
    store = patient(url)
    yield store
    store.close()


@pytest.fixture(params=[*DATABASES, "memory"])
def store(request: pytest.FixtureRequest) -> Store:
    return MemoryStore() if request.param == "memory" else request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    made = Nursery(tmp_path_factory.mktemp("victims"))
    yield made
    made.close()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which of the databases this is."""
    found: str = request.param
    return found


@pytest.fixture
def record(database: str, record_property: Record) -> Callable[[str], None]:
    """Notes where this process was killed."""
    return lambda how: note(record_property, database, how)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a small town whose cases have a ladder of two steps."""
    return due_town.found(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def made(town: Path) -> dict[str, str]:
    """Databases with due cases, made once: what copies are made of."""
    return {}


@pytest.fixture
def due_cases(made: dict[str, str], town: Path, database: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which every case is due."""
    if database == "sqlite":
        if database not in made:
            made[database] = str(town / "made.db")
            due_town.fill(f"sqlite:///{made[database]}", town)
        shutil.copy(made[database], tmp_path / "copy.db")
        yield f"sqlite:///{tmp_path / 'copy.db'}"
        return
    server = postgres.server()
    if database not in made:
        made[database] = server.fresh(like=postgres.migrated())
        due_town.fill(server.address(made[database]), town)
    name = server.fresh(like=made[database])
    yield server.address(name)
    server.drop(name)
