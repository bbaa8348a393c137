"""Fonts for a PDF: which of the machine's fonts write Chinese, and whether they have every sign.

A sign that the pair lacks (a name in Uyghur letters) is drawn in another font of the machine that has it. One that no
font has would print as an empty box; such a slip is refused with the signs named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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


def faces_for(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Families for `text` and for `heads`, the first that has a sign draws it: the pair, and where it lacks a sign,
    others of this machine that have it. Raises CannotPrint with the signs that none has."""
    serif, sans = font_pair()
    missing = {ord(c) for word in words for c in word if not c.isspace()} - _signs(serif) - _signs(sans)
    helpers = list[str]()
    others = tuple(_others(serif, sans)) if missing else ()
    while missing:
        helpers.append(_best_for(frozenset(missing), others))
        missing -= _signs(helpers[-1])
    return {"text": (serif, sans, *helpers), "heads": (sans, serif, *helpers)}


def is_common(words: Iterable[str]) -> bool:
    """Whether all signs are of the national set GBK, which Chinese fonts have: no font need be read to know."""
    try:
        "".join(words).encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _others(*pair: str) -> Iterator[str]:
    """Families in other files than the pair's: its sisters there have hardly a sign that it lacks."""
    files = {_faces()[family][0] for family in pair}
    for family, (path, _) in _faces().items():
        if path not in files and "lastresort" not in family.replace(" ", "").lower():  # that one draws boxes
            yield family


def _best_for(missing: frozenset[int], families: Iterable[str]) -> str:
    """The family that has most of these signs. Raises CannotPrint with all of them where none has any."""
    best = max(families, key=lambda f: (len(missing & _signs(f)), "Mono" not in f, f), default=None)
    if best is None or not missing & _signs(best):
        raise CannotPrint("no-glyph", signs=" ".join(_named(c) for c in sorted(missing)))
    return best


def _named(code: int) -> str:
    return f"{chr(code)} (U+{code:04X})"


@cache
def _faces() -> dict[str, tuple[str, int]]:
    """Family → file and place in it, of the upright regular face of normal width."""
    found = typst.Fonts(include_embedded_fonts=False).fonts()
    plain = (f for f in found if f.path and f.style == "normal" and f.weight == _REGULAR and f.stretch == 1)
    return {f.family: (str(f.path), int(f.index)) for f in plain}


@cache
def _signs(family: str) -> frozenset[int]:
    path, index = _faces()[family]
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())
