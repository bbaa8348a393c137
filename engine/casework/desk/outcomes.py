"""What the Desk answers when it did something, and a case as it is handed to somebody who may see it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.casework.case import Case
from engine.casework.events import CaseEvent
from engine.policy.definitions import RuleSet


@dataclass(frozen=True)
class Opened:
    """A case began: its id, its number, and the follow-up code (told once, kept only as a hash)."""

    case: str
    number: str
    code: str


@dataclass(frozen=True)
class Acted:
    """An act was done; the case afterwards."""

    case: Case


@dataclass(frozen=True)
class CaseFile:
    """All that somebody on the case may look at."""

    case: Case
    number: str
    events: tuple[CaseEvent, ...]
    ruleset: RuleSet
    may_unseal: bool
