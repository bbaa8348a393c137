"""How often one visitor may try: to sign in, to follow a code, to file, to attach a file; and how much one
may send in a day.

Counted in the memory of this process and nowhere else: several processes each count for themselves,
and a restart forgets. A visitor is an address on the network; what is counted under is a hash of it
under a key that lives as long as the process, so that no address is kept or can be looked up.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from ipaddress import ip_address
from typing import Literal

from limits import RateLimitItem, RateLimitItemPerDay, parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

Attempt = Literal["sign-in", "follow", "filing", "upload"]
LIMITS: dict[Attempt, str] = {
    "sign-in": "20/minute;100/hour",  # an office of many people may share one address
    "follow": "10/minute;60/hour",
    "filing": "5/minute;30/hour",
    "upload": "40/minute;200/hour",
}

_KILOBYTE = 1024


class Rates:
    """The counters of one process; the same object serves all its threads."""

    def __init__(self) -> None:
        storage = MemoryStorage()
        self._limiter, self._sums = MovingWindowRateLimiter(storage), FixedWindowRateLimiter(storage)
        self._salt = secrets.token_bytes(32)
        self._items = {attempt: tuple(parse_many(words)) for attempt, words in LIMITS.items()}

    def allowed(self, attempt: Attempt, visitor: str | None) -> bool:
        """Count one attempt of a visitor; False when it is one too many. Attempts from this very
        machine are not counted (a proxy on it must pass on the address of whom it serves)."""
        if visitor is None or _is_here(visitor):
            return True
        key = self._key(visitor)
        return all(self._hit(item, attempt, key) for item in self._items[attempt])

    def sends(self, visitor: str | None, bytes_: int, *, per_day: int) -> bool:
        """Count what a visitor sends; False, and nothing counted, when the day's sum would be more than
        `per_day`. The day begins with the first of it."""
        if visitor is None or _is_here(visitor):
            return True
        most, more = RateLimitItemPerDay(max(per_day // _KILOBYTE, 1)), -(-bytes_ // _KILOBYTE)
        key = self._key(visitor)
        return self._sums.test(most, "bytes", key, cost=more) and self._sums.hit(most, "bytes", key, cost=more)

    def _key(self, visitor: str) -> str:
        return hmac.digest(self._salt, visitor.encode(), hashlib.sha256).hex()

    def _hit(self, item: RateLimitItem, attempt: Attempt, key: str) -> bool:
        return self._limiter.hit(item, attempt, key)


def _is_here(visitor: str) -> bool:
    try:
        return ip_address(visitor).is_loopback
    except ValueError:
        return False
