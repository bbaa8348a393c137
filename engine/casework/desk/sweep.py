"""One sweep: every case whose moment has come gets its turn, shared among any number of workers.

A worker claims a few cases at a time, so that others find the rest, and gives its claims back at the
end; those of a worker that was killed lapse. A case that cannot go on does not stop the others.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from engine import crash_points
from engine.casework.ports import DamagedCase, NumberTaken, StaleCase, Store
from engine.casework.react import EndlessReaction

AT_ONCE = 10
LEASE = timedelta(minutes=2)
"""How long a claim keeps others away, should its worker be killed."""


def sweep(store: Store, now: Callable[[], datetime], turn: Callable[[str], bool], *, limit: int) -> int:
    """`turn` lets time act on one case and says whether anything happened; how many times it did.

    Raises, after all other cases, EndlessReaction or DamagedCase of the last case that could not go on.
    """
    worker, touched, stuck = secrets.token_hex(8), 0, None
    try:
        for case in _claimed(store, now, worker, limit):
            try:
                touched += turn(case)
            except (StaleCase, NumberTaken):  # somebody else wrote to it: it is looked at again next time
                continue
            except (EndlessReaction, DamagedCase) as error:
                stuck = error
    finally:
        store.release(worker)
    if stuck is not None:
        raise stuck
    return touched


def _claimed(store: Store, now: Callable[[], datetime], worker: str, limit: int) -> Iterator[str]:
    """Cases that are ours until they are released, at most so many, and each once."""
    while limit > 0 and store.due(now(), 1):
        at = now()
        cases = store.claim(at, min(limit, AT_ONCE), worker=worker, until=at + LEASE)
        if not cases:
            return
        crash_points.passing("after-claim")
        yield from cases
        limit -= len(cases)
