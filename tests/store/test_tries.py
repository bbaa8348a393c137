"""Tries to sign in at the same moment, over several stores: five guesses and no more, and nobody who is right is
locked out. Stores in one process are to each other what processes are: each has turns of its own."""

from __future__ import annotations

import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest

from engine.accounts import turns
from engine.accounts.keeping import create_account
from engine.accounts.passwords import Passwords
from engine.accounts.sign_in import FAILURES, LOCKED_FOR, Refusal, SignedIn, knock, sign_in
from engine.casework.ports import Store, StoreBusy
from engine.policy.directory import Directory, Person
from engine.store.sql import SqlStore
from tests.store.samples import AT, patient
from tests.store.writers import start

T = TypeVar("T")
PASSWORD = "小马 correct horse"
QUICK = Passwords(passes=1, kibibytes=8, lanes=1)
LOCKED, AGAIN, WRONG = Refusal("locked-out"), Refusal("try-again"), Refusal("wrong-sign-in")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, everybody's turn comes."""
    monkeypatch.setattr(turns, "PATIENCE", 300.0)


@pytest.fixture
def stores(sql: SqlStore, url: str) -> Iterator[tuple[SqlStore, SqlStore]]:
    """Two stores of one database in which `zhang` has an account."""
    have_account(sql)
    other = patient(url)
    yield sql, other
    other.close()


def have_account(store: Store) -> None:
    store.put_directory("east", Directory({"p1": Person("p1", "张三", roles=("clerk",))}))
    create_account(store, "east", "p1", "zhang", PASSWORD, AT, passwords=QUICK)


def enter(store: Store, password: str = PASSWORD) -> SignedIn | Refusal:
    return sign_in(store, "zhang", password, AT, passwords=QUICK)


def at_once(*acts: Callable[[], T]) -> list[T]:
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_twelve_right_sign_ins_at_the_same_moment_all_get_in(stores: tuple[SqlStore, SqlStore]) -> None:
    done = at_once(*[partial(enter, stores[n % 2]) for n in range(12)])
    assert [type(one) for one in done] == [SignedIn] * 12
    assert stores[0].sign_in_failures("zhang", AT - LOCKED_FOR) == 0
    assert isinstance(enter(stores[1]), SignedIn)


def test_fifty_wrong_ones_at_the_same_moment_are_five_guesses(stores: tuple[SqlStore, SqlStore]) -> None:
    judged: list[int] = []
    tries = [partial(knock, stores[n % 2], "zhang", AT, lambda n=n: bool(judged.append(n)), wrong="wrong-sign-in")
             for n in range(50)]  # fmt: skip
    done = Counter(at_once(*tries))
    assert len(judged) == FAILURES
    assert done[WRONG] == FAILURES
    assert done[LOCKED] + done[AGAIN] == 50 - FAILURES, "whoever comes while the fifth is judged may be told to repeat"
    assert enter(stores[0]) == LOCKED, "the right one waits as well"


def test_right_ones_among_wrong_ones_make_no_more_guesses_of_them(stores: tuple[SqlStore, SqlStore]) -> None:
    """Each right one clears what failed before it; what is being judged meanwhile stays counted."""
    judged: list[int] = []
    tries = [partial(knock, stores[n % 2], "zhang", AT, lambda n=n: bool(judged.append(n)), wrong="wrong-sign-in")
             for n in range(20)]  # fmt: skip
    done = at_once(*tries, *[partial(enter, stores[n % 2]) for n in range(4)])
    inside = sum(isinstance(one, SignedIn) for one in done)
    assert len(judged) <= FAILURES * (1 + inside)
    assert stores[0].sign_in_failures("zhang", AT - LOCKED_FOR) <= FAILURES


def test_who_finds_all_places_taken_by_tries_that_nobody_judged_is_told_to_repeat(sql: SqlStore, url: str) -> None:
    have_account(sql)
    others = [patient(url) for _ in range(FAILURES)]
    inside, over = threading.Barrier(FAILURES + 1), threading.Event()

    def right() -> bool:
        inside.wait(timeout=300)
        return over.wait(timeout=300)

    with ThreadPoolExecutor(FAILURES) as pool:
        held = [pool.submit(knock, store, "zhang", AT, right, wrong="wrong-sign-in") for store in others]
        inside.wait(timeout=300)
        assert enter(sql) == AGAIN
        over.set()
        assert [one.result() for one in held] == [None] * FAILURES
    assert isinstance(enter(sql), SignedIn), "nothing is locked"
    for store in others:
        store.close()


def test_a_right_try_leaves_the_wrong_one_beside_it_counted(stores: tuple[SqlStore, SqlStore]) -> None:
    here, there = stores

    def wrong_while_somebody_gets_in() -> bool:
        assert isinstance(enter(there), SignedIn)
        return False

    assert knock(here, "zhang", AT, wrong_while_somebody_gets_in, wrong="wrong-sign-in") == WRONG
    assert here.sign_in_failures("zhang", AT - LOCKED_FOR) == 1


def test_a_try_whose_judge_fails_keeps_its_place(store: Store) -> None:
    have_account(store)

    def broken() -> bool:
        raise StoreBusy("gone")

    for _ in range(FAILURES):
        with pytest.raises(StoreBusy):
            knock(store, "zhang", AT, broken, wrong="wrong-sign-in")
    assert enter(store) == AGAIN
    assert isinstance(sign_in(store, "zhang", PASSWORD, AT + 2 * LOCKED_FOR, passwords=QUICK), SignedIn)


@pytest.mark.full
def test_processes_share_the_five_places(sql: SqlStore, url: str) -> None:
    have_account(sql)
    racers = [start("sign-in", url, n) for n in range(3)]
    assert [racer.stdout.readline() for racer in racers if racer.stdout] == ["ready\n"] * 3
    assert said(racers, PASSWORD) == {"in": 12}
    wrong = said(racers, "another horse")
    assert wrong["wrong-sign-in"] == FAILURES
    assert wrong["locked-out"] + wrong["try-again"] == 12 - FAILURES
    for racer in racers:
        racer.communicate()


def said(racers: list[subprocess.Popen[str]], password: str) -> Counter[str]:
    """What all said to a password that they were given at the same moment."""
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(f"{password}\n")
        racer.stdin.flush()
    return Counter(word for racer in racers if racer.stdout for word in racer.stdout.readline().split())
