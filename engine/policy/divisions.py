"""Administrative divisions by their codes: which lies in which is written in the code itself.

GB/T 2260 gives two digits each to province, city and county, and zeros to what is not said: 330282 lies
in 330200, and that in 330000. Towns have three digits more (330282003), villages three more again.
Choices that are no such code stand alone at the top. Pure; what there is comes from a form's choices.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice

_CODE = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}(?:[0-9]{3})?)?")
DEEPEST = 5
"""Province, city, county, town, village."""


def is_code(word: str) -> bool:
    """Whether a word is the code of a division.

    >>> is_code("330282003"), is_code("330282"), is_code("elsewhere"), is_code("33028")
    (True, True, False, False)
    """
    return bool(_CODE.fullmatch(word))


def above(code: str, known: Collection[str]) -> str | None:
    """The nearest division of those known that this one lies in.

    >>> above("429004", {"420000", "429004"})
    '420000'
    """
    if not is_code(code):
        return None
    upper = (code[:9], code[:6], f"{code[:4]}00", f"{code[:2]}0000")
    return next((c for c in upper if c != code and len(c) <= len(code) and c in known), None)


def inside(code: str | None, known: Collection[str]) -> tuple[str, ...]:
    """The divisions right below this one, in their order; without one, those at the top."""
    return tuple(c for c in known if above(c, known) == code)


def way_to(code: str, known: Collection[str]) -> tuple[str, ...]:
    """From the top down to the division, itself the last."""
    found = [code]
    while (upper := above(found[0], known)) is not None:
        found.insert(0, upper)
    return tuple(found)


def ends(known: Collection[str]) -> tuple[str, ...]:
    """The divisions in which no other lies: what an answer may be."""
    uppers = {above(c, known) for c in known}
    return tuple(c for c in known if c not in uppers)


def last_on_the_way(chosen: Collection[str | None], known: Collection[str]) -> str | None:
    """What was chosen step by step, as far as each lies in the one before."""
    found: str | None = None
    for code in islice(chosen, DEEPEST):
        if code is None or code not in known or above(code, known) != found:
            break
        found = code
    return found
