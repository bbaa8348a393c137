"""Ten codes on paper, for whoever has lost the device: each opens once.

A code begins with its number, so that one hash is looked at and not ten; behind it stand fifty bits,
hashed like passwords.
"""

from __future__ import annotations

import secrets

from engine.accounts.follow_code import ALPHABET, unmistaken

COUNT = 10
_LENGTH = 10


def new_codes() -> tuple[str, ...]:
    """A fresh set as it is shown: `0-7K2M9-0QXAB`, ..."""
    return tuple(_shown(f"{n}{_drawn()}") for n in range(COUNT))


def read(written: str) -> tuple[int, str] | None:
    """Number and characters of what somebody typed, or None when it cannot be a recovery code.

    >>> read(" 0-7k2m9-oqxab")
    (0, '7K2M90QXAB')
    """
    plain = unmistaken(written)
    if len(plain) != 1 + _LENGTH or not plain[0].isdecimal() or not set(plain) <= set(ALPHABET):
        return None
    return int(plain[0]), plain[1:]


def _drawn() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))


def _shown(code: str) -> str:
    return f"{code[0]}-{code[1:6]}-{code[6:]}"
