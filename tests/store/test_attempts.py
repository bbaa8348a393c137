"""Counted attempts on each store: windows, and that no two processes count apart."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.accounts.rates import LIMITS, Rates
from engine.accounts.vault import KeyVault
from engine.casework.ports import Store, StoreBusy
from engine.casework.ports.accounts import Window
from engine.store import tables
from engine.store.sql import SqlStore
from tests.store.samples import AT, patient

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SHORT, LONG = Window("short", MINUTE, 2), Window("long", HOUR, 3)
VAULT = KeyVault(bytes(32))
AWAY = "198.51.100.9"


@pytest.fixture
def stores(sql: SqlStore, url: str) -> Iterator[tuple[SqlStore, SqlStore]]:
    """Two stores of one database; they are to each other what processes are."""
    other = patient(url)
    yield sql, other
    other.close()


def test_all_windows_count_or_none(store: Store) -> None:
    assert [store.count_attempt((SHORT, LONG), AT) for _ in range(3)] == [True, True, False]
    later = AT + MINUTE
    assert [store.count_attempt((SHORT, LONG), later) for _ in range(2)] == [True, False], "the long one is full"
    assert store.count_attempt((SHORT,), later), "and what it refused was not counted in the short one"
    assert not store.count_attempt((SHORT,), later)


def test_a_window_begins_with_the_first_that_it_counts(store: Store) -> None:
    assert store.count_attempt((SHORT,), AT)
    assert store.count_attempt((SHORT,), AT + MINUTE - timedelta(microseconds=1))
    assert not store.count_attempt((SHORT,), AT + MINUTE - timedelta(microseconds=1))
    assert [store.count_attempt((SHORT,), AT + MINUTE) for _ in range(3)] == [True, True, False]


def test_more_than_the_whole_is_never_let_through(store: Store) -> None:
    assert not store.count_attempt((SHORT,), AT, cost=3)
    assert store.count_attempt((SHORT,), AT, cost=2)
    assert store.count_attempt((Window("bytes", DAY, 2**40),), AT, cost=2**39)


def test_windows_that_have_ended_are_forgotten(sql: SqlStore) -> None:
    sql.count_attempt((SHORT, LONG), AT)
    sql.count_attempt((Window("other", MINUTE, 1),), AT + MINUTE)
    with sql._database.read() as connection:
        assert set(connection.execute(select(tables.attempts.c.key)).scalars()) == {"long", "other"}


def test_two_stores_count_together_and_opening_anew_forgets_nothing(
    stores: tuple[SqlStore, SqlStore], url: str
) -> None:
    most, _ = LIMITS["filing"]
    rates = [Rates(store, VAULT) for store in stores]
    assert all(rates[n % 2].allowed("filing", AWAY, AT) for n in range(most))
    assert [one.allowed("filing", AWAY, AT) for one in rates] == [False, False]
    anew = SqlStore(url)
    assert not Rates(anew, VAULT).allowed("filing", AWAY, AT)
    anew.close()


def test_of_many_at_the_same_moment_no_more_are_let_through(stores: tuple[SqlStore, SqlStore]) -> None:
    most, _ = LIMITS["sign-in"]
    rates, gate = [Rates(store, VAULT) for store in stores], threading.Barrier(3 * most)

    def attempt(n: int) -> bool:
        gate.wait()
        return rates[n % 2].allowed("sign-in", AWAY, AT)

    with ThreadPoolExecutor(3 * most) as pool:
        assert sum(pool.map(attempt, range(3 * most))) == most


def test_visitors_who_come_when_old_windows_end_do_not_stand_in_each_others_way(
    stores: tuple[SqlStore, SqlStore],
) -> None:
    """Each counts in rows of his own and sweeps those of the others."""
    visitors, later = [f"198.51.100.{n}" for n in range(6)], AT + DAY
    for visitor in visitors:
        assert Rates(stores[0], VAULT).allowed("upload", visitor, AT)
    gate = threading.Barrier(4 * len(visitors))

    def attempt(n: int) -> bool:
        gate.wait()
        return Rates(stores[n % 2], VAULT).allowed("upload", visitors[n % len(visitors)], later)

    with ThreadPoolExecutor(4 * len(visitors)) as pool:
        assert all(pool.map(attempt, range(4 * len(visitors))))
    with stores[0]._database.read() as connection:
        kept = tables.attempts.c
        query = select(func.count(), func.min(kept.counted)).where(kept.ends > later)
        assert connection.execute(query).one() == (2 * len(visitors), 4)


def test_who_cannot_count_lets_nobody_try(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqlStore(url)

    def gone() -> None:
        raise StoreBusy("the database could not be reached")

    monkeypatch.setattr(store._database, "write", gone)
    with pytest.raises(StoreBusy):
        Rates(store, VAULT).allowed("filing", AWAY, AT)
    store.close()
