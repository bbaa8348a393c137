"""Notices in the database: handed out from the outbox, read by persons, mailed by the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from engine.casework.notices import MailAddress, MailState, Notice, may_see
from engine.casework.ports import CaseRow, OutboxRow
from engine.store import case_rows, tables
from engine.store.database import Database, insert_new, put

_NOTICES = tables.notices.c


class Notices:
    """See `engine.casework.notices.Notices` for what each method promises."""

    _database: Database

    def hand_out(self, out: OutboxRow, notices: Sequence[Notice], at: datetime) -> bool:
        waiting = (tables.outbox.c.key == out.key) & tables.outbox.c.sent.is_(None)
        with self._database.write() as connection:
            if connection.execute(update(tables.outbox).where(waiting).values(sent=at)).rowcount != 1:
                return False
            for notice in notices:
                insert_new(connection, tables.notices, _values(notice))
        return True

    def notices(self, locality: str, person: str, *, limit: int) -> tuple[tuple[Notice, CaseRow], ...]:
        seen, last = list[tuple[Notice, CaseRow]](), None
        with self._database.read() as connection:
            while len(seen) < limit:  # again only where some of the newest may not be seen
                found = _newest(connection, locality, person, last, limit)
                seen += _visible(connection, found, person)
                if len(found) < limit:
                    break
                last = found[-1]
        return tuple(seen[:limit])

    def note_read(self, locality: str, person: str, shown: Sequence[str], at: datetime) -> int:
        own = (_NOTICES.locality == locality) & (_NOTICES.person == person) & _NOTICES.read.is_(None)
        own &= _NOTICES.key.in_(shown)
        with self._database.write() as connection:
            return connection.execute(update(tables.notices).where(own).values(read=at)).rowcount

    def claim_mail(self, at: datetime, until: datetime) -> Notice | None:
        come = (_NOTICES.mail == "waiting") & (_NOTICES.next_try <= at)
        first = select(tables.notices).where(come).order_by(_NOTICES.next_try, _NOTICES.key).limit(1)
        with self._database.write() as connection:
            found = connection.execute(first.with_for_update(skip_locked=True)).one_or_none()
            if found is None:
                return None
            claimed = {"tries": found.tries + 1, "next_try": until}
            connection.execute(update(tables.notices).where(_NOTICES.key == found.key).values(claimed))
        return replace(_notice(found), tries=found.tries + 1, next_try=until)

    def settle_mail(self, notice: Notice) -> None:
        own = (_NOTICES.key == notice.key) & (_NOTICES.mail != "sent")
        fate = {"mail": notice.mail, "next_try": notice.next_try, "sent": notice.sent, "fault": notice.fault}
        with self._database.write() as connection:
            connection.execute(update(tables.notices).where(own).values(fate))

    def mails(self, state: MailState, *, limit: int) -> tuple[Notice, ...]:
        query = select(tables.notices).where(_NOTICES.mail == state).order_by(_NOTICES.at, _NOTICES.key).limit(limit)
        with self._database.read() as connection:
            return tuple(_notice(r) for r in connection.execute(query))

    def retry_mails(self, at: datetime) -> int:
        again = {"mail": "waiting", "tries": 0, "next_try": at}
        with self._database.write() as connection:
            return connection.execute(update(tables.notices).where(_NOTICES.mail == "failed").values(again)).rowcount

    def put_mail_address(self, address: MailAddress) -> None:
        kept = tables.mail_addresses
        own = (kept.c.locality == address.locality) & (kept.c.person == address.person)
        with self._database.write() as connection:
            if address.address:
                put(connection, kept, vars(address))
            else:
                connection.execute(delete(kept).where(own))

    def mail_address(self, locality: str, person: str) -> MailAddress | None:
        kept = tables.mail_addresses
        query = select(kept).where((kept.c.locality == locality) & (kept.c.person == person))
        with self._database.read() as connection:
            found = connection.execute(query).one_or_none()
        return None if found is None else MailAddress(**found._mapping)


def _newest(connection: Connection, locality: str, person: str, before: Notice | None, limit: int) -> list[Notice]:
    """A person's newest notices, or those that come next after that one."""
    own = (_NOTICES.locality == locality) & (_NOTICES.person == person)
    if before is not None:
        own &= (_NOTICES.at < before.at) | ((_NOTICES.at == before.at) & (_NOTICES.key < before.key))
    query = select(tables.notices).where(own).order_by(_NOTICES.at.desc(), _NOTICES.key.desc()).limit(limit)
    return [_notice(r) for r in connection.execute(query)]


def _visible(connection: Connection, found: Sequence[Notice], person: str) -> Iterator[tuple[Notice, CaseRow]]:
    """Those of cases that this person may see now, each with its case."""
    about = tables.cases.c.id.in_({n.case for n in found})
    rows = {r.id: case_rows.case_row(r) for r in connection.execute(select(tables.cases).where(about))}
    return ((n, rows[n.case]) for n in found if may_see(rows[n.case], person))


def _values(notice: Notice) -> dict[str, Any]:
    values = dict(vars(notice), data=dict(notice.data))
    return {"case_id": values.pop("case"), **values}


def _notice(found: Row[Any]) -> Notice:
    values = dict(found._mapping)
    return Notice(case=values.pop("case_id"), **values)
