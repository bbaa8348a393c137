"""Functions of facts as diagrams: each node asks one axis, each leaf holds a value.

Nodes are shared and reduced, so two functions are equal exactly when their nodes are the same one, and
nothing needs to be tried to know that two rule sets agree. A region is a function to True and False.
Axes are asked in one order, 0 first; a node is a plain number.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.regions.boxes import Box, Cells, bits

Node = int
Edges = tuple[tuple[int, Node], ...]
"""(cells, where they lead); the cells of a node's edges are all cells of its axis, each once."""
Open = tuple[tuple[int, Node], ...]
"""Numbered regions that may still hold."""


@dataclass
class Diagrams:
    """All diagrams over the same axes; `sizes` says how many cells each axis has."""

    sizes: Sequence[int]
    _level: list[int] = field(default_factory=list)
    _edges: list[Edges] = field(default_factory=list)
    _value: list[Any] = field(default_factory=list)
    _known: dict[object, Node] = field(default_factory=dict)
    _memo: dict[object, dict[object, Node]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.never, self.always = self.leaf(False), self.leaf(True)

    # ── making ───────────────────────────────────────────────────────
    def leaf(self, value: Hashable) -> Node:
        """The function that always gives this value."""
        return self._made((type(value), value), len(self.sizes), (), value)

    def node(self, axis: int, edges: Iterable[tuple[int, Node]]) -> Node:
        """What asks this axis first. Edges to the same node become one."""
        joined: dict[Node, int] = {}
        for mask, child in edges:
            if mask:
                joined[child] = joined.get(child, 0) | mask
        if len(joined) == 1:
            return next(iter(joined))
        pairs = tuple(sorted(((mask, child) for child, mask in joined.items()), key=lambda e: e[0] & -e[0]))
        return self._made((axis, pairs), axis, pairs, None)

    def cells(self, axis: int, mask: int) -> Node:
        """The region of these cells of an axis."""
        full = (1 << self.sizes[axis]) - 1
        return self.node(axis, ((mask & full, self.always), (full & ~mask, self.never)))

    def by_cell(self, axis: int, values: Sequence[Hashable]) -> Node:
        """The function that gives one value for each cell of an axis."""
        return self.node(axis, ((1 << n, self.leaf(v)) for n, v in enumerate(values)))

    def _made(self, key: object, level: int, edges: Edges, value: Any) -> Node:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self._level)
            self._level.append(level)
            self._edges.append(edges)
            self._value.append(value)
        return found

    # ── combining ────────────────────────────────────────────────────
    def joined(self, op: Callable[[Any, Any], Hashable], one: Node, other: Node) -> Node:
        """The function that gives `op` of what both give. `op` must be the same object for the same meaning."""
        memo = self._memo.setdefault(op, {})

        def walk(a: Node, b: Node) -> Node:
            found = memo.get((a, b))
            if found is None:
                found = memo[a, b] = self._step(op, a, b, walk)
            return found

        return walk(one, other)

    def _step(self, op: Callable[[Any, Any], Hashable], a: Node, b: Node, walk: Callable[[Node, Node], Node]) -> Node:
        axis = min(self._level[a], self._level[b])
        if axis == len(self.sizes):
            return self.leaf(op(self._value[a], self._value[b]))
        left, right = self._at(a, axis), self._at(b, axis)
        return self.node(axis, [(m & n, walk(x, y)) for m, x in left for n, y in right if m & n])

    def _at(self, node: Node, axis: int) -> Edges:
        return self._edges[node] if self._level[node] == axis else (((1 << self.sizes[axis]) - 1, node),)

    def mapped(self, op: Callable[[Any], Hashable], node: Node) -> Node:
        """The function that gives `op` of what this one gives."""
        memo: dict[Node, Node] = {}

        def walk(n: Node) -> Node:
            if n not in memo:
                axis = self._level[n]
                end = axis == len(self.sizes)
                memo[n] = (
                    self.leaf(op(self._value[n])) if end
                    else self.node(axis, [(m, walk(c)) for m, c in self._edges[n]])
                )  # fmt: skip
            return memo[n]

        return walk(node)

    def both(self, one: Node, other: Node) -> Node:
        """Where two regions hold."""
        return self._both(one, other, self._memo.setdefault("both", {}))

    def _both(self, a: Node, b: Node, memo: dict[object, Node]) -> Node:
        if a == b or b == self.always:
            return a
        if a == self.always:
            return b
        if self.never in (a, b):
            return self.never
        key = (a, b) if a < b else (b, a)
        found = memo.get(key)
        if found is None:
            axis = min(self._level[a], self._level[b])
            left, right = self._at(a, axis), self._at(b, axis)
            edges = [(m & n, self._both(x, y, memo)) for m, x in left for n, y in right if m & n]
            found = memo[key] = self.node(axis, edges)
        return found

    def no(self, node: Node) -> Node:
        """Where a region does not hold."""
        memo = self._memo.setdefault("no", {})
        if node not in memo:
            memo[node] = self.mapped(_opposite, node)
        return memo[node]

    def either(self, one: Node, other: Node) -> Node:
        """Where one of two regions holds, or both."""
        return self.no(self.both(self.no(one), self.no(other)))

    def less(self, one: Node, other: Node) -> Node:
        """Where the first region holds and the second does not."""
        return self.both(one, self.no(other))

    def together(
        self, nodes: Sequence[Node], op: Callable[[tuple[int, ...]], Hashable], *, first: bool = False
    ) -> Node:
        """The function that gives `op` of the numbers of the regions that hold, in their order.

        With `first` only the first that holds is of interest; those after it may be left out."""
        memo: dict[Open, Node] = {}

        def walk(open_: Open) -> Node:
            if first:
                sure = next((i for i, (_, n) in enumerate(open_) if n == self.always), len(open_))
                open_ = open_[: sure + 1]
            if open_ not in memo:
                axis = min((self._level[n] for _, n in open_), default=len(self.sizes))
                if axis == len(self.sizes):
                    memo[open_] = self.leaf(op(tuple(i for i, _ in open_)))
                else:
                    memo[open_] = self.node(axis, [(m, walk(s)) for m, s in self._split(open_, axis)])
            return memo[open_]

        return walk(tuple((i, n) for i, n in enumerate(nodes) if n != self.never))

    def _split(
        self, open_: tuple[tuple[int, Node], ...], axis: int
    ) -> Iterator[tuple[int, tuple[tuple[int, Node], ...]]]:
        """The cells of an axis by where they lead all nodes; regions that cannot hold any more drop out."""
        parts: list[tuple[int, Open]] = [((1 << self.sizes[axis]) - 1, ())]
        for i, n in open_:
            if self._level[n] != axis:
                parts = [(m, (*led, (i, n))) for m, led in parts]
            else:
                parts = [
                    (m & cells, led if child == self.never else (*led, (i, child)))
                    for m, led in parts for cells, child in self._edges[n] if m & cells
                ]  # fmt: skip
        return iter(parts)

    # ── asking ───────────────────────────────────────────────────────
    def after(self, node: Node, axis: int, cell: int) -> Node:
        """What is left of a function once an axis is known, if it asks that axis next."""
        if self._level[node] != axis:
            return node
        return next(child for mask, child in self._edges[node] if mask >> cell & 1)

    def value(self, node: Node, point: Cells) -> Any:
        """What the function gives at a point."""
        while self._level[node] < len(self.sizes):
            cell = point[self._level[node]]
            node = next(child for mask, child in self._edges[node] if mask >> cell & 1)
        return self._value[node]

    def values(self, node: Node) -> tuple[Any, ...]:
        """Everything that the function gives somewhere, each once, in the order of the cells."""
        seen: dict[Node, None] = {}
        ends: list[Any] = []
        waiting = [node]
        while waiting:
            n = waiting.pop()
            if n in seen:
                continue
            seen[n] = None
            if self._level[n] == len(self.sizes):
                ends.append(self._value[n])
            waiting += [child for _, child in reversed(self._edges[n])]
        return tuple(ends)

    def boxes(self, node: Node) -> Iterator[tuple[Box, Any]]:
        """Disjoint boxes that fill everything, each with what the function gives there."""
        full = tuple((1 << n) - 1 for n in self.sizes)

        def walk(n: Node, box: list[int]) -> Iterator[tuple[Box, Any]]:
            axis = self._level[n]
            if axis == len(self.sizes):
                yield tuple(box), self._value[n]
                return
            for mask, child in self._edges[n]:
                yield from walk(child, [*box[:axis], mask, *box[axis + 1 :]])

        return walk(node, list(full))

    def region(self, node: Node) -> tuple[Box, ...]:
        """Disjoint boxes of where a region holds."""
        return tuple(box for box, holds in self.boxes(node) if holds is True)

    def hull(self, node: Node) -> Box:
        """The smallest box that holds all of a region; empty on every axis where the region is."""
        full = [(1 << n) - 1 for n in self.sizes]
        found = [0] * len(self.sizes)
        seen: set[Node] = {self.never}
        waiting = [(0, node)]
        while waiting:
            after, n = waiting.pop()
            if n == self.never:
                continue
            for axis in range(after, self._level[n]):
                found[axis] = full[axis]
            if n not in seen:
                seen.add(n)
                for mask, child in self._edges[n]:
                    found[self._level[n]] |= mask if child != self.never else 0
                    waiting.append((self._level[n] + 1, child))
        return tuple(found)

    def witness(self, node: Node, inside: Box | None = None) -> Cells | None:
        """A point where the region holds, in the box if one is given: the lowest cells; None if there is none."""
        box = inside or tuple((1 << n) - 1 for n in self.sizes)
        dead: set[Node] = set()

        def walk(n: Node) -> dict[int, int] | None:
            axis = self._level[n]
            if axis == len(self.sizes):
                return {} if self._value[n] is True else None
            for mask, child in self._edges[n]:
                if mask & box[axis] and child not in dead:
                    found = walk(child)
                    if found is not None:
                        return {**found, axis: next(bits(mask & box[axis]))}
            dead.add(n)
            return None

        found = walk(node) if all(box) else None
        return None if found is None else tuple(found.get(i, next(bits(m))) for i, m in enumerate(box))

    def somewhere(self, node: Node, first: int) -> Node:
        """Where the region can hold whatever the axes from `first` on say: they are asked no more."""
        memo: dict[Node, Node] = {}

        def walk(n: Node) -> Node:
            if n not in memo:
                axis = self._level[n]
                if axis >= first:
                    memo[n] = self.never if n == self.never else self.always
                else:
                    memo[n] = self.node(axis, [(m, walk(c)) for m, c in self._edges[n]])
            return memo[n]

        return walk(node)

    def rest(self, node: Node, first: int) -> Node:
        """The function that gives, as a number, what is left to ask once the axes before `first` are known.

        Equal numbers mean that the same is left."""
        memo: dict[Node, Node] = {}

        def walk(n: Node) -> Node:
            if n not in memo:
                axis = self._level[n]
                edges = self._edges[n]
                memo[n] = self.leaf(n) if axis >= first else self.node(axis, [(m, walk(c)) for m, c in edges])
            return memo[n]

        return walk(node)

    def box(self, cells: Box) -> Node:
        """The region of one box."""
        found = self.always
        for axis in reversed(range(len(self.sizes))):
            full = (1 << self.sizes[axis]) - 1
            found = self.node(axis, ((cells[axis] & full, found), (full & ~cells[axis], self.never)))
        return found


def _opposite(holds: bool) -> bool:
    return not holds
