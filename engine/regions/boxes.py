"""Boxes: one set of cells per axis, as bit-sets; and regions, which are unions of boxes.

A box is a tuple of integers, one per axis; bit n says that cell n belongs to it. What the cells mean is
the business of `engine.regions.axes`; here they are only counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Box = tuple[int, ...]
Cells = tuple[int, ...]
"""One cell per axis, by number: a point."""


def whole(sizes: Iterable[int]) -> Box:
    """The box of everything, for axes with so many cells."""
    return tuple((1 << n) - 1 for n in sizes)


def bits(mask: int) -> Iterator[int]:
    """The cells of a bit-set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def is_empty(box: Box) -> bool:
    """Whether some axis has no cell left."""
    return not all(box)


def meet(one: Box, other: Box) -> Box:
    """What two boxes have in common; perhaps an empty box."""
    return tuple(a & b for a, b in zip(one, other, strict=True))


def within(point: Cells, box: Box) -> bool:
    """Whether a point lies in a box."""
    return all(mask >> cell & 1 for cell, mask in zip(point, box, strict=True))


def minus(one: Box, other: Box) -> Iterator[Box]:
    """What is left of a box without another: disjoint boxes, at most one for each axis."""
    if is_empty(meet(one, other)):
        yield one
        return
    rest = list(one)
    for axis, (a, b) in enumerate(zip(one, other, strict=True)):
        if a & ~b:
            yield (*rest[:axis], a & ~b, *rest[axis + 1 :])
        rest[axis] = a & b


def left_of(boxes: Iterable[Box], taken: Iterable[Box]) -> tuple[Box, ...]:
    """What is left of a region when another is taken away; disjoint where the first was."""
    rest = [b for b in boxes if not is_empty(b)]
    for other in taken:
        rest = [piece for box in rest for piece in minus(box, other)]
    return tuple(rest)


def common(one: Iterable[Box], other: Iterable[Box]) -> tuple[Box, ...]:
    """What two regions have in common; disjoint where both were."""
    others = tuple(other)
    found = (meet(a, b) for a in one for b in others)
    return tuple(box for box in found if not is_empty(box))


def disjoint(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The same points in boxes that share none."""
    kept: list[Box] = []
    for box in boxes:
        kept += left_of((box,), kept)
    return tuple(kept)


def merged(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The same points in disjoint boxes no two of which make one box; the same for equal input.

    Of two disjoint boxes the union is a box only when they differ on one axis, so it is enough to join
    those, axis after axis, until nothing changes.
    """
    found = sorted(disjoint(boxes))
    while True:
        fewer = found
        for axis in range(len(found[0]) if found else 0):
            fewer = _joined(fewer, axis)
        if len(fewer) == len(found):
            return tuple(sorted(fewer))
        found = fewer


def _joined(boxes: list[Box], axis: int) -> list[Box]:
    """Boxes that differ on this axis only, as one."""
    masks: dict[Box, int] = {}
    for box in boxes:
        others = (*box[:axis], *box[axis + 1 :])
        masks[others] = masks.get(others, 0) | box[axis]
    return [(*others[:axis], mask, *others[axis:]) for others, mask in masks.items()]
