"""A process killed while it writes leaves whole batches only, and loses none it has acknowledged."""

from __future__ import annotations

import random

import pytest

from engine.store.audit import verify
from engine.store.sql import SqlStore
from tests.store.writers import start

KILLS = 20


def killed_after(url: str, number: int, batches: int, rng: random.Random) -> int:
    """Kill a writer once it has acknowledged some batches; how many it acknowledged in the end."""
    victim = start("pour", url, number)
    for _ in range(batches):
        assert victim.stdout.readline().strip().isdigit()
    for _ in range(rng.randrange(2000)):  # a little further into the next batch, a different place each time
        victim.poll()
    victim.kill()
    rest, _ = victim.communicate()
    assert victim.returncode == -9
    whole = [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    return batches + len(whole)


@pytest.mark.parametrize("number", range(1, KILLS + 1))
def test_a_killed_writer_leaves_whole_batches(sqlite: SqlStore, url: str, number: int) -> None:
    rng = random.Random(number)
    acknowledged = killed_after(url, number, rng.randrange(1, 6), rng)
    heads = sqlite.heads("east")
    written = {seq for seq, _ in heads.values()}
    assert len(heads) == 2
    assert len(written) == 1, "one of the two cases has a batch that the other has not"
    events = written.pop()
    turns = events // 3
    assert events % 3 == 0
    assert acknowledged <= turns <= acknowledged + 1
    assert all(len(sqlite.events(case)) == events for case in heads)
    assert [row.data["turn"] for row in sqlite.outbox()] == list(range(turns))
    assert sqlite.answer_to(f"{number}/{turns - 1}") == str(turns - 1)
    assert sqlite.answer_to(f"{number}/{turns}") is None
    assert verify(sqlite, "east") == ()
