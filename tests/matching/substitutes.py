"""Child processes that misbehave in one way, for tests only: `python -m tests.matching.substitutes WAY`.

Each speaks the protocol of the real child. `wrong` adds a rule or drops all, `crash` dies when asked,
`hang` never answers, `babble` answers something else, `picky` dies only for facts that hold "poison".
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any


def reply(way: str, request: dict[str, Any]) -> bytes:
    """What the substitute answers; some ways never return."""
    asks = request["ask"]
    if way == "crash" or (way == "picky" and "poison" in json.dumps(asks)):
        os.kill(os.getpid(), signal.SIGSEGV)
    if way == "hang":
        signal.pause()
    if way == "babble":
        return b"Segmentation fault (not really)\n"
    return json.dumps({"fired": [["r0b0"] if way == "wrong" else [] for _ in asks]}).encode() + b"\n"


def main(way: str) -> None:
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(reply(way, json.loads(line)))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1])
