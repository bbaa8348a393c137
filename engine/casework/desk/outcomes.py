"""What the Desk answers when it did something, and a case as it is handed to somebody who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.casework.acts.actions import Action
from engine.casework.case import Case
from engine.casework.events import CaseEvent
from engine.casework.ports import CaseRow, ClockRow
from engine.policy.calendar import Calendar
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory

TOLD_AGAIN = timedelta(minutes=10)
"""So long what was told once is told again to whom it was told, for it may be lost on the way."""


@dataclass(frozen=True)
class Opened:
    """A case began: its id, its number, and the follow-up code (told once, kept only as a hash), which is empty
    where it was told before and is not told again. `otherwise` is whether it had begun before under the same token,
    and by other words than those that came now, which are kept nowhere. Sealed answers are not compared."""

    case: str
    number: str
    code: str
    otherwise: bool = False


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
    may_renew_code: bool = False


@dataclass(frozen=True)
class Sight:
    """What a person looks by, read once for one look around and kept no longer: the present instant, and who
    is who in the locality. Only looking takes it; whoever acts is judged by what is in the store then."""

    locality: str
    directory: Directory
    at: datetime


@dataclass(frozen=True)
class Looked:
    """A case as somebody who is on it looks at it at one moment: what is on file, its line in lists, its
    clocks, what this person may do, and by which directory and calendar; each read once."""

    file: CaseFile
    row: CaseRow
    clocks: tuple[ClockRow, ...]
    offered: tuple[Action, ...]
    directory: Directory
    calendar: Calendar
    at: datetime
