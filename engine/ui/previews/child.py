"""The process that draws one preview: the file comes in, a JPEG goes out, and that is all it ever does.

    python -m engine.ui.previews.child picture|page < file > preview.jpg

Before the first byte is read it gives up what it does not need: memory and time beyond a bound, files,
a core dump with somebody's file in it. It exits with 1 when there is no preview.
"""

from __future__ import annotations

import os
import resource
import sys

from engine.ui.previews.limits import MEMORY, MOST_PIXELS, SECONDS

_BOUNDS = (
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_FSIZE, 0),  # nothing is written to any disk
    (resource.RLIMIT_NOFILE, 16),
    (resource.RLIMIT_CPU, SECONDS),
    (resource.RLIMIT_AS, MEMORY),
)


def bound() -> None:
    """No more than this from here on; never raised again."""
    for what, most in _BOUNDS:
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))


def main(kind: str) -> int:
    """Draw what stands on the input."""
    bound()
    from engine.ui.previews import drawing  # within the bounds

    content = sys.stdin.buffer.read()
    try:
        made = drawing.of_first_page(content) if kind == "page" else drawing.of_picture(content, MOST_PIXELS)
    except Exception as error:  # noqa: BLE001 - a file of a stranger may raise anything; the kind of it is all that is told
        os.write(2, f"{type(error).__name__}\n".encode())
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
