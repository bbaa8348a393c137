"""A number, typed; what is no number stays as it was typed, so that it can be mended."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from engine.policy.forms import Field
from engine.ui.fields import line
from engine.ui.fields.entry import Entry

_LONGEST = 30


def decimal_in(value: Any) -> Decimal | None:
    """The number that was typed, or None; a wide or narrow comma between thousands is dropped."""
    written = str(value).strip().replace(",", "").replace("，", "")
    try:
        found = Decimal(written) if len(written) <= _LONGEST else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def _read(_: Field, value: Any) -> Any:
    found = decimal_in(value)
    if found is None:
        return value
    return int(found) if found == found.to_integral_value() else float(found)


ENTRY = Entry(line.draw, read=_read)
