"""Whether what came in from outside can be looked at at all: plain JSON of a bearable size.

The Desk asks this before anything else, so that no page, script or mistake can make it stumble.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_WORD = 200
_MOST_VALUES = 5_000
_MOST_TEXT = 1_000_000
_DEEPEST = 8
_LARGEST = 10**15
_SHORTEST_REASON = 4


def is_word(value: object) -> bool:
    """An id, a name of an event, a token: a short text that can be printed."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_WORD and value.isprintable()


def are_words(values: object) -> bool:
    """A list of words."""
    return isinstance(values, (list, tuple)) and len(values) <= _MOST_VALUES and all(map(is_word, values))


def are_names(values: object) -> bool:
    """What files are called, by their ids."""
    return isinstance(values, Mapping) and is_plain(values) and all(isinstance(v, str) for v in values.values())


def is_text(value: object) -> bool:
    """A text that can be kept."""
    return isinstance(value, str) and is_plain(value)


def is_reason(value: object) -> bool:
    """Why somebody asks for what is put on record with its reason: a word or two at least."""
    return is_text(value) and len(str(value).strip()) >= _SHORTEST_REASON


def is_map(value: object) -> bool:
    """A map of answers that JSON can hold: texts as keys, not too deep, not too much."""
    return isinstance(value, Mapping) and is_plain(value)


def is_plain(value: object) -> bool:
    """Texts, numbers, yes and no, lists and maps, all of a bearable size."""
    waiting: list[tuple[object, int]] = [(value, 0)]
    values = text = 0
    while waiting:
        item, depth = waiting.pop()
        values += 1
        text += len(item) if isinstance(item, str) else 0
        if values > _MOST_VALUES or text > _MOST_TEXT or depth > _DEEPEST or not _fits(item):
            return False
        if isinstance(item, Mapping):
            waiting += [(part, depth + 1) for pair in item.items() for part in pair]
        elif isinstance(item, (list, tuple)):
            waiting += [(part, depth + 1) for part in item]
    return True


def _fits(item: object) -> bool:
    if isinstance(item, str):
        return not _UNWRITABLE.search(item)
    if isinstance(item, Mapping):
        return all(isinstance(key, str) for key in item)
    if isinstance(item, float):
        return math.isfinite(item)
    if isinstance(item, Decimal):
        return item.is_finite()
    if isinstance(item, int):
        return abs(item) < _LARGEST
    return item is None or isinstance(item, (list, tuple))
