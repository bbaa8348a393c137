"""`identity-number`: the citizen identity number of GB 11643-1999: province, birthday, check character.

It is identity: a field of this type is always kept sealed.
"""

from __future__ import annotations

import re
from typing import Any

from engine.policy.field_types.date import days_pattern
from engine.policy.field_types.kind import FieldKind, words
from engine.policy.field_types.wording import trimmed_schema, wrong_text
from engine.policy.forms import Field

_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
PATTERN = rf"{_PROVINCE}[0-9]{{4}}(?=(?:1[89]|20)){days_pattern('')}[0-9]{{3}}[0-9Xx]"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_character(first_17: str) -> str:
    """The last character that belongs to the first seventeen digits (ISO 7064, MOD 11-2).

    >>> check_character("11010519491231002")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def _wrong(_: Field, raw: Any) -> str | None:
    wrong = wrong_text(raw)
    if wrong:
        return wrong
    if not re.fullmatch(PATTERN, raw):
        return "not-an-identity-number"
    return None if check_character(raw[:17]) == raw[17].upper() else "identity-number-check"


KIND = FieldKind(
    "identity-number", "text", wrong=_wrong, value=words, json=lambda _: trimmed_schema(PATTERN),
    sample=lambda _: "11010519491231002X", kept=lambda _, raw: str(raw).upper(), trimmed=True,
    unsaid=("identity-number-check",),
)  # fmt: skip
