"""A process killed wherever it stands: nothing acknowledged is lost, nothing is doubled, no step is taken
twice, and chains and register stay whole.

Twenty kills on each database in `make test`, two hundred and fifty in `make test-full` with twenty or more at
each named point; the points that they hit are printed at the end of the run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from engine.casework.ports import FileGone
from engine.store.database import Database
from engine.store.sql import SqlStore
from tests import postgres
from tests.casework.front import open_front
from tests.kill_table import Record, note
from tests.office.test_matching import RULES, decided
from tests.store.due_town import CASES
from tests.store.killing import Nursery, kill_somewhere, steps_taken, times, turns_written, whole
from tests.store.samples import opening, write
from tests.store.victims import after_the_lease, desk_at


@pytest.fixture
def address(database: str, request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{database}_url")
    return found


@pytest.mark.parametrize("seed", times("random", 5, 20))
def test_a_writer_killed_at_random_leaves_whole_batches(
    nursery: Nursery, address: str, record: Callable[[str], None], seed: int
) -> None:
    acknowledged = kill_somewhere(nursery.victim("pour", address, number=seed), random.Random(seed))
    record("random")
    store = SqlStore(address)
    assert acknowledged <= turns_written(store, seed) <= acknowledged + 1
    whole(store, "east")
    store.close()


@pytest.mark.parametrize(("point", "more"), [("before-commit", 0), ("after-commit", 1)])
@pytest.mark.parametrize("seed", times("point", 3, 25))
def test_a_writer_killed_at_the_commit_has_written_all_or_nothing(
    nursery: Nursery, address: str, record: Callable[[str], None], point: str, more: int, seed: int
) -> None:
    """Before the commit nothing of the batch is there, after it all of it, though nobody was told."""
    victim = nursery.victim("pour", address, number=seed, crash_at=f"{point}:{1 + seed % 6 + 1}")
    victim.rest()
    assert victim.crashed_at == point
    record(point)
    store = SqlStore(address)
    assert turns_written(store, seed) == len(victim.said) + more
    whole(store, "east")
    again = nursery.victim("pour", address, number=seed, turn=len(victim.said))  # the same click once more
    again.line()
    again.kill()
    again.rest()
    assert turns_written(store, seed) >= len(victim.said) + 1
    whole(store, "east")
    store.close()


@pytest.mark.parametrize(("point", "kept"), [("before-commit", False), ("after-commit", True)])
def test_an_upload_is_kept_wholly_or_not_at_all(nursery: Nursery, address: str, point: str, kept: bool) -> None:
    """And no case can refer to one that is not kept."""
    SqlStore(address).close()  # the schema is there: the upload is the first to be written
    victim = nursery.victim("upload", address, crash_at=f"{point}:1")
    victim.rest()
    assert (victim.crashed_at, victim.said) == (point, [])
    store = SqlStore(address)
    found = store.file("digest")
    assert (found is not None and len(found[1]) == 3_000_000) is kept
    if not kept:
        with pytest.raises(FileGone):
            write(store, opening("c1", files=("digest",)))
        assert store.rows("east") == ()
    store.close()


@pytest.mark.parametrize("point", ["after-claim", pytest.param("before-commit", marks=pytest.mark.full)])
@pytest.mark.parametrize("seed", times("clock", 2, 20))
def test_a_clock_killed_on_the_way_leaves_every_step_to_be_taken_once(
    nursery: Nursery, due_cases: str, database: str, town: Path, record_property: Record, point: str, seed: int
) -> None:
    """Another clock takes over what it had claimed, once the claim has lapsed."""
    passing = 1 if point == "after-claim" else 2 + seed % CASES
    victim = nursery.victim("sweep", due_cases, home=str(town), crash_at=f"{point}:{passing}")
    victim.rest()
    assert victim.crashed_at == point
    note(record_property, database, point)
    store = SqlStore(due_cases)
    desk_at(due_cases, town, after_the_lease(), store).tick()
    for row in store.rows("town"):
        assert sorted(steps_taken(store, row.id).values()) == [1, 1], row.id
    assert store.due(after_the_lease(), 9) == ()
    whole(store, "town")
    store.close()


@pytest.fixture
def empty(database: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database that has no table yet."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    name = postgres.server().fresh()
    yield postgres.server().address(name)
    postgres.server().drop(name)


@pytest.mark.parametrize("seed", times("migration", 2, 20))
def test_a_process_killed_between_two_steps_of_the_schema_leaves_none_of_them(
    nursery: Nursery, empty: str, record: Callable[[str], None], seed: int
) -> None:
    victim = nursery.victim("open", empty, crash_at=f"mid-migration:{1 + seed % 3}")
    victim.rest()
    assert victim.crashed_at == "mid-migration"
    record("mid-migration")
    bare = Database(empty)
    assert inspect(bare.engine).get_table_names() == []
    bare.close()
    store = SqlStore(empty)
    write(store, opening("c1"))
    whole(store, "east")
    store.close()


@pytest.mark.parametrize("seed", times("matcher", 1, 20))
def test_a_matcher_killed_while_it_is_asked_costs_no_case(
    nursery: Nursery, address: str, tmp_path: Path, record: Callable[[str], None], seed: int
) -> None:
    """A new one is asked; where that dies too, the plain evaluator answers in its place and the case says so."""
    store = SqlStore(address)
    open_front(tmp_path, store, **RULES)
    victim = nursery.victim("file", address, number=2, home=str(tmp_path), crash_at=f"matcher-child:{1 + seed % 3}")
    victim.rest()
    assert victim.crashed_at == "matcher-child"
    record("matcher-child")
    assert sorted(victim.said) == sorted(row.id for row in store.rows("town"))
    assert len(victim.said) == 2
    decisions = [e for case in victim.said for e in decided(store.events(case))]
    assert len(decisions) >= 2
    told = {(e.data["decided_by"], e.data.get("trouble")) for e in decisions}
    assert told <= {("durable_rules", None), ("plain", "crash")}
    whole(store, "town")
    store.close()
