"""`contact`: a telephone number or an e-mail address."""

from __future__ import annotations

import re
from typing import Any

from engine.policy.field_types.kind import FieldKind, words
from engine.policy.field_types.wording import text_schema, trimmed_schema, wrong_text
from engine.policy.forms import Field

_PATTERN = r"\+?[0-9][0-9\- ]{5,19}|[^@\s]+@[^@\s]+\.[^@\s]+"
_CONTACT = re.compile(_PATTERN)


def _wrong(_: Field, raw: Any) -> str | None:
    return wrong_text(raw) or (None if _CONTACT.fullmatch(raw) else "not-a-contact")


KIND = FieldKind(
    "contact", "text", wrong=_wrong, value=words,
    json=lambda _: {"allOf": [text_schema(), trimmed_schema(_PATTERN)]},
    sample=lambda _: "13800000000", trimmed=True,
)  # fmt: skip
