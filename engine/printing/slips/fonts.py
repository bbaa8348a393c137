"""Fonts for a PDF: which of the machine's fonts write Chinese, and whether they have every sign.

A sign without a glyph would print as an empty box; such a slip is refused with the signs named.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import typst
from fontTools.ttLib import TTFont

from engine.printing.slips.slip import CannotPrint

SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Songti SC", "SimSun")
SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimHei")
_REGULAR = 400


def font_pair() -> tuple[str, str]:
    """The families for text and for heads. Raises CannotPrint on a machine without Chinese fonts."""
    here = _faces()
    serif = next((f for f in SERIF if f in here), None)
    sans = next((f for f in SANS if f in here), None)
    if serif is None and sans is None:
        raise CannotPrint("no-font", fonts=f"{SERIF[0]}, {SANS[0]}")
    return serif or sans or "", sans or serif or ""


def check_glyphs(words: Iterable[str], families: Iterable[str]) -> None:
    """Every sign can be drawn in every family. Raises CannotPrint with those that cannot."""
    signs = {ord(c) for word in words for c in word if not c.isspace()}
    missing = set[int]().union(*(signs - _signs(f) for f in families))
    if missing:
        raise CannotPrint("no-glyph", signs=" ".join(f"{chr(c)} (U+{c:04X})" for c in sorted(missing)))


@cache
def _faces() -> dict[str, tuple[str, int]]:
    """Family → file and place in it, of the upright regular face."""
    found = typst.Fonts(include_embedded_fonts=False).fonts()
    plain = (f for f in found if f.path and f.style == "normal" and f.weight == _REGULAR)
    return {f.family: (str(f.path), int(f.index)) for f in plain}


@cache
def _signs(family: str) -> frozenset[int]:
    path, index = _faces()[family]
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())
