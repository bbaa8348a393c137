"""A form half filled in: the answers, and where the browser's widgets keep them.

Our own answers are the truth: Streamlit forgets the value of a widget that is not drawn. What is hidden
is forgotten, or kept for when the field shows again (`when_hidden: keep`), and never submitted.
"""

from __future__ import annotations

import copy
import secrets
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from engine.casework.desk import Opened
from engine.casework.files.attachments import named_in_answers
from engine.casework.files.drafted import DraftText, Sent
from engine.policy.forms import Field, Form
from engine.ui.fields.registry import NOT_DRAWN, mark_of, taken

ROW_ID = "$id"
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Filling:
    """`answers` is plain JSON as `engine.policy.answers` reads it; rows of a group carry `$id` too.

    `files` says of each file among them what it was called when it was sent here.
    `version` tells the widgets of one paper from those of the next that is written on the same page; `tried` is set
    when somebody tried to submit: from then on problems are shown. `drawn` are the fields of the last page. What
    was sent is kept no more; `lock` is held by whoever sends or keeps it, for the script of a second click runs
    beside that of the first. `saved` is what this window last kept or found kept, `window` tells it from others in
    which the same draft is open; `taken_at` is when the page that is being made began.
    """

    id: str
    form: str
    version: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Sent] = field(default_factory=dict)
    saved: DraftText = field(default_factory=DraftText)
    window: str = field(default_factory=lambda: secrets.token_hex(4))
    taken_at: datetime = NEVER
    tried: bool = False
    uploads: int = 0
    drawn: Mapping[str, Field] = field(default_factory=dict)
    sent: bool = False
    receipt: Opened | None = None
    lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def key(self, name: str, row: str | None = None) -> str:
        """The key of a widget that is no field's: form, version, draft, name and row."""
        return ".".join([self.form, self.version, self.id, name, *([row] if row else [])])

    def key_of(self, f: Field) -> str:
        """The key of a field's widget: it tells fields of another type or with other choices apart."""
        return ".".join([self.form, self.version + mark_of(f), self.id, f.key])

    def key_in(self, group: Field, f: Field, row: Mapping[str, Any]) -> str:
        """The same in a row of a group."""
        return ".".join([self.form, self.version + mark_of(f), self.id, f"{group.key}-{f.key}", row[ROW_ID]])

    def text(self) -> DraftText:
        """The answers as they are here and now."""
        return DraftText(copy.deepcopy(self.answers), dict(self.files))

    def is_empty(self) -> bool:
        """Whether nothing was entered yet; rows that are only there do not count."""
        return not any(has_content(v) for v in self.answers.values())

    def lost(self) -> frozenset[str]:
        """Files among the answers that this draft holds no more."""
        return named_in_answers(self.answers) - self.files.keys()

    def names(self) -> dict[str, str]:
        """What its files are called."""
        return {id_: sent.name for id_, sent in self.files.items() if sent.name}

    def to_submit(self) -> dict[str, Any]:
        """The answers without what only the page needs."""
        return {k: _without_ids(v) for k, v in self.answers.items() if v is not None}


def new_row() -> dict[str, Any]:
    """An empty row with an id of its own."""
    return {ROW_ID: secrets.token_hex(4)}


def collect(filling: Filling, fields: Mapping[str, Field], state: Mapping[Any, Any]) -> None:
    """Take over what the widgets hold; what is not drawn keeps its answer. What came from a page that was drawn
    from other fields comes first."""
    for drawn in (filling.drawn, fields):
        _take(filling, drawn, state)
    filling.drawn = fields


def _take(filling: Filling, fields: Mapping[str, Field], state: Mapping[Any, Any]) -> None:
    for f in fields.values():
        if f.type == "group":
            for row in rows(filling, f):
                _collect_row(filling, f, row, state)
        elif (answer := taken(state, filling.key_of(f), f)) is not NOT_DRAWN:
            filling.answers[f.key] = answer


def _collect_row(filling: Filling, group: Field, row: dict[str, Any], state: Mapping[Any, Any]) -> None:
    for f in group.fields.values():
        answer = taken(state, filling.key_in(group, f, row), f)
        if answer is not NOT_DRAWN:
            row[f.key] = answer


def forget_hidden(answers: dict[str, Any], fields: Mapping[str, Field], shown: Collection[str]) -> None:
    """Drop the answers of fields that do not show and are not to be kept."""
    for f in fields.values():
        if f.key not in shown and f.when_hidden == "clear":
            answers.pop(f.key, None)


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


def all_fields(form: Form) -> dict[str, Field]:
    """Top-level fields by key."""
    return {f.key: f for _, f in form.all_fields()}


def has_content(answer: Any) -> bool:
    """Whether something was entered; a row that is only there does not count."""
    if isinstance(answer, list):
        return any(has_content(v) for v in answer)
    if isinstance(answer, dict):
        return any(has_content(v) for k, v in answer.items() if k != ROW_ID)
    return answer is not None and answer != ""


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(v) for v in value]
    if isinstance(value, dict):
        return {k: v for k, v in value.items() if k != ROW_ID and v is not None}
    return value
