"""`yes-no`: true or false."""

from __future__ import annotations

from engine.policy.field_types.kind import FieldKind

KIND = FieldKind(
    "yes-no", "yes-no", wrong=lambda _, raw: None if isinstance(raw, bool) else "wrong-type",
    value=lambda _, raw: raw if isinstance(raw, bool) else None,
    json=lambda _: {"type": "boolean"}, sample=lambda _: True, entry="yes-no",
)  # fmt: skip
