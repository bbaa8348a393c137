"""Several threads and several processes at once: exactly one wins, and a reader sees whole batches."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from engine.accounts.vault import KeyVault, WrongKey, bind
from engine.casework.ports import NumberTaken, StaleCase, StepAlreadyTaken, StepRow, Store
from engine.casework.upkeep.calendars import Calendars
from engine.policy.amendment import Amendment
from engine.policy.calendar import Calendar
from engine.policy.forms import Text
from engine.store.auditing.chains import verify
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
        except (StaleCase, NumberTaken, StepAlreadyTaken, WrongKey) as refused:
            return type(refused).__name__
        return "ok"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def read_before_anybody_wrote(store: Store, readers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look of each thread at a setting comes back only when all have looked."""
    gate, looked, read = threading.Barrier(readers), threading.local(), store.setting

    def setting(key: str) -> str | None:
        found = read(key)
        if not hasattr(looked, "once"):
            looked.once = True
            gate.wait(timeout=300)
        return found

    monkeypatch.setattr(store, "setting", setting)


def test_of_machines_that_open_a_new_store_at_once_one_gives_it_its_key(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    vaults = [KeyVault(bytes([n] * 32)) for n in range(4)]
    read_before_anybody_wrote(store, len(vaults), monkeypatch)
    acts = [lambda vault=vault: bind(store, vault) for vault in vaults]
    assert together(*acts) == ["OtherKey"] * 3 + ["ok"]


def test_of_machines_with_the_same_key_all_open_a_new_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read_before_anybody_wrote(store, 4, monkeypatch)
    assert together(*[lambda: bind(store, KeyVault(bytes(32)))] * 4) == ["ok"] * 4


def test_amendments_of_one_calendar_at_the_same_moment_are_all_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Calendar("plain", Text("普通", "Plain"), "Asia/Shanghai")
    read_before_anybody_wrote(store, 4, monkeypatch)
    days = [date(2026, 1, n) for n in (5, 6, 7, 8)]
    acts = [
        lambda day=day: Calendars(store, lambda _: plain).keep(Amendment("plain", "s", {day: False})) for day in days
    ]
    assert together(*acts) == ["ok"] * 4
    monkeypatch.undo()
    assert set(Calendars(store, lambda _: plain).of("plain").days) == set(days)


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
    looking, done = threading.Event(), threading.Event()
    seen: list[tuple[int, int, int]] = []

    def read() -> None:
        while not done.is_set():
            heads = store.heads("east")
            seen.append((heads["c1"][0], heads["c2"][0], len(store.events("c2"))))
            looking.set()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        assert looking.wait(timeout=300)
        for n in range(1, 31):
            write(store, more("c1", 3 * n, events=3), more("c2", 3 * n, events=3))
    finally:
        done.set()
        reader.join()
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
