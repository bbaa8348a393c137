"""The code by which a complainant follows a case without an account.

Sixteen characters of Crockford's base 32 (80 bits), shown in groups of four. Only a keyed hash of it
is kept, so that nobody who reads the database can follow a case. Letters that are easily mistaken are
not used, and are read as what they were mistaken for.
"""

from __future__ import annotations

import secrets
import unicodedata

from engine.casework.ports import Vault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_GROUP = 4
_MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = str.maketrans("", "", " -_.·—–－\u00a0\u3000\t\r\n")


def new_code() -> str:
    """A fresh code as it is shown: `7K2M-90QX-…`."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def normalised(written: str) -> str | None:
    """The sixteen characters of what somebody typed, or None when it cannot be a code.

    >>> normalised(" 7k2m 9oqx-abcd　efgh ")
    '7K2M90QXABCDEFGH'
    """
    plain = unmistaken(written)
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else None


def unmistaken(written: str) -> str:
    """What was typed, without what stands between the characters, and mistaken ones as they were meant."""
    return unicodedata.normalize("NFKC", written).translate(_BETWEEN).upper().translate(_MISTAKEN)


def hash_of(written: str, vault: Vault) -> str | None:
    """What the store knows a code by, or None when it cannot be a code."""
    plain = normalised(written)
    return None if plain is None else vault.blind(f"follow-code {plain}")
