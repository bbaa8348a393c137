"""Dotted paths into a file, as an author writes them: `deadlines.handling-time.extension.times`.

Keys may themselves hold dots (the events under `transitions`), so a path is found by trying.
"""

from __future__ import annotations

from engine.loading.reading.document import Path, Plain


def dotted(path: Path) -> str:
    """The path in one word."""
    return ".".join(str(part) for part in path)


def locate(data: Plain, written: str) -> Path | None:
    """The way to the value that the author means, or None when there is none."""
    parts = written.split(".")
    return _walk(data, parts) if written else None


def _walk(data: Plain, parts: list[str]) -> Path | None:
    if not parts:
        return ()
    if isinstance(data, list):
        return _item(data, parts)
    if not isinstance(data, dict):
        return None
    for end in range(len(parts), 0, -1):
        key = ".".join(parts[:end])
        if key in data:
            rest = _walk(data[key], parts[end:])
            if rest is not None:
                return (key, *rest)
    return None


def _item(data: list[Plain], parts: list[str]) -> Path | None:
    if not parts[0].isdecimal() or int(parts[0]) >= len(data):
        return None
    rest = _walk(data[int(parts[0])], parts[1:])
    return None if rest is None else (int(parts[0]), *rest)


def value_at(data: Plain, path: Path) -> Plain:
    """The value at a path that exists."""
    for part in path:
        if isinstance(data, dict):
            data = data[str(part)]
        else:
            assert isinstance(data, list)
            data = data[int(part)]
    return data


def longest_known(data: Plain, written: str) -> str:
    """The part of a written path that does exist, for a message."""
    parts = written.split(".")
    for end in range(len(parts) - 1, 0, -1):
        if locate(data, ".".join(parts[:end])) is not None:
            return ".".join(parts[:end])
    return ""
