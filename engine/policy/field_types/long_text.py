"""`long-text`: several lines."""

from __future__ import annotations

from engine.policy.field_types.kind import FieldKind, words
from engine.policy.field_types.wording import MOST_LONG, text_schema, wrong_text

KIND = FieldKind(
    "long-text", "text", wrong=lambda _, raw: wrong_text(raw, MOST_LONG), value=words,
    json=lambda _: text_schema(MOST_LONG), sample=lambda _: "…", entry="paragraph", trimmed=True,
)  # fmt: skip
