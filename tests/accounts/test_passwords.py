"""Hashing: salted, checked alike for nobody, and only a few at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.accounts.passwords import Passwords


def test_the_same_password_never_hashes_the_same(passwords: Passwords) -> None:
    one, two = passwords.hash("a password"), passwords.hash("a password")
    assert one != two
    assert passwords.check(one, "a password")
    assert passwords.check(two, "a password")
    assert not passwords.check(one, "A password")


def test_how_the_keyboard_composed_it_does_not_matter(passwords: Passwords) -> None:
    assert passwords.check(passwords.hash("café １２"), "cafe\u0301 12")


@pytest.mark.parametrize("password", ["nobody has this password", "", "x"])
def test_nobody_has_no_password(passwords: Passwords, password: str) -> None:
    assert not passwords.check(None, password)


def test_a_damaged_hash_opens_to_nobody(passwords: Passwords) -> None:
    assert not passwords.check("$argon2id$damaged", "x")


def test_the_standard_parameters_are_those_documented() -> None:
    made = Passwords().hash("x")
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_no_more_checks_at_once_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check waits inside until two are in; a third would be seen."""
    limited = Passwords(passes=1, kibibytes=8, lanes=1, at_once=2)
    inside, most, lock, pair = 0, 0, threading.Lock(), threading.Barrier(2)

    def verify(_hash: str, _password: str) -> bool:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        pair.wait(timeout=60)
        with lock:
            inside -= 1
        return True

    monkeypatch.setattr(limited, "_hasher", type("Hasher", (), {"verify": staticmethod(verify)}))
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: limited.check("hash", "password"), range(8)))
    assert most == 2
