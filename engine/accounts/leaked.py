"""Passwords that stand in lists of published breaches, and so are tried first.

Kept are fingerprints of forty-four thousand that are long enough to be chosen here; which list they come
from, and what else was looked at, is in docs/decisions/0086. Nothing is asked over the network.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("leaked_passwords.bin")
BYTES = 5


def is_leaked(password: str) -> bool:
    """Whether the password, in whatever case, stands in the lists."""
    kept, wanted = _kept(), fingerprint(password)
    at = bisect_left(range(count()), wanted, key=lambda n: kept[n * BYTES : (n + 1) * BYTES])
    return kept[at * BYTES : (at + 1) * BYTES] == wanted


def count() -> int:
    """How many are known."""
    return len(_kept()) // BYTES


def fingerprint(password: str) -> bytes:
    """By what a password is known; case does not count."""
    return hashlib.sha256(password.casefold().encode()).digest()[:BYTES]


@cache
def _kept() -> bytes:
    return FILE.read_bytes()
