"""What people do to their own account, and what a password that somebody else gave opens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.accounts import own_account
from engine.accounts.keeping import INITIAL_FOR, create_account, reset_password
from engine.accounts.own_account import OTHERS, change_password, end_sessions, own_sessions
from engine.accounts.passwords import Passwords
from engine.accounts.sign_in import FAILURES, IDLE, Refusal, SignedIn, halfway, sign_in, who
from engine.casework.ports import Store
from engine.casework.ports.accounts import Account
from tests.accounts.conftest import AT, PASSWORD

NEW = "seven geese in a lift"
LATER = AT + timedelta(minutes=1)


@pytest.fixture
def tokens(store: Store, account: Account, passwords: Passwords) -> tuple[str, str]:
    """Two browsers of one person."""
    first, second = (sign_in(store, "zhang", PASSWORD, AT, passwords=passwords) for _ in range(2))
    assert isinstance(first, SignedIn)
    assert isinstance(second, SignedIn)
    return first.token, second.token


def change(store: Store, passwords: Passwords, token: str, present: str = PASSWORD, new: str = NEW) -> object:
    return change_password(store, token, present, new, LATER, names=("East office",), passwords=passwords)


def test_a_new_password_ends_the_other_sessions_and_begins_this_one_anew(
    store: Store, passwords: Passwords, tokens: tuple[str, str]
) -> None:
    done = change(store, passwords, tokens[0])
    assert isinstance(done, SignedIn)
    assert [who(store, t, LATER) is None for t in (*tokens, done.token)] == [True, True, False]
    assert isinstance(sign_in(store, "zhang", NEW, LATER, passwords=passwords), SignedIn)
    assert sign_in(store, "zhang", PASSWORD, LATER, passwords=passwords) == Refusal("wrong-sign-in")
    assert [(r.what, r.by) for r in store.records("zhang")][-1] == ("password-changed", "self")


@pytest.mark.parametrize(
    ("present", "new", "code"),
    [
        ("wrong", NEW, "wrong-password"),
        (PASSWORD, PASSWORD, "password-unchanged"),
        (PASSWORD, "short", "password-too-short"),
        (PASSWORD, "1q2w3e4r5t6y", "password-leaked"),
        (PASSWORD, "zhang in a lift", "password-in-context"),
        (PASSWORD, "张三 and seven geese", "password-in-context"),
        (PASSWORD, "the east and geese", "password-in-context"),
    ],
)
def test_what_does_not_do_changes_nothing(
    store: Store, passwords: Passwords, tokens: tuple[str, str], present: str, new: str, code: str
) -> None:
    before = store.account("zhang")
    assert change(store, passwords, tokens[0], present, new) == Refusal(code)
    assert store.account("zhang") == before
    assert all(who(store, t, LATER) for t in tokens)


def test_guessing_the_present_password_locks_like_guessing_at_the_door(
    store: Store, passwords: Passwords, tokens: tuple[str, str]
) -> None:
    for _ in range(FAILURES):
        assert change(store, passwords, tokens[0], "wrong") == Refusal("wrong-password")
    assert change(store, passwords, tokens[0]) == Refusal("locked-out")
    assert sign_in(store, "zhang", PASSWORD, LATER, passwords=passwords) == Refusal("locked-out")


def test_nobody_changes_a_password_without_a_session(store: Store, account: Account, passwords: Passwords) -> None:
    assert change(store, passwords, "invented") == Refusal("signed-out")


def test_a_demo_account_keeps_its_password(store: Store, passwords: Passwords) -> None:
    create_account(store, "east", "p1", "demo", "demo", AT, demo=True, passwords=passwords)
    done = sign_in(store, "demo", "demo", AT, demo=True, passwords=passwords)
    assert isinstance(done, SignedIn)
    assert change(store, passwords, done.token, "demo") == Refusal("demo-account")


# ── passwords that an administrator gave ────────────────────────────────────


@pytest.fixture
def initial(store: Store, passwords: Passwords) -> str:
    """The half-open session of somebody new."""
    create_account(store, "east", "p1", "new", PASSWORD, AT, initial=True, passwords=passwords)
    done = sign_in(store, "new", PASSWORD, AT, passwords=passwords)
    assert isinstance(done, SignedIn)
    return done.token


def test_an_initial_password_opens_nothing_but_its_change(store: Store, passwords: Passwords, initial: str) -> None:
    assert who(store, initial, AT) is None
    found = halfway(store, initial, AT)
    assert found is not None
    assert (found[0].name, found[1]) == ("new", "new-password")
    assert end_sessions(store, initial, OTHERS, PASSWORD, AT, passwords=passwords) == Refusal("signed-out")
    done = change(store, passwords, initial)
    assert isinstance(done, SignedIn)
    assert who(store, done.token, LATER) == store.account("new")


def test_an_initial_password_must_be_changed_and_not_kept(store: Store, passwords: Passwords, initial: str) -> None:
    assert change(store, passwords, initial, new=PASSWORD) == Refusal("password-unchanged")
    assert who(store, initial, LATER) is None


def test_an_initial_password_expires(store: Store, passwords: Passwords, initial: str) -> None:
    late = AT + INITIAL_FOR
    assert sign_in(store, "new", PASSWORD, late, passwords=passwords) == Refusal("initial-expired")
    assert sign_in(store, "new", "wrong", late, passwords=passwords) == Refusal("wrong-sign-in")


def test_a_password_that_was_reset_is_initial_again(
    store: Store, passwords: Passwords, tokens: tuple[str, str]
) -> None:
    reset_password(store, "zhang", NEW, AT, passwords=passwords)
    assert [who(store, t, AT) for t in tokens] == [None, None]
    done = sign_in(store, "zhang", NEW, AT, passwords=passwords)
    assert isinstance(done, SignedIn)
    assert who(store, done.token, AT) is None


# ── sessions ────────────────────────────────────────────────────────────────


def test_people_see_their_own_open_sessions_and_no_key(
    store: Store, account: Account, passwords: Passwords, tokens: tuple[str, str]
) -> None:
    create_account(store, "east", "p1", "li", PASSWORD, AT, passwords=passwords)
    sign_in(store, "li", PASSWORD, AT, passwords=passwords)
    shown = own_sessions(store, tokens[1], LATER)
    assert [s.here for s in shown] == [True, False]
    assert {len(s.handle) for s in shown} == {16}
    assert [s.began for s in shown] == [AT, AT]
    assert own_sessions(store, "invented", LATER) == ()


def test_a_session_that_was_idle_too_long_is_not_shown(
    store: Store, passwords: Passwords, tokens: tuple[str, str]
) -> None:
    who(store, tokens[0], AT + IDLE / 2)
    assert [s.here for s in own_sessions(store, tokens[0], AT + IDLE)] == [True]


def test_one_session_or_all_others_end_and_this_one_stays(
    store: Store, passwords: Passwords, tokens: tuple[str, str]
) -> None:
    here, there = tokens
    sign_in(store, "zhang", PASSWORD, AT, passwords=passwords)
    handle = next(s.handle for s in own_sessions(store, there, LATER) if s.here)
    assert end_sessions(store, here, handle, PASSWORD, LATER, passwords=passwords) == 1
    assert [who(store, t, LATER) is None for t in tokens] == [False, True]
    assert end_sessions(store, here, OTHERS, PASSWORD, LATER, passwords=passwords) == 1
    assert [s.here for s in own_sessions(store, here, LATER)] == [True]


def test_ending_sessions_asks_for_the_password_and_never_reaches_another_account(
    store: Store, passwords: Passwords, tokens: tuple[str, str]
) -> None:
    create_account(store, "east", "p1", "li", PASSWORD, AT, passwords=passwords)
    other = sign_in(store, "li", PASSWORD, AT, passwords=passwords)
    assert isinstance(other, SignedIn)
    theirs = own_account.own_sessions(store, other.token, AT)[0].handle
    assert end_sessions(store, tokens[0], OTHERS, "wrong", LATER, passwords=passwords) == Refusal("wrong-password")
    assert end_sessions(store, tokens[0], theirs, PASSWORD, LATER, passwords=passwords) == 0
    assert who(store, other.token, LATER) is not None
