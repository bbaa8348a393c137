"""Asks for a preview: a fresh process draws it, and is ended when it takes too long.

The process gets the bytes of the one file and an empty environment: no key, no address of a database.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore
from typing import Literal

from engine.casework.files.names import ending_of, plain_name
from engine.ui.previews.limits import AT_ONCE, MOST_DRAWN, MOST_TEXT, PATIENCE

Kind = Literal["picture", "page", "text"]
KINDS: dict[str, Kind] = {"jpg": "picture", "jpeg": "picture", "png": "picture", "pdf": "page", "txt": "text"}
COMMAND = (sys.executable, "-m", "engine.ui.previews.child")
_ROOT = Path(__file__).resolve().parents[3]
_JPEG = b"\xff\xd8\xff"
_KEPT = ("LD_LIBRARY_PATH", "SYSTEMROOT")
_lanes = BoundedSemaphore(AT_ONCE)


def kind_of(name: str) -> Kind | None:
    """What can be shown of a file of this name; None where nothing can."""
    return KINDS.get(ending_of(plain_name(name)))


def drawn(kind: Kind, content: bytes, *, command: Sequence[str] = COMMAND, patience: float = PATIENCE) -> bytes | None:
    """A JPEG of a picture or a page; None where none can be drawn, or all lanes stay busy."""
    if not _lanes.acquire(timeout=patience):
        return None
    try:
        made = _asked([*command, kind], content, patience)
    finally:
        _lanes.release()
    return made if made is not None and made.startswith(_JPEG) and len(made) <= MOST_DRAWN else None


def _asked(command: Sequence[str], content: bytes, patience: float) -> bytes | None:
    """What the process answers in time."""
    environment = {"PYTHONPATH": str(_ROOT), **{k: os.environ[k] for k in _KEPT if k in os.environ}}
    done = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment, cwd=_ROOT, start_new_session=True, close_fds=True,
    )  # fmt: skip
    try:
        out, _ = done.communicate(content, timeout=patience)
    except subprocess.TimeoutExpired:
        return None
    finally:
        done.kill()
        done.wait()
        for pipe in (done.stdin, done.stdout):
            if pipe:
                pipe.close()
    return out if done.returncode == 0 else None


def beginning(content: bytes) -> tuple[str, bool]:
    """The first characters of a text in one of the encodings that are taken, and whether that is all of it."""
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return words[:MOST_TEXT], len(words) <= MOST_TEXT
    return "", True
