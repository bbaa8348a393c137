"""Notices (通知): what the outbox holds, handed out person by person, with the fate of each mail about it.

An outbox row names units and persons; a `Notice` is for one person. It is read in the app by that
person, and a mail about it may go out. Nobody who is recused from the case, or not on it, is shown one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from engine.casework.ports import CaseRow, OutboxRow

MailState = Literal["none", "waiting", "sent", "failed"]
"""`none`: no mail was asked for; `waiting`: to be sent, or to be tried again; `failed`: given up."""


@dataclass(frozen=True)
class Notice:
    """One outbox row for one person. `data` holds keys of the rules, never words of the complaint.

    `tries` counts the mails tried so far, `next_try` is when the next may be, `fault` why the last failed.
    """

    key: str
    locality: str
    person: str
    case: str
    kind: str
    data: Mapping[str, Any]
    at: datetime
    mail: MailState = "none"
    read: datetime | None = None
    tries: int = 0
    next_try: datetime | None = None
    sent: datetime | None = None
    fault: str = ""


@dataclass(frozen=True)
class MailAddress:
    """Where a person of the directory asked to be written to, and in which language."""

    locality: str
    person: str
    address: str
    lang: str = "zh"


class Notices(Protocol):
    """The part of the store that delivery needs; see `engine.casework.ports.Store` for the rest."""

    def hand_out(self, out: OutboxRow, notices: Sequence[Notice], at: datetime) -> bool:
        """Note that an outbox row was handed out, and keep its notices, in one transaction. False, and
        nothing written, when another process was first."""

    def notices(self, locality: str, person: str, *, limit: int) -> tuple[tuple[Notice, CaseRow], ...]:
        """The newest notices of cases that this person may see now, newest first, each with its case."""

    def note_read(self, locality: str, person: str, shown: Sequence[str], at: datetime) -> int:
        """Mark those notices of a person as read that were shown (by key); how many were not. The first
        reading counts; what came meanwhile stays unread."""

    def claim_mail(self, at: datetime, until: datetime) -> Notice | None:
        """The mail that has waited longest of those whose time has come, one try counted, kept from
        others `until` then. A sender that dies is followed by another after that."""

    def settle_mail(self, notice: Notice) -> None:
        """Keep the fate of a claimed mail: state, next try, moment of sending, fault. Not once it was sent."""

    def mails(self, state: MailState, *, limit: int) -> tuple[Notice, ...]:
        """Notices whose mail stands so, oldest first."""

    def retry_mails(self, at: datetime) -> int:
        """Let every mail that was given up wait again, its tries forgotten; how many."""

    def put_mail_address(self, address: MailAddress) -> None:
        """Add or replace; an empty address takes it out."""

    def mail_address(self, locality: str, person: str) -> MailAddress | None:
        """Where a person asked to be written to."""


def may_see(row: CaseRow, person: str) -> bool:
    """Whether a notice about this case may be shown to, or mailed to, that person."""
    return person in row.on_case and person not in row.out
