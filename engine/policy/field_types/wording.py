"""Text as an answer: how long, which characters, and the same said as a pattern.

Patterns are read alike by Python and by ECMAScript: digits are `[0-9]`, and `END` is the very end.
"""

from __future__ import annotations

import re
from typing import Any

from engine.policy.field_types.kind import JsonSchema

MOST = 500
MOST_LONG = 20_000
END = r"(?![\s\S])"
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
"""Half a character and the null have no place in UTF-8 or in a database."""
_SPECIAL = re.compile(r"[\\^$.*+?()\[\]{}|/]")


def wrong_text(raw: Any, most: int = MOST) -> str | None:
    """The code of what is wrong with a text, or None."""
    if not isinstance(raw, str):
        return "wrong-type"
    if len(raw) > most:
        return "too-long-text"
    return "bad-character" if _UNWRITABLE.search(raw) else None


def text_schema(most: int = MOST) -> JsonSchema:
    """Texts of at most so many characters between the blanks around them."""
    return {"type": "string", "pattern": rf"^\s*[^\u0000\ud800-\udfff]{{0,{most}}}\s*{END}"}


def exact_schema() -> JsonSchema:
    """Texts of which nothing is trimmed."""
    return {"type": "string", "maxLength": MOST, "pattern": rf"^[^\u0000\ud800-\udfff]*{END}"}


def trimmed_schema(pattern: str) -> JsonSchema:
    """Texts that match between the blanks around them."""
    return {"type": "string", "pattern": rf"^\s*(?:{pattern})\s*{END}"}


def literally(text: str) -> str:
    """A pattern for just this text."""
    return _SPECIAL.sub(lambda m: "\\" + m[0], text)
