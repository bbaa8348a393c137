"""`phone`: a mobile or landline number of the mainland, with or without +86, blanks or dashes."""

from __future__ import annotations

import re
from typing import Any

from engine.policy.field_types.kind import FieldKind, words
from engine.policy.field_types.wording import trimmed_schema, wrong_text
from engine.policy.forms import Field

_PAUSE = r"[ \-]?"
_COUNTRY = rf"(?:(?:\+|00)86{_PAUSE})?"
_MOBILE = rf"{_COUNTRY}1[3-9][0-9]{_PAUSE}[0-9]{{4}}{_PAUSE}[0-9]{{4}}"
_AREA = rf"(?:0|(?:\+|00)86{_PAUSE})(?:10|2[0-9]|[3-9][0-9]{{2}})"
_LANDLINE = rf"{_AREA}{_PAUSE}[2-9][0-9]{{6,7}}(?:-[0-9]{{1,6}})?"
PATTERN = f"{_MOBILE}|{_LANDLINE}"


def _wrong(_: Field, raw: Any) -> str | None:
    return wrong_text(raw) or (None if re.fullmatch(PATTERN, raw) else "not-a-phone")


KIND = FieldKind(
    "phone", "text", wrong=_wrong, value=words, json=lambda _: trimmed_schema(PATTERN),
    sample=lambda _: "13800000000", trimmed=True,
)  # fmt: skip
