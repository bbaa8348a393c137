"""Regions as lists of disjoint boxes that say only what must be said, each with an example.

What cannot be anyway need not be told: where only an accusation names an accused, a box that says
"accused: nobody" beside "request: help" says too much. So boxes are widened and joined as far as the
same possible cases lie in them; in the end no two of them make one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from engine.compare.findings import Constraint, Outcome, Region
from engine.regions.axes import Axis
from engine.regions.boxes import Box, merged, whole
from engine.regions.diagram import Node
from engine.regions.space import Space

MOST_PAIRED = 60
"""More boxes than this are joined only where the boxes themselves make one."""


@dataclass
class Telling:
    """Tells of functions over a space in which only the cases in `valid` can be; axes from `first` on
    are what is known later."""

    space: Space
    valid: Node
    first: int

    def groups(self, node: Node, nothing: Hashable) -> tuple[tuple[Any, tuple[Region, ...]], ...]:
        """Each value of a function but one, with the cases that have it, in the order of the axes."""
        told = self.space.diagrams
        boxes: dict[Any, list[Box]] = {}
        for box, value in told.boxes(told.joined(_where_valid, node, self.valid)):
            if value is not OUTSIDE and value != nothing:
                boxes.setdefault(value, []).append(box)
        return tuple((value, self.regions(found)) for value, found in boxes.items())

    def regions(self, boxes: Iterable[Box]) -> tuple[Region, ...]:
        """Disjoint boxes of possible cases as few regions, none of which can be joined with another."""
        return tuple(self._region(b) for b in self.joined([self.widened(b) for b in merged(boxes)]))

    def widened(self, box: Box) -> Box:
        """The box without what need not be said: the same possible cases lie in it."""
        inside = self._cases(box)
        for axis, full in enumerate(whole(self.space.diagrams.sizes)):
            wider = (*box[:axis], full, *box[axis + 1 :])
            if wider != box and self._cases(wider) == inside:
                box = wider
        return box

    def joined(self, boxes: list[Box]) -> list[Box]:
        """Two boxes as one wherever no other possible case lies in the box around both."""
        while len(boxes) <= MOST_PAIRED:
            found = next(((a, b, j) for a, b in combinations(boxes, 2) if (j := self._one(a, b))), None)
            if found is None:
                break
            boxes = sorted([*(x for x in boxes if x not in found[:2]), found[2]])
        return boxes

    def _one(self, a: Box, b: Box) -> Box | None:
        around = tuple(x | y for x, y in zip(a, b, strict=True))
        both = self.space.diagrams.either(self._cases(a), self._cases(b))
        return self.widened(around) if self._cases(around) == both else None

    def outcomes(self, rest: Node) -> tuple[Outcome, ...]:
        """What a function still gives, by what must come to pass on the way."""
        found: dict[Any, list[Box]] = {}
        for box, value in self.space.diagrams.boxes(rest):
            found.setdefault(value, []).append(box)
        if len(found) == 1:
            return (Outcome(next(iter(found))),)
        return tuple(Outcome(v, tuple(self._region(b) for b in merged(boxes))) for v, boxes in found.items())

    @cached_property
    def _possible(self) -> tuple[Axis, ...]:
        """The axes with those cells only that some case can have."""
        full = whole(self.space.diagrams.sizes)
        found = []
        for number, axis in enumerate(self.space.axes):
            boxes = ((*full[:number], 1 << n, *full[number + 1 :]) for n in range(len(axis.cells)))
            cells = tuple(
                c for c, b in zip(axis.cells, boxes, strict=True) if self._cases(b) != self.space.diagrams.never
            )
            found.append(replace(axis, cells=cells))
        return tuple(found)

    def _cases(self, box: Box) -> Node:
        return self.space.diagrams.both(self.valid, self.space.diagrams.box(box))

    def _region(self, box: Box) -> Region:
        told = self.space.diagrams
        constraints = tuple(
            Constraint(possible, tuple(c for n, c in enumerate(a.cells) if mask >> n & 1 and c in possible.cells))
            for a, possible, mask in zip(self.space.axes, self._possible, box, strict=True)
            if any(not mask >> n & 1 for n, c in enumerate(a.cells) if c in possible.cells)
        )
        point = told.witness(self.valid, box)
        facts = self.space.facts(point) if point else {}
        opening = {a.fact for a in self.space.axes[: self.first]}
        return Region(constraints, {k: v for k, v in facts.items() if k in opening})


class _Outside:
    """The value of a function where no case can be."""


OUTSIDE = _Outside()


def _where_valid(value: Hashable, can_be: bool) -> Hashable:
    return value if can_be else OUTSIDE
