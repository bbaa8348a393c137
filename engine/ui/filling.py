"""A form half filled in: the answers, and where the browser's widgets keep them.

Our own answers are the truth: Streamlit forgets the value of a widget that is not drawn. What is hidden
is kept here, so that it is back when the field shows again, and never submitted.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.policy.forms import Field, Form

ROW_ID = "$id"


@dataclass
class Filling:
    """`answers` is plain JSON as `engine.policy.answers` reads it; rows of a group carry `$id` too.

    `tried` is set when somebody tried to submit: from then on problems are shown. `token` makes one
    submission one record, however often the button is pressed.
    """

    id: str
    form: str
    version: str
    answers: dict[str, Any] = field(default_factory=dict)
    saved: str = "{}"
    tried: bool = False
    uploads: int = 0
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def key(self, name: str, row: str | None = None) -> str:
        """The widget key: form, version, draft, field and row."""
        parts = [self.form, self.version, self.id, name, *([row] if row else [])]
        return ".".join(parts)

    def as_json(self) -> str:
        """The answers as they are kept."""
        return json.dumps(self.answers, ensure_ascii=False, sort_keys=True)

    def is_empty(self) -> bool:
        """Whether nothing was entered yet; rows that are only there do not count."""
        return not any(_has_content(v) for v in self.answers.values())

    def to_submit(self) -> dict[str, Any]:
        """The answers without what only the page needs."""
        return {k: _without_ids(v) for k, v in self.answers.items() if v is not None}


def new_row() -> dict[str, Any]:
    """An empty row with an id of its own."""
    return {ROW_ID: secrets.token_hex(4)}


def collect(filling: Filling, fields: Mapping[str, Field], state: Mapping[Any, Any]) -> None:
    """Take over what the widgets hold; what is not drawn keeps its answer."""
    for f in fields.values():
        if f.type == "group":
            for row in rows(filling, f):
                _collect_row(filling, f, row, state)
        elif f.type != "files" and filling.key(f.key) in state:
            filling.answers[f.key] = from_widget(f, state[filling.key(f.key)])


def _collect_row(filling: Filling, group: Field, row: dict[str, Any], state: Mapping[Any, Any]) -> None:
    for f in group.fields.values():
        key = filling.key(f"{group.key}-{f.key}", row[ROW_ID])
        if f.type != "files" and key in state:
            row[f.key] = from_widget(f, state[key])


def rows(filling: Filling, group: Field) -> list[dict[str, Any]]:
    """The rows of a group, each with its id, never fewer than the form asks for."""
    found = filling.answers.setdefault(group.key, [])
    for row in found:
        row.setdefault(ROW_ID, secrets.token_hex(4))
    least = group.repeats.at_least if group.repeats else 0
    while len(found) < least:
        found.append(new_row())
    return list(found)


def add_row(filling: Filling, group: str) -> None:
    """One more row at the end."""
    filling.answers.setdefault(group, []).append(new_row())


def drop_row(filling: Filling, group: str, row_id: str) -> None:
    """Without this row."""
    filling.answers[group] = [r for r in filling.answers.get(group, []) if r.get(ROW_ID) != row_id]


def seed(state: MutableMapping[Any, Any], key: str, f: Field, answer: Any) -> None:
    """Give a widget that is drawn for the first time the answer that we have."""
    value = to_widget(f, answer)
    if key not in state and value is not None:
        state[key] = value


def to_widget(f: Field, answer: Any) -> Any:
    """The value that the widget of a field holds for an answer."""
    if answer is None:
        return None
    if f.type == "date":
        return _date(answer)
    if f.type == "official":
        return str(answer.get("text", "")) if isinstance(answer, Mapping) else str(answer)
    if f.type == "yes-no":
        return answer if isinstance(answer, bool) else None
    return str(answer)


def from_widget(f: Field, value: Any) -> Any:
    """The answer that a widget's value means; None when nothing was entered."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()
    if f.type == "official":
        return {"text": str(value)}
    return value


def all_fields(form: Form) -> dict[str, Field]:
    """Top-level fields by key."""
    return {f.key: f for _, f in form.all_fields()}


def _date(answer: Any) -> date | None:
    try:
        return date.fromisoformat(str(answer))
    except ValueError:
        return None


def _has_content(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_content(v) for v in value)
    if isinstance(value, dict):
        return any(_has_content(v) for k, v in value.items() if k != ROW_ID)
    return value is not None and value != ""


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(v) for v in value]
    if isinstance(value, dict):
        return {k: v for k, v in value.items() if k != ROW_ID and v is not None}
    return value
