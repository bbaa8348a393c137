"""A bit-set index over rules: for every row a mask with one bit for each rule that matches.

Each rule is cut at its top-level "and". Parts that read one fact become masks over that fact's cells;
any other part becomes a yes/no column of its own. Facts are bundled while the product of their cells
stays small, so that a row costs one look-up per bundle and one AND between bundles. Beyond 64 rules a
mask has several words. Every hit is known, not just the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.columns.cells import Cells, cells_of
from engine.columns.column import Index
from engine.columns.conditions import holds_in, single_fact
from engine.columns.frame import Frame
from engine.policy.conditions import All, Condition
from engine.policy.fact_types import FactType

Masks = NDArray[np.uint64]
"""One row per case, one column per 64 rules; bit i of word w is rule 64 * w + i."""
_BUDGET = 1 << 18
"""Bytes that the masks of one bundle may fill: what stays near the processor."""
_SLICE = 1 << 15
"""Rows worked on at a time, for the same reason."""


@dataclass(frozen=True)
class _Source:
    """Something that a bundle is looked up by: a fact's cells, or a condition's no and yes."""

    cells: Cells | None
    condition: Condition | None
    masks: Masks

    @property
    def size(self) -> int:
        return len(self.masks)


@dataclass(frozen=True)
class _Bundle:
    """Sources looked up together: the place of a row is the sum of its cells times their strides."""

    sources: tuple[_Source, ...]
    strides: tuple[int, ...]
    masks: Masks


@dataclass(frozen=True)
class RuleIndex:
    """`rules` in the order of their bits."""

    rules: tuple[str, ...]
    bundles: tuple[_Bundle, ...]

    @property
    def words(self) -> int:
        """Words of 64 bits in a mask."""
        return max(1, -(-len(self.rules) // 64))

    def match(self, frame: Frame) -> Masks:
        """Every rule that matches, for every row."""
        found = np.empty((frame.size, self.words), np.uint64)
        placed = [_placed(b, frame) for b in self.bundles]
        for start in range(0, frame.size, _SLICE):
            part = slice(start, min(start + _SLICE, frame.size))
            _look_up(self.bundles, placed, part, found[part])
        return found


def index_of(rules: Mapping[str, Condition], types: Mapping[str, FactType]) -> RuleIndex:
    """The index of these rules. Facts without a type are never known."""
    words = max(1, -(-len(rules) // 64))
    sources = [*_by_fact(rules, types, words), *_by_condition(rules, types, words)]
    every = _Source(None, None, _full(len(rules), words)[None, :])
    return RuleIndex(tuple(rules), tuple(_bundled([every, *sources], words)))


def _parts(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, All):
        for item in condition.items:
            yield from _parts(item)
    else:
        yield condition


def _fact_of(part: Condition, types: Mapping[str, FactType]) -> str | None:
    """The fact whose cells answer this part."""
    fact = single_fact(part)
    if fact is None:
        return None
    kind = types[fact].kind if fact in types else "limit"
    return None if cells_of(fact, kind, (part,)) is None else fact


def _by_fact(rules: Mapping[str, Condition], types: Mapping[str, FactType], words: int) -> Iterator[_Source]:
    parts: dict[str, list[tuple[int, Condition]]] = {}
    for bit, condition in enumerate(rules.values()):
        for part in _parts(condition):
            fact = _fact_of(part, types)
            if fact is not None:
                parts.setdefault(fact, []).append((bit, part))
    for fact, found in parts.items():
        kind = types[fact].kind if fact in types else "limit"
        cells = cells_of(fact, kind, [p for _, p in found])
        if cells is not None:
            yield _Source(cells, None, _masks(cells, found, len(rules), words))
        else:  # too many kinds of choices together: one source for each part
            for bit, part in found:
                own = cells_of(fact, kind, (part,))
                assert own is not None
                yield _Source(own, None, _masks(own, [(bit, part)], len(rules), words))


def _by_condition(rules: Mapping[str, Condition], types: Mapping[str, FactType], words: int) -> Iterator[_Source]:
    bits: dict[str, tuple[Condition, list[int]]] = {}  # by its words: `True` and `1` are equal in Python
    for bit, condition in enumerate(rules.values()):
        for part in _parts(condition):
            if _fact_of(part, types) is None:
                bits.setdefault(repr(part), (part, []))[1].append(bit)
    for part, found in bits.values():
        masks = np.repeat(_full(len(rules), words)[None, :], 2, axis=0)
        for bit in found:
            masks[0, bit // 64] &= ~np.uint64(1 << bit % 64)
        yield _Source(None, part, masks)


def _masks(cells: Cells, parts: list[tuple[int, Condition]], rules: int, words: int) -> Masks:
    masks = np.repeat(_full(rules, words)[None, :], cells.size, axis=0)
    for bit, part in parts:
        masks[~cells.truth(part), bit // 64] &= ~np.uint64(1 << bit % 64)
    return masks


def _full(rules: int, words: int) -> NDArray[np.uint64]:
    left = [min(64, max(0, rules - 64 * w)) for w in range(words)]
    return np.array([(1 << n) - 1 for n in left], np.uint64)


def _bundled(sources: list[_Source], words: int) -> Iterator[_Bundle]:
    """Bundles as few as the budget allows: each source joins the first bundle that has room."""
    most = max(1, _BUDGET // (8 * words))
    bundles: list[list[_Source]] = []
    for source in sorted(sources, key=lambda s: -s.size):
        room = (b for b in bundles if source.size * int(np.prod([s.size for s in b])) <= most)
        joined = next(room, None)
        if joined is None:
            bundles.append([source])
        else:
            joined.append(source)
    for bundle in bundles:
        yield _bundle(tuple(bundle))


def _bundle(sources: tuple[_Source, ...]) -> _Bundle:
    masks, strides = sources[0].masks, [1]
    for source in sources[1:]:
        strides.append(len(masks))
        masks = (source.masks[:, None, :] & masks[None, :, :]).reshape(-1, masks.shape[1])
    return _Bundle(sources, tuple(strides), np.ascontiguousarray(masks))


def _placed(bundle: _Bundle, frame: Frame) -> list[tuple[Index, NDArray[np.int64]]]:
    found = []
    for source, stride in zip(bundle.sources, bundle.strides, strict=True):
        if source.cells is not None:
            indices, lookup = frame.places(source.cells)
        elif source.condition is not None:
            indices, lookup = holds_in(source.condition, frame).view(np.uint8), np.arange(2)
        else:
            continue
        found.append((indices, (lookup * stride).astype(np.int64)))
    return found


def _look_up(
    bundles: tuple[_Bundle, ...], placed: list[list[tuple[Index, NDArray[np.int64]]]], part: slice, out: Masks
) -> None:
    for number, (bundle, places) in enumerate(zip(bundles, placed, strict=True)):
        if not places:
            masks = np.broadcast_to(bundle.masks[0], out.shape)
        else:
            at = places[0][1][places[0][0][part]]
            for indices, lookup in places[1:]:
                at += lookup[indices[part]]
            masks = bundle.masks[at]
        if number == 0:
            out[:] = masks
        else:
            np.bitwise_and(out, masks, out=out)
