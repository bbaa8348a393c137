"""Keeps the line numbers of `docs/constructs.md` current: the page names paths of natural keys.

    python scripts/constructs.py            writes the page anew
    python scripts/constructs.py --check    says which lines have moved (exit code 1)

A place in the page is a file, a dotted path into it and, written by this script, the lines where that
item stands with all that belongs to it. Edits elsewhere in the file move the lines, never the path.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.loading.inheriting.paths import locate
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.source import Position

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "constructs.md"
CONSTRUCTS = 43
_ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_PLACE = re.compile(r"`((?:rules|forms)/[\w./-]+\.yaml)` `([^`]+)`(?: lines? ([\d–]+))?")
_STORY = re.compile(r"`([a-z0-9-]+)` ([a-z0-9-]+)")
_MISSING = re.compile(r"^- (\d+): ", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """Where a construct is written, the lines as the page has them, and the story that runs it."""

    file: str
    path: str
    printed: str
    ruleset: str
    story: str


@dataclass(frozen=True)
class Row:
    """One construct of the page."""

    number: int
    name: str
    places: tuple[Place, ...]


def rows(page: str) -> tuple[Row, ...]:
    """The rows of the page. Raises ValueError when a place has no story."""
    return tuple(_row(*found.groups()) for found in _ROW.finditer(page))


def missing(page: str) -> tuple[int, ...]:
    """The constructs that the page says are not there yet."""
    return tuple(int(number) for number in _MISSING.findall(page))


def _row(number: str, name: str, written: str, told: str) -> Row:
    places, stories = _PLACE.findall(written), _STORY.findall(told)
    if not places or len(places) != len(stories):
        raise ValueError(f"row {number}: {len(places)} places and {len(stories)} stories")
    pairs = zip(places, stories, strict=True)
    return Row(int(number), name, tuple(Place(*place, *story) for place, story in pairs))


def lines_of(file: str, path: str) -> tuple[int, int]:
    """First and last line of an item with all that belongs to it. Raises KeyError for no such path."""
    document = _document(file)
    way = locate(document.data, path)
    if way is None:
        raise KeyError(f"{file} has no {path}")
    first = document.at_key(way).line
    within = [at.line for key, at in _places(document) if key[: len(way)] == way]
    after = [at.line for key, at in _places(document) if key[: len(way)] != way and at.line > max(within)]
    text = (ROOT / file).read_text(encoding="utf-8").splitlines()
    last = min(after, default=len(text) + 1) - 1
    while last > max(within) and text[last - 1].strip()[:1] in ("", "#"):
        last -= 1
    return first, last


def _places(document: Document) -> Iterator[tuple[tuple[str | int, ...], Position]]:
    yield from document.keys.items()
    yield from document.values.items()


@cache
def _document(file: str) -> Document:
    found = read(ROOT / file, file=file)
    if not isinstance(found, Document):
        raise KeyError(f"{file} cannot be read")
    return found


def with_lines(page: str) -> str:
    """The page with the lines of every place as they are now."""

    def replaced(found: re.Match[str]) -> str:
        file, path = found[1], found[2]
        first, last = lines_of(file, path)
        told = f"line {first}" if first == last else f"lines {first}–{last}"
        return f"`{file}` `{path}` {told}"

    return _PLACE.sub(replaced, page)


def main(arguments: list[str]) -> int:
    """Write the page, or with --check only compare."""
    page = PAGE.read_text(encoding="utf-8")
    current = with_lines(page)
    if "--check" in arguments:
        moved = [f"{o}\n→ {n}" for o, n in zip(page.splitlines(), current.splitlines(), strict=True) if o != n]
        print(*moved, sep="\n", file=sys.stderr)
        return 1 if moved else 0
    PAGE.write_text(current, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
