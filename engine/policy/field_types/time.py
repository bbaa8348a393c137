"""`time`: a time of day, `09:30`."""

from __future__ import annotations

import re
from typing import Any

from engine.policy.field_types.kind import FieldKind, words
from engine.policy.field_types.wording import END
from engine.policy.forms import Field

_PATTERN = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"


def _wrong(_: Field, raw: Any) -> str | None:
    return None if isinstance(raw, str) and re.fullmatch(_PATTERN, raw) else "not-a-time"


KIND = FieldKind(
    "time", "text", wrong=_wrong, value=words, json=lambda _: {"type": "string", "pattern": f"^{_PATTERN}{END}"},
    sample=lambda _: "09:30", entry="hour",
)  # fmt: skip
