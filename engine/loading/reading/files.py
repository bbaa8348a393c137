"""The bytes of a file, or why there are none."""

from __future__ import annotations

import difflib
from pathlib import Path as FilePath

from engine.source import Position, Problem


def bytes_of(path: FilePath, name: str, largest: int) -> bytes | tuple[Problem, ...]:
    """At most `largest` bytes and one more of a regular file; `name` is how positions call it."""
    at = Position(name)
    try:
        if path.is_dir():
            return (Problem("directory-not-file", at),)
        if not path.exists():
            return (_missing(path, at),)
        if not path.is_file():
            return (Problem("file-unreadable", at),)
        with path.open("rb") as stream:
            return stream.read(largest + 1)
    except (OSError, ValueError):
        return (Problem("file-unreadable", at),)


def _missing(path: FilePath, at: Position) -> Problem:
    """The problem of a file that is not there, with the file of the nearest name beside it."""
    try:
        beside = sorted(p.name for p in path.parent.iterdir())
    except OSError:
        beside = []
    near = difflib.get_close_matches(path.name, beside, n=1)
    return Problem("file-misspelt", at, {"nearest": near[0]}) if near else Problem("file-missing", at)
