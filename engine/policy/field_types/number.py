"""`number`: any number within `at_least` and `at_most`."""

from __future__ import annotations

from typing import Any

from engine.policy.field_types.kind import FieldKind
from engine.policy.field_types.numeric import number_in, number_schema, outside, sample_number
from engine.policy.forms import Field


def _wrong(f: Field, raw: Any) -> str | None:
    number = number_in(raw)
    return "not-a-number" if number is None else outside(f, number)


KIND = FieldKind(
    "number", "number", wrong=_wrong, value=lambda _, raw: number_in(raw), json=number_schema,
    sample=sample_number, entry="number",
)  # fmt: skip
