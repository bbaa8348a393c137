"""A flowchart as pictures for a page of a given height, for formats that cannot draw: PNG, cut between two steps.

Where the machine has no font that writes Chinese there is no picture: the table beside it says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import typst

from engine.printing.document import Flow
from engine.printing.flow_layout import cuts, layout
from engine.printing.flow_svg import flow_part, flow_width
from engine.printing.slips.fonts import font_pair
from engine.printing.slips.slip import CannotPrint

_DOTS = 220.0
"""Dots per inch: as sharp as an office's printer shows."""
_LARGEST = 0.8
"""Points for each unit of the chart: its smallest words are set in ten points."""
_SOURCE = (
    "#set page(width: auto, height: auto, margin: 0pt)\n"
    '#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)'
)


@dataclass(frozen=True)
class Picture:
    """A PNG and how wide it is to be shown, in points."""

    png: bytes
    wide: float


def flow_pictures(flow: Flow, *, wide: float, high: float) -> tuple[Picture, ...]:
    """The chart from top to bottom in pictures of at most so many points; none without a font."""
    try:
        _, sans = font_pair()
    except CannotPrint:
        return ()
    plan = layout(flow)
    scale = min(wide / flow_width(plan), _LARGEST)
    return tuple(
        Picture(_drawn(flow_part(plan, top, bottom, sans), flow_width(plan) * scale), flow_width(plan) * scale)
        for top, bottom in pairwise(cuts(plan, high / scale))
    )


def _drawn(svg: str, wide: float) -> bytes:
    inputs = {"svg": svg, "width": f"{wide:.2f}"}
    made = typst.compile(_SOURCE.encode(), format="png", ppi=_DOTS, sys_inputs=inputs)
    return made if isinstance(made, bytes) else bytes(made[0] or b"")
