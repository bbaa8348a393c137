"""Hours of kills, by hand: writers are killed at random and PostgreSQL itself goes down under them.

`make soak`, or `BIHUAN_SOAK_KILLS=100 python -m pytest -n 0 -m soak tests/store/test_soak.py -rP` for a
shorter one, BIHUAN_SOAK_SEED for another. Results stand in benchmarks/soak.md.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from engine.store.sql import SqlStore
from tests import postgres
from tests.kill_table import Record, note
from tests.store.killing import Nursery, Poured, Victim, turns_written, whole

KILLS = int(os.environ.get("BIHUAN_SOAK_KILLS", "1000"))
WRITERS = 4
SEED = int(os.environ.get("BIHUAN_SOAK_SEED", "20261121"))


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    made = Nursery(tmp_path)
    yield made
    made.close()


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    """A server of its own, which may go down."""
    postgres.server()
    made = postgres.Server()
    yield made
    made.close()


@pytest.mark.soak
def test_writers_are_killed_on_a_file(nursery: Nursery, sqlite_url: str, record_property: Record) -> None:
    done, _ = _soak(nursery, sqlite_url, random.Random(SEED), lambda: None)
    note(record_property, "sqlite", f"random × {done}")
    assert done >= KILLS


@pytest.mark.soak
def test_writers_are_killed_and_the_server_goes_down_under_them(
    nursery: Nursery, server: postgres.Server, record_property: Record
) -> None:
    """In every round the server is killed and started again while writers go on."""
    rng = random.Random(SEED)

    def strike() -> None:
        server.kill()
        server.start()

    done, rounds = _soak(nursery, server.address(server.fresh()), rng, strike)
    note(record_property, "postgresql", f"random × {done}")
    note(record_property, "postgresql", f"server × {rounds}")
    assert done >= KILLS


def _soak(nursery: Nursery, url: str, rng: random.Random, strike: Callable[[], None]) -> tuple[int, int]:
    """Rounds of four writers on one database until enough were killed; how many, in how many rounds."""
    SqlStore(url).close()
    kills = rounds = 0
    while kills < KILLS:
        numbers = [rounds * WRITERS + n + 1 for n in range(WRITERS)]
        victims = {n: nursery.victim("pour", url, number=n, stubborn=True) for n in numbers}
        _let_write(victims.values(), rng)
        strike()
        _let_write(victims.values(), rng)
        for victim in victims.values():
            victim.kill()
            victim.rest()
        _look(url, {n: victim.acknowledged for n, victim in victims.items()})
        kills += WRITERS
        rounds += 1
    store = SqlStore(url)
    whole(store, "east")
    store.close()
    return kills, rounds


def _let_write(victims: Iterable[Victim], rng: random.Random) -> None:
    """Each a few batches."""
    for victim in victims:
        victim.acknowledge(rng.randrange(1, 6))


def _look(url: str, acknowledged: dict[int, int]) -> None:
    """Nothing acknowledged is lost, and at most one batch more is there."""
    store = SqlStore(url)
    poured = Poured.read(store)
    for number, turns in acknowledged.items():
        assert turns <= turns_written(store, number, poured) <= turns + 1, number
    store.close()
