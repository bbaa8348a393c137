"""How often one visitor may try: to sign in, to follow a code, to file, to attach a file; and how much one
may send in a day.

Counted in the store, so that all processes count together and a restart forgets nothing: one write for each
attempt, none for looking at a page. A visitor is an address on the network, and an address is kept nowhere: what
is counted under is a hash of it under the key of the installation, another one for each kind of attempt, and it
goes when its time has passed. Who cannot reach the store cannot count, and does not let anybody try: there is
nothing to be done without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Literal

from engine.casework.ports import Store, Vault
from engine.casework.ports.accounts import Window

Attempt = Literal["sign-in", "follow", "filing", "upload"]
LIMITS: dict[Attempt, tuple[int, int]] = {
    "sign-in": (20, 100),  # an office of many people may share one address
    "follow": (10, 60),
    "filing": (5, 30),
    "upload": (40, 200),
}
"""How many within a minute, and within an hour."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_NETWORK = 64
"""So many leading bits of an IPv6 address are one visitor: the rest is anybody's to choose."""


@dataclass(frozen=True)
class Rates:
    """The counters of an installation."""

    store: Store
    vault: Vault

    def allowed(self, attempt: Attempt, visitor: str | None, at: datetime) -> bool:
        """Count one attempt of a visitor; False, and nothing counted, when it is one too many. Attempts from
        this very machine are not counted (a proxy on it must pass on the address of whom it serves)."""
        lengths = zip((_MINUTE, _HOUR), LIMITS[attempt], strict=True)
        return self._count(attempt, visitor, at, lengths=tuple(lengths))

    def sends(self, visitor: str | None, bytes_: int, at: datetime, *, per_day: int) -> bool:
        """Count what a visitor sends; False, and nothing counted, when the day's sum would be more than
        `per_day`. The day begins with the first of it."""
        return self._count("bytes", visitor, at, lengths=((_DAY, per_day),), cost=bytes_)

    def _count(
        self, kind: str, visitor: str | None, at: datetime, *, lengths: Sequence[tuple[timedelta, int]], cost: int = 1
    ) -> bool:
        if visitor is None or _is_here(visitor):
            return True
        who = _counted_as(visitor)
        windows = [
            Window(self.vault.blind(f"attempt/{kind}/{length.total_seconds():.0f}/{who}"), length, most)
            for length, most in lengths
        ]
        return self.store.count_attempt(windows, at, cost=cost)


def _is_here(visitor: str) -> bool:
    try:
        return ip_address(_counted_as(visitor)).is_loopback
    except ValueError:
        return False


def _counted_as(visitor: str) -> str:
    """Whom an address stands for.

    >>> _counted_as("203.0.113.7"), _counted_as("::ffff:203.0.113.7"), _counted_as("2001:db8::5:1")
    ('203.0.113.7', '203.0.113.7', '2001:db8::')
    """
    try:
        address = ip_address(visitor)
    except ValueError:
        return visitor
    if not isinstance(address, IPv6Address) or address.is_loopback:
        return str(address)
    return str(address.ipv4_mapped or ip_network((int(address), _NETWORK), strict=False).network_address)
