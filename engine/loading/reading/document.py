"""A file as plain values with the place of every key and value.

`reader` makes documents; shape checking and building read them. Nothing here knows YAML: `data`
holds dicts, lists, text, integers, decimals, booleans and None only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.source import Position

Path = tuple[str | int, ...]
"""The way to a value: keys of maps, indices of lists; `()` is the whole file."""

Plain = dict[str, "Plain"] | list["Plain"] | str | int | Decimal | bool | None
"""What a file can hold. `007`, `12:30`, `2020-07-06`, `on` and `no` are text."""


@dataclass(frozen=True)
class Document:
    """One file: `keys` has the position of each key's token, `values` that of each value."""

    data: Plain
    keys: Mapping[Path, Position]
    values: Mapping[Path, Position]
    file: str

    def at(self, path: Path) -> Position:
        """Where the value stands; else its key; else the nearest ancestor."""
        return self._nearest(path, self.values, self.keys)

    def at_key(self, path: Path) -> Position:
        """Where the key stands; else its value; else the nearest ancestor."""
        return self._nearest(path, self.keys, self.values)

    def _nearest(self, path: Path, first: Mapping[Path, Position], then: Mapping[Path, Position]) -> Position:
        for end in range(len(path), -1, -1):
            found = first.get(path[:end]) or then.get(path[:end])
            if found:
                return found
        return Position(self.file)
