"""`calculated`: worked out from other answers, never entered (`engine.policy.calculations`)."""

from __future__ import annotations

from typing import Any

from engine.policy.field_types.kind import FieldKind
from engine.policy.field_types.numeric import number_in
from engine.policy.forms import Field


def _read(_: Field, raw: Any, __: str) -> str:
    return str(raw)


KIND = FieldKind(
    "calculated", "number", wrong=lambda _, __: "wrong-type", value=lambda _, raw: number_in(raw),
    json=lambda _: {"not": {}}, sample=lambda _: None, read=_read, entry="calculated", answered=False,
)  # fmt: skip
