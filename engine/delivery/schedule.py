"""When a mail that failed is tried again: ever later, by a fixed table, and not for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST = timedelta(minutes=1)
FACTOR = 4
LONGEST = timedelta(hours=6)
MOST_TRIES = 8
"""With these four: after 1, 4, 16 and 64 minutes, 4 h 16 min, then twice 6 h; given up after some 18 hours."""

LEASE = timedelta(minutes=10)
"""How long a mail that somebody is sending is kept from others; far longer than the server may take."""


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after `tries` failures, the last at `at`; None when it is to be given up.

    >>> from datetime import UTC
    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> [str(moment - at) for tries in range(1, 8) if (moment := next_try(tries, at))]
    ['0:01:00', '0:04:00', '0:16:00', '1:04:00', '4:16:00', '6:00:00', '6:00:00']
    >>> next_try(8, at) is None
    True
    """
    if tries >= MOST_TRIES:
        return None
    wait: timedelta = min(FIRST * FACTOR ** (tries - 1), LONGEST)
    return at + wait
