"""`choices`: any number of a list, each once; `at_least` and `at_most` count them."""

from __future__ import annotations

from typing import Any

from engine.policy.field_types.choosing import read_choice, sample_choice
from engine.policy.field_types.kind import FieldKind, JsonSchema
from engine.policy.forms import Field


def _wrong(f: Field, raw: Any) -> str | None:
    if not isinstance(raw, list) or not all(isinstance(x, str) for x in raw):
        return "wrong-type"
    if any(x not in f.offered() for x in raw):
        return "not-a-choice"
    if len(set(raw)) < len(raw):
        return "chosen-twice"
    if f.at_least is not None and len(raw) < f.at_least:
        return "too-few-choices"
    return "too-many-choices" if f.at_most is not None and len(raw) > f.at_most else None


def _json(f: Field) -> JsonSchema:
    bounds = {"minItems": f.at_least, "maxItems": f.at_most}
    return {
        "type": "array", "items": {"enum": list(f.offered())}, "uniqueItems": True,
        **{k: n for k, n in bounds.items() if n is not None},
    }  # fmt: skip


def _read(f: Field, raw: Any, lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(read_choice(f, x, lang) for x in raw)


def _sample(f: Field) -> list[str]:
    return list(f.offered())[: max(1, f.at_least or 1)] or [sample_choice(f)]


KIND = FieldKind(
    "choices", "choices", wrong=_wrong,
    value=lambda _, raw: tuple(map(str, raw)) if isinstance(raw, list) else None, json=_json,
    sample=_sample, read=_read,
    entry="choices",
)  # fmt: skip
