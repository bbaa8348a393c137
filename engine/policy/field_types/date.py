"""`date`: a day that exists, `2026-03-01`."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from engine.policy.field_types.kind import FieldKind
from engine.policy.field_types.wording import END

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"


def days_pattern(dash: str = "-") -> str:
    """A pattern for every day from the year 1 to the year 9999."""
    long = "(?:0[13578]|1[02])" + dash + "(?:0[1-9]|[12][0-9]|3[01])"
    short = "(?:0[469]|11)" + dash + "(?:0[1-9]|[12][0-9]|30)"
    february = "02" + dash + "(?:0[1-9]|1[0-9]|2[0-8])"
    usual = f"(?!0000)[0-9]{{4}}{dash}(?:{long}|{short}|{february})"
    return f"(?:{usual}|{_LEAP}{dash}02{dash}29)"


def day_in(raw: Any) -> date | None:
    """The day that a text names, or None."""
    if not isinstance(raw, str) or not _ISO_DAY.fullmatch(raw):
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


KIND = FieldKind(
    "date", "date", wrong=lambda _, raw: None if day_in(raw) else "not-a-date", value=lambda _, raw: day_in(raw),
    json=lambda _: {"type": "string", "format": "date", "pattern": f"^{days_pattern()}{END}"},
    sample=lambda _: "2026-01-05", entry="day",
)  # fmt: skip
