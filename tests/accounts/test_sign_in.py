"""Signing in, lock-out, idle time-out and revocation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.accounts import turns
from engine.accounts.keeping import create_account, reset_password, restore, revoke
from engine.accounts.passwords import Passwords
from engine.accounts.sign_in import (
    FAILURES,
    IDLE,
    LOCKED_FOR,
    LONGEST,
    Refusal,
    SignedIn,
    knock,
    sign_in,
    sign_out,
    who,
)
from engine.casework.ports import Store
from engine.casework.ports.accounts import Account
from tests.accounts.conftest import AT, PASSWORD

MINUTE = timedelta(minutes=1)


class Door:
    """Tries to sign in `zhang`, `minutes` after AT."""

    def __init__(self, store: Store, passwords: Passwords) -> None:
        self.store, self.passwords = store, passwords

    def __call__(self, password: str = PASSWORD, minutes: float = 0, name: str = "zhang") -> SignedIn | Refusal:
        return sign_in(self.store, name, password, AT + minutes * MINUTE, passwords=self.passwords)

    def token(self, minutes: float = 0) -> str:
        result = self(minutes=minutes)
        assert isinstance(result, SignedIn)
        return result.token


@pytest.fixture
def door(store: Store, account: Account, passwords: Passwords) -> Door:
    return Door(store, passwords)


def test_the_right_password_opens_a_session(door: Door, store: Store, account: Account) -> None:
    result = door()
    assert isinstance(result, SignedIn)
    assert result.account == account
    assert who(store, result.token, AT) == account


def test_the_token_itself_is_not_in_the_store(door: Door, store: Store) -> None:
    token = door.token()
    assert token not in repr(vars(store))


@pytest.mark.parametrize("name", ["ZHANG", " zhang ", "ｚｈａｎｇ"])
def test_a_name_is_read_in_any_spelling(door: Door, name: str) -> None:
    assert isinstance(door(name=name), SignedIn)


@pytest.mark.parametrize(
    ("name", "password"), [("zhang", "wrong"), ("nobody", PASSWORD), ("", ""), ("zhang", "x" * 9999)]
)
def test_what_is_wrong_is_not_told(door: Door, name: str, password: str) -> None:
    assert door(password, name=name) == Refusal("wrong-sign-in")


def test_the_fifth_failure_locks_even_the_right_password_out(door: Door) -> None:
    for _ in range(FAILURES - 1):
        assert door("wrong") == Refusal("wrong-sign-in")
    assert isinstance(door(), SignedIn)
    for _ in range(FAILURES):
        assert door("wrong") == Refusal("wrong-sign-in")
    assert door() == Refusal("locked-out")


def test_the_lock_opens_when_the_first_failures_are_old(door: Door) -> None:
    for minute in range(FAILURES):
        door("wrong", minutes=minute)
    for minute in (5, 14, 15):
        assert door(minutes=minute) == Refusal("locked-out")
    assert isinstance(door(minutes=LOCKED_FOR / MINUTE + 0.1), SignedIn)


def test_an_unknown_name_is_locked_like_any_other(door: Door) -> None:
    results = [door("wrong", name="nobody") for _ in range(FAILURES + 1)]
    assert results[-1] == Refusal("locked-out")
    assert isinstance(door(), SignedIn)


def test_tries_at_the_same_moment_are_not_more_guesses(door: Door) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(door, ["wrong"] * 24))
    assert results.count(Refusal("wrong-sign-in")) <= FAILURES
    assert set(results) == {Refusal("wrong-sign-in"), Refusal("locked-out")}


def test_right_ones_at_the_same_moment_lock_nobody_out(door: Door) -> None:
    with ThreadPoolExecutor(12) as pool:
        results = list(pool.map(door, [PASSWORD] * 12))
    assert [type(result) for result in results] == [SignedIn] * 12
    assert isinstance(door(), SignedIn)


def test_tries_under_a_name_are_judged_one_after_another(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0)
    others: list[Refusal | None] = []

    def right() -> bool:
        others.extend(knock(store, name, AT, lambda: True, wrong="wrong-sign-in") for name in ("zhang", "li"))
        return True

    assert knock(store, "zhang", AT, right, wrong="wrong-sign-in") is None
    assert others == [Refusal("try-again"), None], "another name need not wait"
    assert knock(store, "zhang", AT, lambda: True, wrong="wrong-sign-in") is None


def test_a_session_ends_when_it_is_idle(door: Door, store: Store, account: Account) -> None:
    token = door.token()
    assert who(store, token, AT + IDLE - MINUTE) == account
    assert who(store, token, AT + 2 * IDLE - 2 * MINUTE) == account, "use keeps it open"
    assert who(store, token, AT + 3 * IDLE) is None
    assert who(store, token, AT + MINUTE) is None, "an ended session stays ended"


def test_idle_means_half_an_hour_to_the_minute(door: Door, store: Store) -> None:
    assert who(store, door.token(), AT + IDLE) is None


def test_a_session_ends_after_half_a_day_however_busy(door: Door, store: Store, account: Account) -> None:
    token, step = door.token(), IDLE - MINUTE
    at = AT
    while at + step < AT + LONGEST:
        at += step
        assert who(store, token, at) == account
    assert who(store, token, AT + LONGEST) is None
    assert who(store, token, at) is None, "an ended session stays ended"


def test_a_token_whose_beginning_was_changed_is_unknown(door: Door, store: Store) -> None:
    secret, _, moment = door.token().rpartition(".")
    assert who(store, f"{secret}.{int(moment, 16) + 3600:x}", AT) is None
    assert who(store, secret, AT) is None


def test_signing_out_ends_this_session_only(door: Door, store: Store, account: Account) -> None:
    here, there = door.token(), door.token()
    sign_out(store, here)
    sign_out(store, here)
    assert (who(store, here, AT), who(store, there, AT)) == (None, account)


def test_revoking_ends_sessions_at_once(door: Door, store: Store, account: Account) -> None:
    token = door.token()
    revoke(store, "zhang", AT)
    assert who(store, token, AT) is None
    assert door() == Refusal("account-revoked")
    restore(store, "zhang", AT)
    assert who(store, token, AT) is None
    assert isinstance(door(), SignedIn)


def test_revocation_holds_even_when_the_session_row_is_still_there(door: Door, store: Store, account: Account) -> None:
    token = door.token()
    store.put_account(replace(account, revoked=True))
    assert who(store, token, AT) is None


def test_only_the_password_tells_that_an_account_is_revoked(door: Door, store: Store) -> None:
    revoke(store, "zhang", AT)
    assert door("wrong") == Refusal("wrong-sign-in")


def test_a_new_password_ends_every_session(door: Door, store: Store, passwords: Passwords) -> None:
    token = door.token()
    reset_password(store, "zhang", "another good phrase", AT, passwords=passwords)
    assert who(store, token, AT) is None
    assert door() == Refusal("wrong-sign-in")
    assert isinstance(door("another good phrase"), SignedIn)


def test_a_demo_account_opens_only_among_demo_data(store: Store, passwords: Passwords) -> None:
    create_account(store, "east", "p1", "demo", "demo", AT, demo=True, passwords=passwords)
    assert sign_in(store, "demo", "demo", AT, passwords=passwords) == Refusal("demo-only")
    assert isinstance(sign_in(store, "demo", "demo", AT, demo=True, passwords=passwords), SignedIn)


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_an_invented_token_is_nobody(door: Door, store: Store, token: str) -> None:
    door()
    assert who(store, token, AT) is None
