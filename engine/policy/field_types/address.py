"""`address`: a division of the locality (its choices) and free words for the rest.

Where the choices are codes of administrative divisions, an answer names one in which no other lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.policy.divisions import ends, way_to
from engine.policy.field_types.choosing import read_choice
from engine.policy.field_types.kind import FieldKind, JsonSchema
from engine.policy.field_types.wording import exact_schema, wrong_text
from engine.policy.forms import Field


def _wrong(f: Field, raw: Any) -> str | None:
    if not isinstance(raw, Mapping):
        return "wrong-type"
    division, rest = raw.get("division"), raw.get("rest")
    if not isinstance(division, str) or division not in f.offered():
        return "not-a-division"
    if division not in ends(f.offered()):
        return "division-not-whole"
    return None if rest is None else wrong_text(rest)


def _json(f: Field) -> JsonSchema:
    rest = {"anyOf": [{"type": "null"}, exact_schema()]}
    shape = {"division": {"enum": list(ends(f.offered()))}, "rest": rest}
    return {"type": "object", "properties": shape, "required": ["division"]}


def _kept(_: Field, raw: Any) -> Any:
    rest = (raw.get("rest") or "").strip()
    return {"division": raw["division"], **({"rest": rest} if rest else {})}


def _division(_: Field, raw: Any) -> str | None:
    division = raw.get("division") if isinstance(raw, Mapping) else None
    return division if isinstance(division, str) else None


def _read(f: Field, raw: Any, lang: str) -> str:
    """From the largest down, as it is written on a letter in Chinese; from the smallest up in English."""
    if not isinstance(raw, Mapping):
        return str(raw)
    names = [read_choice(f, code, lang) for code in way_to(str(raw.get("division", "")), f.choices)]
    rest = raw.get("rest") or ""
    if lang == "zh":
        return " ".join(part for part in ("".join(names), rest) if part)
    return ", ".join(part for part in (rest, *reversed(names)) if part)


def _sample(f: Field) -> dict[str, str]:
    return {"division": next(iter(ends(f.offered())), "…")}


KIND = FieldKind(
    "address", "choice", wrong=_wrong, value=_division, json=_json, kept=_kept, read=_read, sample=_sample,
    entry="address",
)  # fmt: skip
