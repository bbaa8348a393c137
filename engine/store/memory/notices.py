"""Notices in the memory store: the twin of `engine.store.notices`."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from engine.casework.notices import MailAddress, MailState, Notice, may_see
from engine.casework.ports import CaseRow, OutboxRow


class MemoryNotices:
    """See `engine.casework.notices.Notices` for what each method promises."""

    _lock: threading.RLock
    _rows: dict[str, CaseRow]
    _outbox: dict[str, OutboxRow]
    _sent: dict[str, datetime]

    def __init__(self) -> None:
        super().__init__()
        self._notices: dict[str, Notice] = {}
        self._addresses: dict[tuple[str, str], MailAddress] = {}

    def hand_out(self, out: OutboxRow, notices: Sequence[Notice], at: datetime) -> bool:
        with self._lock:
            if out.key not in self._outbox or out.key in self._sent:
                return False
            self._sent[out.key] = at.astimezone(UTC)
            for notice in notices:
                self._notices.setdefault(notice.key, _in_utc(notice))
        return True

    def notices(self, locality: str, person: str, *, limit: int) -> tuple[tuple[Notice, CaseRow], ...]:
        with self._lock:
            mine = [n for n in self._notices.values() if (n.locality, n.person) == (locality, person)]
            newest = sorted(mine, key=lambda n: (n.at, n.key), reverse=True)
            pairs = [(n, self._rows[n.case]) for n in newest]
        return tuple((n, row) for n, row in pairs if may_see(row, person))[:limit]

    def note_read(self, locality: str, person: str, shown: Sequence[str], at: datetime) -> int:
        with self._lock:
            mine = [n for n in self._notices.values() if (n.locality, n.person) == (locality, person)]
            unread = [n for n in mine if n.read is None and n.key in shown]
            self._notices.update({n.key: replace(n, read=at.astimezone(UTC)) for n in unread})
        return len(unread)

    def claim_mail(self, at: datetime, until: datetime) -> Notice | None:
        with self._lock:
            waiting = [(n.next_try, n.key) for n in self._notices.values() if n.mail == "waiting" and n.next_try]
            come = sorted((moment, key) for moment, key in waiting if moment <= at)
            if not come:
                return None
            found = self._notices[come[0][1]]
            self._notices[found.key] = replace(found, tries=found.tries + 1, next_try=until.astimezone(UTC))
            return replace(found, tries=found.tries + 1, next_try=until)

    def settle_mail(self, notice: Notice) -> None:
        with self._lock:
            kept = self._notices.get(notice.key)
            if kept is not None and kept.mail != "sent":
                fate = replace(
                    kept, mail=notice.mail, next_try=notice.next_try, sent=notice.sent, fault=notice.fault
                )  # fmt: skip
                self._notices[notice.key] = _in_utc(fate)

    def mails(self, state: MailState, *, limit: int) -> tuple[Notice, ...]:
        with self._lock:
            found = [n for n in self._notices.values() if n.mail == state]
        return tuple(sorted(found, key=lambda n: (n.at, n.key))[:limit])

    def retry_mails(self, at: datetime) -> int:
        with self._lock:
            failed = [n for n in self._notices.values() if n.mail == "failed"]
            again = {n.key: _in_utc(replace(n, mail="waiting", tries=0, next_try=at)) for n in failed}
            self._notices.update(again)
        return len(again)

    def put_mail_address(self, address: MailAddress) -> None:
        with self._lock:
            self._addresses.pop((address.locality, address.person), None)
            if address.address:
                self._addresses[address.locality, address.person] = address

    def mail_address(self, locality: str, person: str) -> MailAddress | None:
        with self._lock:
            return self._addresses.get((locality, person))


def _in_utc(n: Notice) -> Notice:
    return replace(
        n,
        at=n.at.astimezone(UTC),
        read=n.read and n.read.astimezone(UTC),
        next_try=n.next_try and n.next_try.astimezone(UTC),
        sent=n.sent and n.sent.astimezone(UTC),
    )
