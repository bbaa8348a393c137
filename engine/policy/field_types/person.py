"""`person`: the name of somebody, one line."""

from __future__ import annotations

from engine.policy.field_types.kind import FieldKind, words
from engine.policy.field_types.wording import text_schema, wrong_text

KIND = FieldKind(
    "person", "text", wrong=lambda _, raw: wrong_text(raw), value=words, json=lambda _: text_schema(),
    sample=lambda _: "…", trimmed=True,
)  # fmt: skip
