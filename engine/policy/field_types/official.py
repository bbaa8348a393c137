"""`official`: somebody or a unit of the body, in the words of whoever writes; a clerk links them later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.policy.field_types.kind import FieldKind, JsonSchema
from engine.policy.field_types.wording import exact_schema, text_schema, wrong_text
from engine.policy.forms import Field


def _wrong(_: Field, raw: Any) -> str | None:
    text = raw.get("text") if isinstance(raw, Mapping) else raw
    link = raw.get("link") if isinstance(raw, Mapping) else None
    if not isinstance(text, str) or not text.strip():
        return "wrong-type"
    return wrong_text(text) or (None if link is None else wrong_text(link))


def _kept(_: Field, raw: Any) -> Any:
    """Only the words and the link."""
    return {k: raw[k] for k in ("text", "link") if k in raw} if isinstance(raw, Mapping) else raw


def _words(raw: Any) -> str | None:
    text = raw.get("text") if isinstance(raw, Mapping) else raw
    return text if isinstance(text, str) else None


def _json(_: Field) -> JsonSchema:
    link = {"anyOf": [{"type": "null"}, exact_schema()]}
    named = {"allOf": [exact_schema(), {"pattern": r"\S"}]}
    shape = {"type": "object", "properties": {"text": named, "link": link}, "required": ["text"]}
    return {"anyOf": [text_schema(), shape]}


KIND = FieldKind(
    "official", "choice", wrong=_wrong, value=lambda _, raw: _words(raw), json=_json,
    sample=lambda _: "…", kept=_kept, read=lambda _, raw, __: _words(raw) or "", entry="official", trimmed=True,
    attributes=("office", "rank", "level"),
)  # fmt: skip
