"""A flowchart as SVG within a page: no script, no outside resource, a title and a description for screen readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import pairwise

from engine.printing.document import Flow
from engine.printing.flow_layout import LANE, PAD, WIDTH, Arrow, Box, Layout, Line, cuts, layout

_ROUND = 7.0
PAGE = 850.0
"""What a page holds beneath a heading, in pixels."""
_NAMED, _HIDDEN = 'role="img" aria-labelledby="flow-title flow-desc"', 'aria-hidden="true"'
"""The first part stands for the whole chart."""
_OPEN = (
    '<svg class="flow" role="img" aria-labelledby="flow-title flow-desc" viewBox="0 {top} {width} {height}"'
    ' style="max-width:{width}px" xmlns="http://www.w3.org/2000/svg">'
)
_LOOKS = (
    "text{font-family:'FONT';fill:#1c2733} .name{font-weight:600} .under{fill:#55636f} .sign{fill:#1f5f8b}"
    " .sign-back{fill:#9a5b13} .box{fill:#fff;stroke:#1f5f8b;stroke-width:1.3} .first{fill:#e4eef5;stroke-width:2.2}"
    " .last{fill:#eef3ea;stroke:#4d7330;stroke-width:2.2} .way{fill:none;stroke:#1f5f8b;stroke-width:1.3}"
    " .back{stroke:#9a5b13;stroke-dasharray:5 3} .tip{fill:#1f5f8b} .tip-back{fill:#9a5b13}"
)
_TIP = (
    '<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path class="{css}" d="M0 0L8 4L0 8z"/></marker>'
)


def flow_svg(flow: Flow) -> str:
    """The chart as `<svg>` elements one below the other, each no higher than a page: paper breaks between them and
    a screen shows one chart. The page they stand in says how they look."""
    plan = layout(flow)
    said = (
        f'<title id="flow-title">{escape(flow.title)}</title><desc id="flow-desc">{escape(flow.description)}</desc>',
    )
    parts = enumerate(pairwise(cuts(plan, PAGE)))
    return "\n".join(_svg(plan, top, bottom, () if n else said, n) for n, (top, bottom) in parts)


def flow_part(plan: Layout, top: float, bottom: float, font: str) -> str:
    """The chart from one height to another as a drawing of its own, with its looks inside."""
    return _svg(plan, top, bottom, (f"<style>{_LOOKS.replace('FONT', font)}</style>",))


def flow_width(plan: Layout) -> float:
    """How wide the chart is."""
    return _left(plan) + WIDTH + (plan.right + 1) * LANE + PAD


def _left(plan: Layout) -> float:
    return (plan.left + 1) * LANE + PAD


def _svg(plan: Layout, top: float, bottom: float, said: Iterable[str], number: int = 0) -> str:
    """One part; markers of every part but the first have a number, for names stand once in a page."""
    left = _left(plan)
    opened = _OPEN.format(width=_n(flow_width(plan)), top=_n(top), height=_n(bottom - top))
    tips = {"tip": f"tip{number or ''}", "tip-back": f"tip-back{number or ''}"}
    within = [b for b in plan.boxes if top <= b.top < bottom]
    passing = [a for a in plan.arrows if min(a.from_, a.to) < bottom and max(a.from_, a.to) > top]
    parts = [
        opened.replace(_NAMED, _HIDDEN) if number else opened,
        *said,
        f"<defs>{''.join(_TIP.format(name=name, css=css) for css, name in tips.items())}</defs>",
        *(_arrow(a, left, tips) for a in sorted(passing, key=lambda a: (a.side, a.from_, a.lane))),
        *(part for box in within for part in _box(box, left, plan)),
        "</svg>",
    ]
    return "\n".join(parts)


def _arrow(a: Arrow, left: float, tips: Mapping[str, str]) -> str:
    """Straight down, or out of the box, along the lane, and back into the other box."""
    if a.side == "down":
        x = left + WIDTH / 2
        return f'<path class="way" marker-end="url(#{tips["tip"]})" d="M{_n(x)} {_n(a.from_)}V{_n(a.to - 1)}"/>'
    right = a.side == "right"
    edge = left + WIDTH if right else left
    out = edge + (a.lane + 1) * LANE * (1 if right else -1)
    down = a.to > a.from_
    bend = _ROUND if right else -_ROUND
    turn = _ROUND if down else -_ROUND
    path = (
        f"M{_n(edge)} {_n(a.from_)}H{_n(out - bend)}Q{_n(out)} {_n(a.from_)} {_n(out)} {_n(a.from_ + turn)}"
        f"V{_n(a.to - turn)}Q{_n(out)} {_n(a.to)} {_n(out - bend)} {_n(a.to)}H{_n(edge + (1 if right else -1))}"
    )
    kind, tip = ("way", "tip") if right else ("way back", "tip-back")
    return f'<path class="{kind}" marker-end="url(#{tips[tip]})" d="{path}"/>'


def _box(box: Box, left: float, plan: Layout) -> Iterator[str]:
    kind = f"box {box.step.kind}"
    yield (
        f'<rect class="{kind}" x="{_n(left)}" y="{_n(box.top)}" width="{_n(WIDTH)}"'
        f' height="{_n(box.height)}" rx="8"/>'
    )  # fmt: skip
    x = left + PAD
    yield from (_text(line, x, "name") for line in box.title)
    yield from (_text(line, x, "under") for line in box.under)
    number = plan.boxes.index(box)
    for way, lines in zip(box.step.exits, box.exits, strict=True):
        sign = "↓" if way.to == number + 1 else "→" if way.to > number else "←"
        yield _text(Line(sign, lines[0].y, lines[0].size), x, "sign" if way.to > number else "sign sign-back")
        yield from (_text(line, x + 18, "exit") for line in lines)


def _text(line: Line, x: float, kind: str) -> str:
    return f'<text class="{kind}" x="{_n(x)}" y="{_n(line.y)}" font-size="{_n(line.size)}">{escape(line.text)}</text>'


def _n(number: float) -> str:
    """At most one decimal, so that the same chart is the same text everywhere."""
    return f"{number:.1f}".removesuffix(".0")
