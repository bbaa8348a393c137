"""`group`: rows of fields, `repeats` times. The rows are judged by `engine.policy.answers`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.policy.conditions import Row, Value
from engine.policy.field_types.kind import FieldKind, JsonSchema
from engine.policy.field_types.registry import fact_of, kind_of
from engine.policy.forms import Field


def _wrong(_: Field, raw: Any) -> str | None:
    fine = isinstance(raw, list) and all(isinstance(r, Mapping) for r in raw)
    return None if fine else "wrong-type"


def _value(f: Field, raw: Any) -> tuple[Row, ...] | None:
    return tuple(_row(f, r) for r in raw if isinstance(r, Mapping)) if isinstance(raw, list) else None


def _row(group: Field, raw: Mapping[str, Any]) -> Row:
    out: dict[str, Value] = {}
    for f in group.fields.values():
        value = fact_of(f, raw.get(f.key))
        if value is not None:
            out[f.key] = value
    return out


def _json(f: Field) -> JsonSchema:
    bounds = {"minItems": f.repeats.at_least, "maxItems": f.repeats.at_most} if f.repeats else {}
    return {"type": "array", "items": {"type": "object"}, **bounds}


def _sample(f: Field) -> list[dict[str, Any]]:
    return [{g.key: kind_of(g).sample(g) for g in f.fields.values() if g.required}]


KIND = FieldKind("group", "group", wrong=_wrong, value=_value, json=_json, sample=_sample, entry="group")
