"""What people typed, made fit for paper: no invisible signs, one thought a line, short lines two abreast."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import takewhile

HALF_A_CELL = 13.5
"""How many Chinese signs stand in half the width of a value's cell, in the size of tables."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
"""Control, format, half a pair, no character at all, and signs that only one machine knows."""
_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n") | {"\t": " "})
_NARROW = 0.55


def lines_of(words: str) -> tuple[str, ...]:
    """The lines of a text without what cannot be seen; blank ones and indents by hand are left out.

    >>> lines_of("　　经查，\\r\\n\\r\\n属实\\u200b。")
    ('经查，', '属实。')
    """
    lines = words.replace("\r\n", "\n").translate(_BREAKS).split("\n")
    return tuple(line for line in (_seen(line).strip() for line in lines) if line)


def on_one_line(words: str) -> str:
    """The same as one line."""
    return " ".join(lines_of(words))


def two_abreast(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines of label and answer, in order: two that follow one another and are short share a line, a tab between them.

    >>> two_abreast(["来源：来访", "疑难：否", "经过：夜间施工噪声扰民已经一个月"])
    ('来源：来访\\t疑难：否', '经过：夜间施工噪声扰民已经一个月')
    """
    return tuple(_paired(tuple(lines)))


def _paired(lines: tuple[str, ...]) -> Iterator[str]:
    while lines:
        short = tuple(takewhile(lambda line: _width(line) <= HALF_A_CELL, lines[:2]))
        yield "\t".join(short) if short else lines[0]
        lines = lines[max(len(short), 1) :]


def _seen(line: str) -> str:
    """Without signs that draw nothing, and without those that only choose a variant of the one before."""
    return "".join(c for c in line if unicodedata.category(c) not in _UNSEEN and not _is_selector(c))


def _is_selector(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def _width(line: str) -> float:
    return sum(1 if unicodedata.east_asian_width(c) in "WFA" else _NARROW for c in line)
