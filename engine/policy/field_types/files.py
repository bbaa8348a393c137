"""`files`: ids of files that were uploaded before; `at_most` counts them."""

from __future__ import annotations

from typing import Any

from engine.policy.field_types.kind import FieldKind, JsonSchema
from engine.policy.field_types.wording import exact_schema, wrong_text
from engine.policy.forms import Field


def _wrong(f: Field, raw: Any) -> str | None:
    if not isinstance(raw, list) or any(wrong_text(x) for x in raw):
        return "wrong-type"
    return "too-many-files" if f.at_most is not None and len(raw) > f.at_most else None


def _json(f: Field) -> JsonSchema:
    return {"type": "array", "items": exact_schema(), **({} if f.at_most is None else {"maxItems": f.at_most})}


def _ids(_: Field, raw: Any) -> tuple[str, ...] | None:
    return tuple(map(str, raw)) if isinstance(raw, list) else None


KIND = FieldKind(
    "files", "text", wrong=_wrong, value=_ids, json=_json, sample=lambda _: ["0"],
    read=lambda _, raw, lang: f"{len(raw)} 份" if lang == "zh" else f"{len(raw)} file(s)", entry="files",
)  # fmt: skip
