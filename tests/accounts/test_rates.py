"""Attempts are counted by visitor and kind; the visitor's address is kept nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.accounts.rates import LIMITS, Attempt, Rates
from engine.accounts.vault import KeyVault
from engine.casework.ports import Store
from tests.accounts.conftest import AT

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
VAULT = KeyVault(bytes(32))
HERE, THERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def rates(store: Store) -> Rates:
    return Rates(store, VAULT)


@pytest.mark.parametrize("attempt", LIMITS)
def test_one_more_than_the_limit_is_refused_until_a_minute_has_passed(rates: Rates, attempt: Attempt) -> None:
    most, _ = LIMITS[attempt]
    done = [rates.allowed(attempt, HERE, AT) for _ in range(most + 1)]
    assert done == [True] * most + [False]
    assert not rates.allowed(attempt, HERE, AT + MINUTE - timedelta(seconds=1))
    assert rates.allowed(attempt, HERE, AT + MINUTE)


@pytest.mark.parametrize("attempt", LIMITS)
def test_an_hour_has_a_limit_of_its_own_and_what_was_refused_is_not_counted(rates: Rates, attempt: Attempt) -> None:
    _, most = LIMITS[attempt]
    tries = [rates.allowed(attempt, HERE, AT + n * HOUR / (2 * most)) for n in range(2 * most)]
    assert sum(tries) == most
    assert not rates.allowed(attempt, HERE, AT + HOUR - MINUTE)
    assert rates.allowed(attempt, HERE, AT + HOUR)


def test_visitors_and_kinds_are_counted_apart(rates: Rates) -> None:
    for _ in range(LIMITS["filing"][0]):
        assert rates.allowed("filing", HERE, AT)
    assert not rates.allowed("filing", HERE, AT)
    assert rates.allowed("filing", THERE, AT)
    assert rates.allowed("follow", HERE, AT)


@pytest.mark.parametrize("visitor", [None, "127.0.0.1", "::1", "127.8.8.8", "::ffff:127.0.0.1"])
def test_this_very_machine_is_not_counted(rates: Rates, visitor: str | None) -> None:
    assert all(rates.allowed("filing", visitor, AT) for _ in range(100))


def test_an_address_that_is_none_is_counted_like_any_other(rates: Rates) -> None:
    assert not all(rates.allowed("filing", "not an address", AT) for _ in range(100))


@pytest.mark.parametrize(("one", "other"), [("2001:db8::1", "2001:db8::5:1"), (HERE, f"::ffff:{HERE}")])
def test_addresses_among_which_one_visitor_may_choose_are_counted_together(rates: Rates, one: str, other: str) -> None:
    for n in range(LIMITS["filing"][0]):
        assert rates.allowed("filing", (one, other)[n % 2], AT)
    assert not rates.allowed("filing", one, AT)
    assert not rates.allowed("filing", other, AT)
    assert rates.allowed("filing", "2001:db8:0:1::1", AT)


def test_neither_address_nor_kind_can_be_read_from_what_is_kept(rates: Rates, store: Store) -> None:
    rates.allowed("follow", HERE, AT)
    rates.sends(HERE, 7, AT, per_day=10)
    kept = vars(store)["_attempts"]
    assert len({key[:8] for key in kept}) == len(kept) == 3, "nothing ties them to each other"
    assert all(len(key) == 64 and int(key, 16) for key in kept)
    Rates(store, KeyVault(b"another key".ljust(32))).allowed("follow", HERE, AT)
    assert len(vars(store)["_attempts"]) == 5, "under another key it is somebody else"


def test_what_has_had_its_time_is_gone_with_the_next_attempt_of_anybody(rates: Rates, store: Store) -> None:
    rates.allowed("follow", HERE, AT)
    rates.sends(HERE, 7, AT, per_day=10)
    rates.allowed("follow", THERE, AT + DAY)
    assert len(vars(store)["_attempts"]) == 2


def test_what_a_visitor_sends_in_a_day_is_counted_in_bytes(rates: Rates) -> None:
    assert rates.sends(HERE, 600_000, AT, per_day=1_000_000)
    assert not rates.sends(HERE, 600_000, AT + HOUR, per_day=1_000_000)
    assert rates.sends(HERE, 400_000, AT + HOUR, per_day=1_000_000), "what was refused is not counted"
    assert not rates.sends(HERE, 1, AT + DAY - MINUTE, per_day=1_000_000)
    assert rates.sends(HERE, 1, AT + DAY, per_day=1_000_000)
    assert rates.sends(THERE, 600_000, AT, per_day=1_000_000)
    assert not rates.sends(THERE, 2_000_000, AT + 2 * DAY, per_day=1_000_000), "nor one that is too big alone"
    assert rates.sends("127.0.0.1", 10**9, AT, per_day=1)
