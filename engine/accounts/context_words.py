"""Words that somebody who knows the office would try in a password, and that none may therefore hold.

They are: the sign-in name, the person's id and name, the locality's id and the names of its body, and the
product's own words. The list is printed in docs/threat-model.md; change both together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

OF_THE_PRODUCT = frozenset({"bihuan", "闭环", "信访", "xinfang", "纪检", "密码", "mima", "password"})
_COMMON = frozenset({"city", "county", "district", "town", "township", "office", "discipline", "organ", "the"})
"""Words of a body's English name that say nothing about which body it is."""
_PLACE = re.compile(r"(?P<place>\w{2,}?)(?:街道|[镇乡县区市省州盟旗])")
_SHORTEST_LATIN, _SHORTEST = 3, 2


def context_words(*names: str) -> frozenset[str]:
    """The words in names of persons and bodies, spelled without case.

    >>> sorted(context_words("青石街道", "Qingshi sub-district"))
    ['qingshi', '青石', '青石街道']
    """
    parts = [part for name in names for part in re.findall(r"\w+", name.casefold())]
    places = [found["place"] for part in parts if (found := _PLACE.match(part))]
    return frozenset(word for word in (*parts, *places) if _tells(word))


def held(password: str, words: Iterable[str]) -> bool:
    """Whether one of the words, or one of the product's, stands in the password."""
    plain = password.casefold()
    return any(word in plain for word in (*words, *OF_THE_PRODUCT))


def _tells(word: str) -> bool:
    shortest = _SHORTEST_LATIN if word.isascii() else _SHORTEST
    return len(word) >= shortest and word not in _COMMON and word != "sub"
