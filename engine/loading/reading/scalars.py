"""What an unquoted word of a file means.

YAML 1.2 core scalars, narrowed: true, false, null, whole and decimal numbers. Everything else stays
text: `on`, `no`, `007`, `12:30`, `2020-07-06`, `0x1F`, `1e3`.
"""

from __future__ import annotations

import re
from decimal import Decimal

Scalar = str | int | Decimal | bool | None
_WORDS: dict[str, bool | None] = {
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}", re.ASCII)


def plain_scalar(word: str) -> Scalar:
    """The value of an unquoted word; digits beyond eighteen stay text, so that none is lost.

    >>> plain_scalar("007"), plain_scalar("12"), plain_scalar("no"), plain_scalar("1.50")
    ('007', 12, 'no', Decimal('1.50'))
    """
    if word in _WORDS:
        return _WORDS[word]
    if _WHOLE.fullmatch(word):
        return int(word)
    return Decimal(word) if _DECIMAL.fullmatch(word) else word
