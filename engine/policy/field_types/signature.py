"""`signature`: a typed name and a tick that what stands above is right.

The moment is that of the event by which it was submitted: the Desk reads the clock and chains the
event, and what a browser says about time would be worth nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.policy.field_types.kind import FieldKind, JsonSchema
from engine.policy.field_types.wording import exact_schema, wrong_text
from engine.policy.forms import Field


def _wrong(_: Field, raw: Any) -> str | None:
    if not isinstance(raw, Mapping):
        return "wrong-type"
    name = raw.get("name")
    if not isinstance(name, str) or not name.strip() or raw.get("confirmed") is not True:
        return "not-signed"
    return wrong_text(name)


def _json(_: Field) -> JsonSchema:
    name = {"allOf": [exact_schema(), {"pattern": r"\S"}]}
    shape = {"name": name, "confirmed": {"const": True}}
    return {"type": "object", "properties": shape, "required": ["name", "confirmed"]}


def _name(raw: Any) -> str:
    return str(raw.get("name", "")) if isinstance(raw, Mapping) else ""


KIND = FieldKind(
    "signature", "yes-no", wrong=_wrong, json=_json,
    value=lambda _, raw: True if isinstance(raw, Mapping) and raw.get("confirmed") is True else None,
    sample=lambda _: {"name": "…", "confirmed": True},
    kept=lambda _, raw: {"name": raw["name"].strip(), "confirmed": True},
    read=lambda _, raw, lang: f"已确认：{_name(raw)}" if lang == "zh" else f"Confirmed: {_name(raw)}",
    entry="signature",
)  # fmt: skip
