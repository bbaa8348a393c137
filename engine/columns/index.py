"""A bit-set index over rules: for every row a mask with one bit for each rule that matches.

Each rule is cut at its top-level "and". Parts that read one fact become masks over that fact's cells;
any other part becomes a yes/no column of its own. Facts are bundled while the product of their cells
stays small, so that a row costs one look-up per bundle and one AND between bundles. Beyond 64 rules a
mask has several words. Every hit is known, not just the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.columns.cells import Cells, cells_of
from engine.columns.column import Index
from engine.columns.conditions import holds_in, single_fact
from engine.columns.frame import Frame
from engine.columns.slices import each_slice
from engine.policy.conditions import All, Condition
from engine.policy.fact_types import FactType

Masks = NDArray[np.uint64]
"""One row per case, one column per 64 rules; bit i of word w is rule 64 * w + i."""
_BUDGET = 1 << 18
"""Bytes that the masks of one bundle may fill: what stays near the processor."""
_NEAR = 1 << 16
"""Words of masks that are worked on at a time, for the same reason."""


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
    """Sources looked up together. `masks` has one axis for each source, and the last for the words."""

    sources: tuple[_Source, ...]
    masks: Masks


@dataclass(frozen=True)
class _Placed:
    """A bundle over the rows of one frame: indices of each source, and masks in the order of those."""

    indices: tuple[Index, ...]
    sizes: tuple[int, ...]
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

    def match(self, frame: Frame, then: Callable[[slice, Masks], None] = lambda _part, _found: None) -> Masks:
        """Every rule that matches, for every row. `then` is called with some rows and their masks while
        these are still near the processor."""
        found = np.empty((frame.size, self.words), np.uint64)
        placed = [_placed(b, frame) for b in self.bundles]

        def work(part: slice) -> None:
            _look_up(placed, part, found[part])
            then(part, found[part])

        each_slice(frame.size, work, rows=max(1, _NEAR // self.words))
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
    masks = sources[0].masks
    for source in sources[1:]:
        masks = masks[..., None, :] & source.masks
    return _Bundle(sources, np.ascontiguousarray(masks))


def _placed(bundle: _Bundle, frame: Frame) -> _Placed:
    """The masks of a bundle turned to the indices that a frame has, so that no row is translated."""
    pairs = [_pair(source, frame) for source in bundle.sources]
    room = 2 * max(bundle.masks.size, _BUDGET // 8)
    for i in sorted(range(len(pairs)), key=lambda i: -len(pairs[i][1])):
        if int(np.prod([len(lookup) for _, lookup in pairs])) * bundle.masks.shape[-1] <= room:
            break
        indices, lookup = pairs[i]
        pairs[i] = (lookup[indices], np.arange(bundle.sources[i].size))
    masks = bundle.masks[np.ix_(*(lookup for _, lookup in pairs))]
    used = [(indices, len(lookup)) for indices, lookup in pairs if len(lookup) > 1]
    return _Placed(tuple(i for i, _ in used), tuple(n for _, n in used), masks.reshape(-1, masks.shape[-1]))


def _pair(source: _Source, frame: Frame) -> tuple[Index, Index]:
    if source.cells is not None:
        return frame.places(source.cells)
    if source.condition is not None:
        return holds_in(source.condition, frame).view(np.uint8), np.arange(2)
    return np.zeros(frame.size, np.uint8), np.zeros(1, np.int64)


def _look_up(bundles: list[_Placed], part: slice, out: Masks) -> None:
    size = len(out)
    place, at = np.empty(size, np.int32), np.empty(size, np.intp)
    for number, bundle in enumerate(bundles):
        place.fill(0)
        for n, (indices, width) in enumerate(zip(bundle.indices, bundle.sizes, strict=True)):
            if n:
                np.multiply(place, np.int32(width), out=place)
            np.add(place, indices[part], out=place, casting="unsafe")
        np.copyto(at, place)
        if number == 0:
            np.take(bundle.masks, at, axis=0, out=out, mode="clip")
        else:
            np.bitwise_and(out, np.take(bundle.masks, at, axis=0, mode="clip"), out=out)
