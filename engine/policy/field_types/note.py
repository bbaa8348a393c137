"""`note`: text that is shown and asks nothing; its label is the heading, its help the text."""

from __future__ import annotations

from engine.policy.field_types.kind import FieldKind

KIND = FieldKind(
    "note", "text", wrong=lambda _, __: "wrong-type", value=lambda _, __: None, json=lambda _: {"not": {}},
    sample=lambda _: None, entry="note", answered=False,
)  # fmt: skip
