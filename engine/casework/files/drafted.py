"""The text of a draft, before it is sealed: the answers, who typed them when, and its files with what each was
called and when it was sent.

A draft holds a file as long as it is kept itself; what it does not tell is lost to it, also where others have the
same content. So nobody learns from a draft that was left lying whether its files are known elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from engine.casework.files.attachments import named_in_answers
from engine.casework.ports import Vault
from engine.errors import EngineError

SEALED_AS: Final = "draft"
"""The place that drafts are bound to, beside their id."""
GRACE: Final = timedelta(days=1)
"""How long an upload stays that nothing refers to: somebody may just be about to file it."""

_FILES, _TYPED = "$files", "$typed"


@dataclass(frozen=True)
class Sent:
    """What somebody called a file, and when they sent it; None from before drafts said so."""

    name: str
    at: datetime | None = None


@dataclass(frozen=True)
class Typed:
    """Which window an answer was typed in, and when that window's page began to take it."""

    at: datetime
    window: str


@dataclass(frozen=True)
class DraftText:
    """`answers` by field, `files` by id, `typed` by field where it is known."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Sent] = field(default_factory=dict)
    typed: Mapping[str, Typed] = field(default_factory=dict)


def written(draft: DraftText) -> str:
    """The text of a draft."""
    files = {id_: [sent.name, sent.at and sent.at.isoformat()] for id_, sent in draft.files.items()}
    told: dict[str, Any] = {_FILES: files} if files or named_in_answers(draft.answers) else {}
    if draft.typed:
        told[_TYPED] = {key: [typed.at.isoformat(), typed.window] for key, typed in draft.typed.items()}
    return json.dumps({**draft.answers, **told}, ensure_ascii=False, sort_keys=True)


def read(text: str) -> DraftText:
    """What such a text says; one of an older version names its files by their ids alone."""
    answers: dict[str, Any] = json.loads(text)
    typed = {key: Typed(datetime.fromisoformat(at), where) for key, (at, where) in answers.pop(_TYPED, {}).items()}
    told = answers.pop(_FILES, None)
    if told is None:
        return DraftText(answers, {id_: Sent("") for id_ in named_in_answers(answers)}, typed)
    files = {id_: Sent(name, at and datetime.fromisoformat(at)) for id_, (name, at) in told.items()}
    return DraftText(answers, files, typed)


def still_held(files: Mapping[str, Sent], kept: str | None, now: datetime) -> dict[str, Sent]:
    """Those of these files that the draft still holds: its text as it is `kept` tells them, or they were sent a
    short while ago."""
    held = read(kept).files if kept is not None else {}
    return {id_: s for id_, s in files.items() if id_ in held or (s.at is not None and now - s.at <= GRACE)}


def in_drafts(drafts: Iterable[tuple[str, bytes]], vault: Vault) -> frozenset[str]:
    """What any of these drafts (id and ciphertext) names."""
    return frozenset().union(*(_in_draft(id_, sealed, vault) for id_, sealed in drafts))


def _in_draft(id_: str, sealed: bytes, vault: Vault) -> frozenset[str]:
    """One that cannot be opened is nobody's any more, its page shows it to nobody."""
    try:
        draft = read(vault.open(sealed, case=id_, name=SEALED_AS))
        return named_in_answers(draft.answers) & draft.files.keys()
    except (EngineError, ValueError, TypeError, AttributeError):
        return frozenset()
