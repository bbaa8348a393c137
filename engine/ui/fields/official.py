"""An official or a unit in the writer's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.policy.forms import Field
from engine.ui.fields import line
from engine.ui.fields.entry import Entry


def _show(_: Field, answer: Any) -> str:
    return str(answer.get("text", "")) if isinstance(answer, Mapping) else str(answer)


ENTRY = Entry(line.draw, _show, read=lambda _, value: {"text": str(value)})
