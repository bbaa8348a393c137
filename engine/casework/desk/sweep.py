"""One sweep: every case whose moment has come gets its turn, shared among any number of workers.

A worker claims a few cases at a time, so that others find the rest, and gives its claims back at the
end; those of a worker that was killed lapse. A case that cannot go on does not stop the others, nor does a
locality whose rules cannot be read.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from engine import crash_points
from engine.casework.ports import NumberTaken, StaleCase, Store, StoreBusy
from engine.errors import EngineError

AT_ONCE = 10
LEASE = timedelta(minutes=2)
"""How long a claim keeps others away, should its worker be killed."""


def sweep(store: Store, now: Callable[[], datetime], turn: Callable[[str], bool], *, limit: int) -> int:
    """`turn` lets time act on one case and says whether anything happened; how many times it did.

    Raises, after all other cases, what kept the last case that could not go on (see `OneByOne`).
    """
    worker, each, touched = secrets.token_hex(8), OneByOne(), 0
    try:
        for case in _claimed(store, now, worker, limit):
            with each:
                touched += turn(case)
    finally:
        store.release(worker)
    each.tell()
    return touched


class OneByOne:
    """What keeps one from going on keeps back no other, and is told at the end: a damaged case, rules that turn in
    circles or were altered. A database that is away keeps all back, and is raised at once. What somebody else wrote
    to meanwhile is looked at again next time."""

    def __init__(self) -> None:
        self._stuck: EngineError | None = None

    def __enter__(self) -> None:
        return

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if isinstance(error, StaleCase | NumberTaken):
            return True
        if isinstance(error, EngineError) and not isinstance(error, StoreBusy):
            self._stuck = error
            return True
        return False

    def tell(self) -> None:
        """Raise the last of what kept one back, if any."""
        if self._stuck is not None:
            raise self._stuck


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
