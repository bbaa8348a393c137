"""Numbers in answers: read exactly, within bounds, never without end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.policy.field_types.kind import JsonSchema
from engine.policy.forms import Field

LARGEST = 10**15


def number_in(raw: Any) -> int | Decimal | None:
    """The number, whole where it can be, or None for anything else."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
        return None
    value = Decimal(str(raw)) if not isinstance(raw, int) else Decimal(raw)
    if not value.is_finite() or abs(value) >= LARGEST:
        return None
    return int(value) if value == value.to_integral_value() else value


def outside(f: Field, number: int | Decimal) -> str | None:
    """The code for a number beyond the bounds of its field, or None."""
    if f.at_least is not None and number < f.at_least:
        return "too-small"
    return "too-large" if f.at_most is not None and number > f.at_most else None


def number_schema(f: Field, word: str = "number", *, scale: int = 1) -> JsonSchema:
    """Numbers within the bounds of the field."""
    found: JsonSchema = {"type": word, "exclusiveMinimum": -LARGEST, "exclusiveMaximum": LARGEST}
    if f.at_least is not None:
        found["minimum"] = f.at_least * scale
    if f.at_most is not None:
        found["maximum"] = f.at_most * scale
    return found


def sample_number(f: Field) -> int:
    """A number within the bounds of the field."""
    if f.at_least is not None:
        return f.at_least
    return min(1, f.at_most) if f.at_most is not None else 1
