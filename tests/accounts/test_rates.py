"""Attempts are counted by visitor and kind; the visitor's address is kept nowhere."""

from __future__ import annotations

import pytest

from engine.accounts.rates import LIMITS, Attempt, Rates

FIRST = {attempt: int(words.split("/")[0]) for attempt, words in LIMITS.items()}


@pytest.mark.parametrize("attempt", LIMITS)
def test_one_more_than_the_limit_is_refused(attempt: Attempt) -> None:
    rates = Rates()
    done = [rates.allowed(attempt, "203.0.113.7") for _ in range(FIRST[attempt] + 1)]
    assert done == [True] * FIRST[attempt] + [False]


def test_visitors_and_kinds_are_counted_apart() -> None:
    rates = Rates()
    for _ in range(FIRST["filing"] + 1):
        rates.allowed("filing", "203.0.113.7")
    assert not rates.allowed("filing", "203.0.113.7")
    assert rates.allowed("filing", "203.0.113.8")
    assert rates.allowed("follow", "203.0.113.7")


@pytest.mark.parametrize("visitor", [None, "127.0.0.1", "::1", "127.8.8.8"])
def test_this_very_machine_is_not_counted(visitor: str | None) -> None:
    rates = Rates()
    assert all(rates.allowed("filing", visitor) for _ in range(100))


def test_an_address_that_is_none_is_counted_like_any_other() -> None:
    rates = Rates()
    assert not all(rates.allowed("filing", "not an address") for _ in range(100))


def test_no_address_is_kept() -> None:
    rates = Rates()
    rates.allowed("follow", "203.0.113.7")
    storage = rates._limiter.storage
    kept = repr(vars(storage))
    assert "203.0.113" not in kept
    assert "follow" in kept


def test_what_a_visitor_sends_in_a_day_is_counted_in_bytes() -> None:
    rates = Rates()
    assert rates.sends("203.0.113.7", 600_000, per_day=1_000_000)
    assert not rates.sends("203.0.113.7", 600_000, per_day=1_000_000)
    assert rates.sends("203.0.113.7", 300_000, per_day=1_000_000), "what was refused is not counted"
    assert rates.sends("203.0.113.8", 600_000, per_day=1_000_000)
    assert rates.sends("127.0.0.1", 10**9, per_day=1)
