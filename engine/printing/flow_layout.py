"""Where the boxes of a flowchart stand, and which lane each arrow takes.

Steps stand one below the other with their ways out listed inside, so that no two boxes and no two
labels can meet. An arrow to the very next step goes straight down; every other one leaves its line at
the right (onward) or the left (back) and runs in a lane that no other arrow uses at that height.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.printing.document import Exit, Flow, Step

WIDTH, LINE, PAD, GAP, LANE = 350.0, 18.0, 12.0, 30.0, 11.0
"""Narrow, so that the words are not too small where the chart is scaled to a telephone."""
TITLE_SIZE, UNDER_SIZE, EXIT_SIZE = 15.5, 13.0, 13.0
_INDENT, _APART = 18.0, 4.0
_WIDE = 0x2E80
Side = Literal["down", "right", "left"]


@dataclass(frozen=True)
class Line:
    """A line of text in a box at height `y`; `size` in pixels."""

    text: str
    y: float
    size: float


@dataclass(frozen=True)
class Box:
    """A step: its top, its height, its lines, and the height at which each of its ways out begins."""

    step: Step
    top: float
    height: float
    title: tuple[Line, ...]
    under: tuple[Line, ...]
    exits: tuple[tuple[Line, ...], ...]

    @property
    def bottom(self) -> float:
        """Where the box ends."""
        return self.top + self.height


@dataclass(frozen=True)
class Arrow:
    """From the height `from_` of one box to the height `to` of another; `lane` counts from the box outward."""

    side: Side
    from_: float
    to: float
    lane: int


@dataclass(frozen=True)
class Layout:
    """Boxes and arrows; `left` and `right` are the numbers of lanes on either side."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    left: int
    right: int
    height: float


def layout(flow: Flow) -> Layout:
    """The whole flowchart laid out."""
    boxes: list[Box] = []
    top = PAD
    for step in flow.steps:
        box = _box(step, top)
        boxes.append(box)
        top = box.bottom + GAP
    arrows = _arrows(tuple(boxes))
    count = {side: max((a.lane + 1 for a in arrows if a.side == side), default=0) for side in ("left", "right")}
    return Layout(tuple(boxes), arrows, count["left"], count["right"], top - GAP + PAD)


def cuts(plan: Layout, room: float) -> tuple[float, ...]:
    """Where the chart is cut so that no part is higher than there is room: in the middle between two steps."""
    found = [0.0]
    gaps = [box.bottom + GAP / 2 for box in plan.boxes[:-1]]
    for gap, after in zip(gaps, [*gaps[1:], plan.height], strict=True):
        if after - found[-1] > room:
            found.append(gap)
    return (*found, plan.height)


def wrapped(text: str, size: float, room: float) -> tuple[str, ...]:
    """The text in lines that fit: broken anywhere in Chinese, at blanks elsewhere."""
    lines, line, wide = [], "", 0.0
    for piece in _pieces(text):
        piece_wide = sum(_width(c, size) for c in piece)
        if line and wide + piece_wide > room:
            lines.append(line.rstrip())
            line, wide = "", 0.0
            piece = piece.lstrip()
            piece_wide = sum(_width(c, size) for c in piece)
        line, wide = line + piece, wide + piece_wide
    return (*lines, line.rstrip()) if line.strip() else tuple(lines)


def _pieces(text: str) -> list[str]:
    """What may not be torn apart: a Latin word with the blank before it; a Chinese sign with its full stop."""
    found: list[str] = []
    for c in text:
        closing = c in "，。、；：）》”？！"
        joins = found and (closing or (ord(c) < _WIDE and c != " " and ord(found[-1][-1]) < _WIDE))
        if joins:
            found[-1] += c
        else:
            found.append(c)
    return found


def _width(c: str, size: float) -> float:
    return size if ord(c) > _WIDE or c in "“”" else size * 0.56


def _box(step: Step, top: float) -> Box:
    room = WIDTH - 2 * PAD
    y = top + PAD
    title, y = _lines(step.title, TITLE_SIZE, room, y)
    under, y = _lines(step.under, UNDER_SIZE, room, y)
    exits = []
    for way in step.exits:
        lines, y = _lines(exit_text(way), EXIT_SIZE, room - _INDENT, y + 4)
        exits.append(lines)
    return Box(step, top, y - top + PAD, title, under, tuple(exits))


def exit_text(way: Exit) -> str:
    """What happens, and in brackets the condition."""
    return f"{way.label}（{way.condition}）" if way.condition else way.label


def _lines(text: str, size: float, room: float, y: float) -> tuple[tuple[Line, ...], float]:
    found = []
    for part in wrapped(text, size, room):
        found.append(Line(part, y + size * 0.85, size))
        y += max(LINE, size * 1.35)
    return tuple(found), y


def _arrows(boxes: tuple[Box, ...]) -> tuple[Arrow, ...]:
    wanted = []
    for i, box in enumerate(boxes):
        for way, lines in zip(box.step.exits, box.exits, strict=True):
            wanted.append((i, way.to, lines[0].y - EXIT_SIZE * 0.35))
    found: list[Arrow] = []
    for i, to, y in sorted(wanted, key=lambda w: (abs(w[1] - w[0]), w[0], w[2])):
        found.append(_arrow(i, to, y, boxes, found))
    return tuple(found)


def _arrow(i: int, to: int, y: float, boxes: tuple[Box, ...], others: list[Arrow]) -> Arrow:
    if to == i + 1:
        return Arrow("down", boxes[i].bottom, boxes[to].top, 0)
    side: Side = "right" if to > i else "left"
    end = boxes[to].top + PAD + 6 + 4 * sum(1 for a in others if a.side == side and _into(a, boxes[to])) % 16
    taken = {a.lane for a in others if a.side == side and _meet(a, y, end)}
    return Arrow(side, y, end, next(n for n in range(len(others) + 1) if n not in taken))


def _meet(a: Arrow, y: float, end: float) -> bool:
    """Whether an arrow between these heights would touch the other one in the same lane."""
    return min(a.from_, a.to) < max(y, end) + _APART and max(a.from_, a.to) > min(y, end) - _APART


def _into(a: Arrow, box: Box) -> bool:
    return box.top <= a.to <= box.bottom
