"""Several threads and several processes at once: exactly one wins, and a reader sees whole batches."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.casework.ports import NumberTaken, StaleCase, StepAlreadyTaken, StepRow, Store
from engine.store.audit import verify
from engine.store.sql import SqlStore
from tests.store.samples import more, opening, write
from tests.store.writers import start

CONTENDERS = 8
STEP = StepRow("handle", 1, "urge", 1)


def together(*acts: Callable[[], None]) -> list[str]:
    """Run all at the same moment; what each came to: `ok`, or the name of the refusal."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> str:
        gate.wait()
        try:
            act()
        except (StaleCase, NumberTaken, StepAlreadyTaken) as refused:
            return type(refused).__name__
        return "ok"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_of_threads_on_one_case_one_wins(store: Store) -> None:
    write(store, opening("c1"))
    acts = [lambda n=n: write(store, more("c1", 1, title=str(n))) for n in range(CONTENDERS)]
    assert together(*acts) == ["StaleCase"] * (CONTENDERS - 1) + ["ok"]
    assert len(store.events("c1")) == 2


def test_of_threads_on_one_number_one_wins(store: Store) -> None:
    acts = [lambda n=n: write(store, opening(f"c{n}", sequence=1)) for n in range(CONTENDERS)]
    assert together(*acts) == ["NumberTaken"] * (CONTENDERS - 1) + ["ok"]
    assert len(store.rows("east")) == 1
    assert verify(store, "east") == ()


def test_of_threads_with_one_token_one_writes(store: Store) -> None:
    acts = [lambda n=n: write(store, opening(f"c{n}"), token="t1", answer=str(n)) for n in range(CONTENDERS)]
    assert together(*acts) == ["ok"] * CONTENDERS
    (only,) = store.rows("east")
    assert store.answer_to("t1") == only.id.lstrip("c")


def test_a_reader_never_sees_half_a_batch(store: Store) -> None:
    """Each batch adds three events to both cases and says so in the row; a reader looks all the while."""
    write(store, opening("c1", events=3), opening("c2", events=3))
    done = threading.Event()
    seen: list[tuple[int, int, int]] = []

    def read() -> None:
        while not done.is_set():
            heads = store.heads("east")
            seen.append((heads["c1"][0], heads["c2"][0], len(store.events("c2"))))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for n in range(1, 31):
            write(store, more("c1", 3 * n, events=3), more("c2", 3 * n, events=3))
    finally:
        done.set()
        reader.join()
    assert seen
    assert all(one == two and two <= events and events % 3 == 0 for one, two, events in seen)


@pytest.mark.parametrize(("what", "loser"), [("case", "StaleCase"), ("number", "NumberTaken")])
def test_of_two_processes_one_wins(sql: SqlStore, url: str, what: str, loser: str) -> None:
    write(sql, opening("c1"))
    racers = [start(what, url, n) for n in (2, 3)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    outcomes = sorted(racer.communicate()[0].strip() for racer in racers)
    assert outcomes == [loser, "ok"]
    assert len(sql.rows("east")) == (1 if what == "case" else 2)
    assert verify(sql, "east") == ()


def test_two_processes_may_open_a_new_file_at_once(url: str) -> None:
    openers = [start("open", url, n) for n in (1, 2, 3)]
    assert [opener.communicate()[0].splitlines()[-1] for opener in openers] == ["ok"] * 3
    store = SqlStore(url)
    assert len(store.rows("east")) == 3
    store.close()
