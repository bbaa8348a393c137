"""Files in a draft: with its answers it keeps what each was called and when it was sent, sealed as they are.

A draft holds a file as long as it is kept itself; what it does not tell is lost to it, also where others have the
same content. So nobody learns from a draft that was left lying whether its files are known elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from engine.casework.files.attachments import named_in_answers
from engine.casework.ports import Vault
from engine.errors import EngineError

SEALED_AS: Final = "draft"
"""The place that drafts are bound to, beside their id."""
GRACE: Final = timedelta(days=1)
"""How long an upload stays that nothing refers to: somebody may just be about to file it."""

_FILES = "$files"


@dataclass(frozen=True)
class Sent:
    """What somebody called a file, and when they sent it; None from before drafts said so."""

    name: str
    at: datetime | None = None


def written(answers: Mapping[str, Any], files: Mapping[str, Sent]) -> str:
    """The text of a draft."""
    told = {id_: [sent.name, sent.at and sent.at.isoformat()] for id_, sent in files.items()}
    also = {_FILES: told} if told or named_in_answers(answers) else {}
    return json.dumps({**answers, **also}, ensure_ascii=False, sort_keys=True)


def read(text: str) -> tuple[dict[str, Any], dict[str, Sent]]:
    """Answers and files of such a text; one of an older version names its files by their ids alone."""
    answers: dict[str, Any] = json.loads(text)
    told = answers.pop(_FILES, None)
    if told is None:
        return answers, {id_: Sent("") for id_ in named_in_answers(answers)}
    return answers, {id_: Sent(name, at and datetime.fromisoformat(at)) for id_, (name, at) in told.items()}


def still_held(files: Mapping[str, Sent], kept: str | None, now: datetime) -> dict[str, Sent]:
    """Those of these files that the draft still holds: its text as it is `kept` tells them, or they were sent a
    short while ago."""
    held = read(kept)[1] if kept is not None else {}
    return {id_: s for id_, s in files.items() if id_ in held or (s.at is not None and now - s.at <= GRACE)}


def in_drafts(drafts: Iterable[tuple[str, bytes]], vault: Vault) -> frozenset[str]:
    """What any of these drafts (id and ciphertext) names."""
    return frozenset().union(*(_in_draft(id_, sealed, vault) for id_, sealed in drafts))


def _in_draft(id_: str, sealed: bytes, vault: Vault) -> frozenset[str]:
    """One that cannot be opened is nobody's any more, its page shows it to nobody."""
    try:
        answers, files = read(vault.open(sealed, case=id_, name=SEALED_AS))
        return named_in_answers(answers) & files.keys()
    except (EngineError, ValueError, TypeError, AttributeError):
        return frozenset()
