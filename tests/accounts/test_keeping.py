"""Who may get an account, with which password, and which roles its person holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.accounts.keeping import change_password, create_account, restore, revoke, roles_of
from engine.accounts.passwords import Passwords
from engine.accounts.sign_in import Refusal
from engine.casework.ports import Account, Store
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
        ({"password": "I am LI, the clerk"}, "password-too-simple"),
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


def test_a_changed_password_follows_the_same_rules(store: Store, account: Account, passwords: Passwords) -> None:
    assert change_password(store, "zhang", "short", passwords=passwords) == Refusal("password-too-short")
    assert store.account("zhang") == account


def test_an_unknown_account_cannot_be_changed(store: Store, passwords: Passwords) -> None:
    unknown = Refusal("unknown-account")
    assert (revoke(store, "x"), restore(store, "x")) == (unknown, unknown)
    assert change_password(store, "x", PASSWORD, passwords=passwords) == unknown


@pytest.mark.parametrize("person", ["complainant", "public", "anyone"])
def test_nobody_signs_in_as_the_people_outside(store: Store, passwords: Passwords, person: str) -> None:
    made = create_account(store, "east", person, "root", PASSWORD, AT, admin=True, passwords=passwords)
    assert made == Refusal("unknown-person")
