"""Passwords: how they are hashed, checked and which are accepted.

Any characters do, in any mixture. Refused is what somebody would try: what stands in lists of published
breaches, words of the surroundings, and what `zxcvbn` (patterns, keyboards, dictionaries) takes for easy.

Argon2id with three passes over 64 MiB and four lanes (the library's RFC 9106 low-memory profile):
about a tenth of a second a check. Each check holds its 64 MiB, so only a few run at the same time and
the others wait; a flood of tries to sign in cannot take all memory.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.accounts.context_words import held
from engine.accounts.leaked import is_leaked

SHORTEST = 12
LONGEST = 128
_EASIEST = 4
"""On zxcvbn's scale from 0 to 4: at least ten thousand million guesses."""
_WEIGHED = 32
"""So many characters are weighed: a longer one is no easier, and weighing takes seconds at worst."""


class Passwords:
    """Hashes and checks passwords; the same object serves all threads of a process."""

    def __init__(self, *, passes: int = 3, kibibytes: int = 65536, lanes: int = 4, at_once: int = 4) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=kibibytes, parallelism=lanes)
        self._turn = threading.BoundedSemaphore(at_once)
        self._nobody = self.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """A salted hash, parameters included."""
        with self._turn:
            return self._hasher.hash(_normal(password))

    def check(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password. None (no such account) takes as long as a wrong password."""
        if len(password) > LONGEST:
            return False
        with self._turn:
            try:
                self._hasher.verify(password_hash or self._nobody, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None


def weakness(password: str, name: str, words: Iterable[str] = ()) -> str | None:
    """The refusal code of a password that is not accepted for the account of this name; `words` are
    names around it (`context_words`)."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        return "password-too-short"
    if len(plain) > LONGEST:
        return "password-too-long"
    if is_leaked(plain):
        return "password-leaked"
    around = {name.casefold(), *words}
    if held(plain, around):
        return "password-in-context"
    return "password-too-simple" if _is_easy(plain, around) else None


def _is_easy(plain: str, around: Iterable[str]) -> bool:
    from zxcvbn import zxcvbn  # only here: a tenth of a second, and only where a password is set

    return bool(zxcvbn(plain[:_WEIGHED], user_inputs=sorted(around))["score"] < _EASIEST)


def _normal(password: str) -> str:
    """The same text however the keyboard composed it."""
    return unicodedata.normalize("NFKC", password)
