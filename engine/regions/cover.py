"""Many regions at once: which of them overlap, which lie within the union of others, what none covers.

For every axis and cell a bit-set says whose boxes have that cell; what several boxes share, and what all
of them leave open, is then a few operations on whole bit-sets. Rows hidden only by several others
together are found, because it is asked what the others leave of a row, not whether one of them holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import accumulate
from operator import and_

from engine.regions.boxes import Box, Cells, bits, is_empty, meet
from engine.regions.diagram import Diagrams, Node


@dataclass
class Cover:
    """Regions by number, each as boxes, over axes of these diagrams; `valid` says which points can be."""

    diagrams: Diagrams
    regions: Sequence[tuple[Box, ...]]
    valid: Node
    _wide: dict[tuple[int, int], int] = field(default_factory=dict)
    _all: dict[tuple[int, int], int] = field(default_factory=dict)

    @cached_property
    def room(self) -> Box:
        """The smallest box that holds everything that can be."""
        return self.diagrams.hull(self.valid)

    @cached_property
    def rest(self) -> Node:
        """What is still to be asked of a point in the room, to know whether it can be: mostly nothing."""
        told = self.diagrams
        return told.always if told.box(self.room) == self.valid else self.valid

    @cached_property
    def inside(self) -> tuple[tuple[Box, ...], ...]:
        """The regions as far as they lie in the room."""
        return tuple(tuple(meet(b, self.room) for b in region) for region in self.regions)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """All boxes, region after region."""
        return tuple(b for region in self.inside for b in region)

    @cached_property
    def owner(self) -> tuple[int, ...]:
        """Whose each box is."""
        return tuple(n for n, region in enumerate(self.regions) for _ in region)

    @cached_property
    def _first(self) -> tuple[int, ...]:
        """The number of the first box of each region."""
        return tuple(accumulate((len(region) for region in self.regions), initial=0))

    @cached_property
    def _having(self) -> list[list[int]]:
        """For each axis and cell, the boxes that have the cell."""
        found = [[0] * size for size in self.diagrams.sizes]
        for number, box in enumerate(self.boxes):
            for axis, mask in enumerate(box):
                for cell in bits(mask):
                    found[axis][cell] |= 1 << number
        return found

    def overlaps(self) -> Iterator[tuple[int, int]]:
        """Pairs of regions with a point in common, in order; the lower number first."""
        for number in range(len(self.regions)):
            yield from ((number, other) for other in bits(self.meeting(number)))

    def meeting(self, one: int) -> int:
        """The regions after this one that have a point in common with it, as a bit-set."""
        if self.rest == self.diagrams.always and len(self.boxes) == len(self.regions):
            return self._touching(self.boxes[one]) >> one + 1 << one + 1  # boxes and regions have the same numbers
        seen = 0
        for box in self.inside[one]:
            for other in bits(self._touching(box)):
                owner = self.owner[other]
                if owner > one and not seen >> owner & 1 and self._point(meet(box, self.boxes[other])) is not None:
                    seen |= 1 << owner
        return seen

    def example(self, one: int, other: int) -> Cells | None:
        """A point of both regions, or None."""
        pairs = (meet(a, b) for a in self.inside[one] for b in self.inside[other])
        return next((p for p in (self._point(b) for b in pairs) if p is not None), None)

    def point_of(self, one: int) -> Cells | None:
        """A point of a region, or None when nothing that can be lies in it."""
        return next((p for p in (self._point(b) for b in self.inside[one]) if p is not None), None)

    def open(self, one: int) -> Cells | None:
        """A point of a region in none of those before it, or None: then they hide it, alone or together."""
        before = (1 << self._first[one]) - 1
        found = (self.left_open(box, before) for box in self.inside[one])
        return next((p for p in found if p is not None), None)

    def holders(self, one: int) -> int:
        """The boxes of regions before this one that hold all of it alone, as a bit-set."""
        before = (1 << self._first[one]) - 1
        return reduce(and_, (self._covering(box, self._touching(box))[0] for box in self.inside[one]), before)

    def gap(self) -> Cells | None:
        """A point in no region, or None."""
        return self.left_open(self.room, (1 << len(self.boxes)) - 1)

    def left_open(self, box: Box, by: int) -> Cells | None:
        """A point of a box in the room that can be and lies in none of these boxes (a bit-set), or None."""
        if is_empty(box):
            return None
        alive = self._touching(box) & by
        return _Search(self.diagrams, self._having, box, self._covering(box, alive), self.rest).found(alive)

    def _covering(self, box: Box, alive: int) -> list[int]:
        """For each axis: which boxes hold all of this one from there on."""
        found = [alive]
        for axis in reversed(range(len(box))):
            found.append(found[-1] & self._holding(axis, box[axis]))
        return found[::-1]

    def _holding(self, axis: int, mask: int) -> int:
        """The boxes that have all of these cells of an axis."""
        key = (axis, mask)
        if key not in self._all:
            self._all[key] = reduce(and_, (self._having[axis][cell] for cell in bits(mask)))
        return self._all[key]

    def _touching(self, box: Box) -> int:
        """The boxes that share a point with this one, whether it can be or not."""
        found = (1 << len(self.boxes)) - 1
        for axis, mask in enumerate(box):
            key = (axis, mask)
            wide = self._wide.get(key)
            if wide is None:
                wide = 0
                for cell in bits(mask):
                    wide |= self._having[axis][cell]
                self._wide[key] = wide
            found &= wide
        return found

    def _point(self, box: Box) -> Cells | None:
        if is_empty(box):
            return None
        if self.rest == self.diagrams.always:
            return tuple((mask & -mask).bit_length() - 1 for mask in box)
        return self.diagrams.witness(self.valid, box)


@dataclass
class _Search:
    """Looks for a point of a box that no living box has; what was looked at in vain is not looked at again."""

    diagrams: Diagrams
    having: list[list[int]]
    box: Box
    covering: list[int]
    valid: Node
    _vain: set[tuple[int, int, Node]] = field(default_factory=set)

    def found(self, alive: int) -> Cells | None:
        return self._from(0, alive, self.valid)

    def _from(self, axis: int, alive: int, valid: Node) -> Cells | None:
        if valid == self.diagrams.never or alive & self.covering[axis]:
            return None
        if axis == len(self.box):
            return ()
        if (axis, alive, valid) in self._vain:
            return None
        tried: set[tuple[int, Node]] = set()
        for cell in bits(self.box[axis]):
            step = (alive & self.having[axis][cell], self.diagrams.after(valid, axis, cell))
            if step not in tried:
                tried.add(step)
                rest = self._from(axis + 1, *step)
                if rest is not None:
                    return (cell, *rest)
        self._vain.add((axis, alive, valid))
        return None
