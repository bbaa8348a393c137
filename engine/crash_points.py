"""Named places at which a test ends this process as a power cut would.

`BIHUAN_CRASH_AT=before-commit:3` kills the process with SIGKILL when it passes `before-commit` for the
third time, and `before-commit` alone at the first. Nothing else reads the variable, and without it
passing a point does nothing.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from threading import Lock

from engine.errors import EngineError

VARIABLE = "BIHUAN_CRASH_AT"
POINTS = (
    "mid-migration", "before-commit", "after-commit", "after-claim", "matcher-child",
    "after-mail-claim", "after-mail-answer", "key-file",
)  # fmt: skip
"""Between two steps of a migration; all written and nothing committed; committed and nobody told; cases
claimed and nothing done to them; the matcher's child asked and not yet answering; a mail claimed and not
yet sent; a mail taken or put off by the server and that not yet noted; a key file drawn, kept aside or
put in its place."""

_passed: Counter[str] = Counter()
_lock = Lock()


def passing(point: str) -> None:
    """Say that this point was reached; ends the process when the variable says so.

    Raises EngineError when the variable names no point.
    """
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return
    name, time = _read(wanted)
    with _lock:
        _passed[point] += 1
        now = name == point and _passed[point] == time
    if now:
        os.write(2, f"crash point {point}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)


def _read(wanted: str) -> tuple[str, int]:
    """`before-commit:3` as the point and the time at which it is passed."""
    name, _, time = wanted.partition(":")
    if name not in POINTS or (time and not (time.isascii() and time.isdigit() and int(time))):
        raise EngineError(f"{VARIABLE}={wanted}: name one of {', '.join(POINTS)}, and a number after a colon")
    return name, int(time or 1)
