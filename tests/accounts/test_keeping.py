"""Who may get an account, with which password, and which roles its person holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.accounts.keeping import INITIAL_FOR, create_account, reset_password, restore, revoke, roles_of
from engine.accounts.passwords import Passwords
from engine.accounts.sign_in import Refusal
from engine.casework.ports import Store
from engine.casework.ports.accounts import Account
from engine.policy.directory import Directory
from tests.accounts.conftest import AT, PASSWORD


def create(store: Store, passwords: Passwords, name: str = "li", password: str = PASSWORD, **more: object) -> object:
    person = str(more.pop("person", "p1"))
    return create_account(store, "east", person, name, password, AT, passwords=passwords, **more)  # type: ignore[arg-type]


def test_an_account_is_kept_with_a_hash_and_no_password(store: Store, passwords: Passwords) -> None:
    made = create(store, passwords, " LI ")
    assert store.account("li") == made
    assert isinstance(made, Account)
    assert made.password_hash.startswith("$argon2id$")
    assert PASSWORD not in repr(made)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "bad-account-name"),
        ({"name": "two words"}, "bad-account-name"),
        ({"name": "x" * 65}, "bad-account-name"),
        ({"name": "nul\x00"}, "bad-account-name"),
        ({"name": "Zhang"}, "name-taken"),
        ({"person": "p9"}, "unknown-person"),
        ({"password": "elevenchars"}, "password-too-short"),
        ({"password": "abcdefgh" * 17}, "password-too-long"),
        ({"password": "abababababab"}, "password-too-simple"),
        ({"password": "I am LI, the clerk"}, "password-in-context"),
        ({"password": "张三 wrote this one"}, "password-in-context"),
        ({"password": "far EAST of here 9"}, "password-in-context"),
        ({"password": "闭环 and nothing else"}, "password-in-context"),
        ({"password": "1q2w3e4r5t6y"}, "password-leaked"),
        ({"password": "LeaveMeAlone"}, "password-leaked"),
    ],
)
def test_what_does_not_do_is_refused(
    store: Store, account: Account, passwords: Passwords, changes: dict[str, str], code: str
) -> None:
    before = store.accounts()
    assert create(store, passwords, **changes) == Refusal(code)
    assert store.accounts() == before


def test_a_demo_account_may_have_a_short_password(store: Store, passwords: Passwords) -> None:
    assert isinstance(create(store, passwords, password="demo", demo=True), Account)


def test_an_administrator_need_not_be_in_the_directory(store: Store, passwords: Passwords) -> None:
    made = create(store, passwords, person="operator", admin=True)
    assert isinstance(made, Account)
    assert roles_of(store, made) == ()


def test_roles_come_from_the_directory_of_the_day(store: Store, account: Account) -> None:
    assert roles_of(store, account) == ("clerk", "reader")
    person = replace(store.directory("east").persons["p1"], roles=("handler",))
    store.put_directory("east", Directory({"p1": person}))
    assert roles_of(store, account) == ("handler",)
    store.put_directory("east", Directory())
    assert roles_of(store, account) == ()


def test_a_password_that_is_reset_follows_the_same_rules(store: Store, account: Account, passwords: Passwords) -> None:
    assert reset_password(store, "zhang", "short", AT, passwords=passwords) == Refusal("password-too-short")
    assert store.account("zhang") == account


def test_a_password_that_an_administrator_gave_is_marked_so(
    store: Store, account: Account, passwords: Passwords
) -> None:
    made = create(store, passwords, initial=True)
    reset = reset_password(store, "zhang", "another good phrase", AT, passwords=passwords)
    assert isinstance(made, Account)
    assert isinstance(reset, Account)
    assert made.initial_until == reset.initial_until == AT + INITIAL_FOR


def test_what_was_done_to_an_account_is_kept_in_order(store: Store, account: Account, passwords: Passwords) -> None:
    reset_password(store, "zhang", "another good phrase", AT, passwords=passwords)
    revoke(store, "zhang", AT)
    restore(store, "zhang", AT)
    assert [(r.what, r.by) for r in store.records("zhang")] == [
        (what, "operator") for what in ("made", "password-reset", "revoked", "restored")
    ]


def test_revoking_and_a_new_password_at_the_same_time_lose_neither(store: Store, account: Account) -> None:
    """Each changes what it is about, whatever the other read before."""
    revoke(store, "zhang", AT)
    changed = store.change_account("zhang", password_hash="other")
    assert changed == replace(account, revoked=True, password_hash="other")


def test_an_unknown_account_cannot_be_changed(store: Store, passwords: Passwords) -> None:
    unknown = Refusal("unknown-account")
    assert (revoke(store, "x", AT), restore(store, "x", AT)) == (unknown, unknown)
    assert reset_password(store, "x", PASSWORD, AT, passwords=passwords) == unknown


@pytest.mark.parametrize("person", ["complainant", "public", "anyone"])
def test_nobody_signs_in_as_the_people_outside(store: Store, passwords: Passwords, person: str) -> None:
    made = create_account(store, "east", person, "root", PASSWORD, AT, admin=True, passwords=passwords)
    assert made == Refusal("unknown-person")
