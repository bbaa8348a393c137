"""`address`: a division of the locality (its choices) and free words for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.policy.field_types.choosing import read_choice, sample_choice
from engine.policy.field_types.kind import FieldKind, JsonSchema
from engine.policy.field_types.wording import exact_schema, wrong_text
from engine.policy.forms import Field


def _wrong(f: Field, raw: Any) -> str | None:
    if not isinstance(raw, Mapping):
        return "wrong-type"
    division, rest = raw.get("division"), raw.get("rest")
    if not isinstance(division, str) or division not in f.offered():
        return "not-a-division"
    return None if rest is None else wrong_text(rest)


def _json(f: Field) -> JsonSchema:
    rest = {"anyOf": [{"type": "null"}, exact_schema()]}
    shape = {"division": {"enum": list(f.offered())}, "rest": rest}
    return {"type": "object", "properties": shape, "required": ["division"]}


def _kept(_: Field, raw: Any) -> Any:
    rest = (raw.get("rest") or "").strip()
    return {"division": raw["division"], **({"rest": rest} if rest else {})}


def _division(_: Field, raw: Any) -> str | None:
    division = raw.get("division") if isinstance(raw, Mapping) else None
    return division if isinstance(division, str) else None


def _read(f: Field, raw: Any, lang: str) -> str:
    named = read_choice(f, raw.get("division", ""), lang) if isinstance(raw, Mapping) else str(raw)
    return " ".join(part for part in (named, raw.get("rest") if isinstance(raw, Mapping) else None) if part)


KIND = FieldKind(
    "address", "choice", wrong=_wrong, value=_division, json=_json, kept=_kept, read=_read,
    sample=lambda f: {"division": sample_choice(f)}, entry="address",
)  # fmt: skip
