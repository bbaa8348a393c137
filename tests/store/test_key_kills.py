"""A change of the key killed wherever it stands: done again it comes to its end, and nothing is lost or mixed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.accounts.new_key import coming, retired
from engine.accounts.vault import KeyChanging, KeyVault, bind
from engine.store.sql import SqlStore
from tests.casework.front import KEY
from tests.store.killing import Nursery
from tests.store.sealed_office import Made, Town, copied, holds

OLD = KeyVault(KEY)
COMMITS, FILES = 14, 3
"""How many transactions a change of the small office has, and how often a key file is touched."""
OFTEN = {("after-commit", 1), ("before-commit", 9), ("key-file", 2)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("rules"), {})


@pytest.fixture
def town(made: Made, database: str, tmp_path: Path) -> Iterator[Town]:
    with copied(made, database, tmp_path) as found:
        (tmp_path / "rules").mkdir()  # what a home is known by
        found.key.parent.mkdir(exist_ok=True)
        found.key.touch(mode=0o600)
        found.key.write_text(KEY.hex(), encoding="ascii")
        yield found


def _points() -> list[object]:
    commits = [(point, n) for n in range(1, COMMITS + 1) for point in ("before-commit", "after-commit")]
    points = [*commits, *(("key-file", n) for n in range(1, FILES + 1))]
    return [pytest.param(*p, marks=() if p in OFTEN else (pytest.mark.full,), id=f"{p[0]}-{p[1]}") for p in points]


@pytest.mark.parametrize(("point", "passed"), _points())
def test_a_change_that_was_killed_is_done_again(
    nursery: Nursery, town: Town, record: Callable[[str], None], point: str, passed: int
) -> None:
    """At every point the key file opens the office, or the office says that its key is being changed."""
    victim = nursery.victim("change-key", town.url, home=str(town.home), crash_at=f"{point}:{passed}")
    victim.rest()
    assert victim.crashed_at == point
    record(point)
    store, held = SqlStore(town.url), town.held()
    try:
        bind(store, held)
    except KeyChanging:
        pass
    else:
        holds(store, town.rules, town.kept, held)
    again = nursery.victim("change-key", town.url, home=str(town.home))
    again.rest()
    assert again.said[-1] == "0", again.heard
    new = town.held()
    assert (new.key_id != OLD.key_id, coming(town.key).exists()) == (True, False)
    assert retired(town.key, OLD.key_id).exists()
    holds(store, town.rules, town.kept, new)
    store.close()


@pytest.mark.full
def test_an_undisturbed_change_passes_every_point_that_is_tried(nursery: Nursery, town: Town) -> None:
    """One further would not be reached: the lists above are whole."""
    for point, passed in (("before-commit", COMMITS + 1), ("key-file", FILES + 1)):
        victim = nursery.victim("change-key", town.url, home=str(town.home), crash_at=f"{point}:{passed}")
        victim.rest()
        assert (victim.crashed_at, victim.said[-1]) == (None, "0"), victim.heard
