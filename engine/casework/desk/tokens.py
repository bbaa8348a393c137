"""Tokens: a click that comes twice is answered what it was answered the first time."""

from __future__ import annotations

import hashlib
import json


def key_of(kind: str, where: str, actor: str | None, what: str, token: str) -> str:
    """What a token is kept under: somebody else's, or one for something else, is another token."""
    return hashlib.sha256(json.dumps([kind, where, actor, what, token]).encode()).hexdigest()


def act_key(case_id: str, actor: str, event: str, token: str | None) -> str | None:
    """The key of an act's token; None when the act carries none."""
    return key_of("act", case_id, actor, event, token) if token else None
