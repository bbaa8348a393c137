"""Accounts, signed-in sessions and failed tries, as rows. What they mean is in `engine.accounts`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from engine.casework.ports.accounts import Account, Session
from engine.store import tables
from engine.store.database import Database, put


class SigningIn:
    """Accounts and sessions in the database."""

    _database: Database

    def account(self, name: str) -> Account | None:
        query = select(tables.accounts).where(tables.accounts.c.name == name)
        with self._database.read() as connection:
            found = connection.execute(query).one_or_none()
        return None if found is None else Account(**found._mapping)

    def accounts(self, locality: str | None = None) -> tuple[Account, ...]:
        query = select(tables.accounts)
        if locality is not None:
            query = query.where(tables.accounts.c.locality == locality)
        with self._database.read() as connection:
            found = [Account(**r._mapping) for r in connection.execute(query)]
        return tuple(sorted(found, key=lambda a: a.name))

    def put_account(self, account: Account) -> None:
        values = {name: getattr(account, name) for name in tables.accounts.c.keys()}  # noqa: SIM118
        with self._database.write() as connection:
            put(connection, tables.accounts, values)

    def change_account(self, name: str, **changes: Any) -> Account | None:
        own = tables.accounts.c.name == name
        with self._database.write() as connection:
            connection.execute(update(tables.accounts).where(own).values(changes))
            found = connection.execute(select(tables.accounts).where(own)).one_or_none()
        return None if found is None else Account(**found._mapping)

    def put_session(self, session: Session) -> None:
        values = {
            "token_hash": session.key, "account": session.account, "at": session.last, "began": session.began,
            "proved": session.proved,
        }  # fmt: skip
        with self._database.write() as connection:
            put(connection, tables.sessions, values)

    def session(self, key: str) -> Session | None:
        found = self._sessions(tables.sessions.c.token_hash == key)
        return found[0] if found else None

    def sessions(self, account: str) -> tuple[Session, ...]:
        return self._sessions(tables.sessions.c.account == account)

    def _sessions(self, which: Any) -> tuple[Session, ...]:
        kept = tables.sessions.c
        query = select(tables.sessions).where(which).order_by(kept.at.desc(), kept.token_hash.desc())
        with self._database.read() as connection:
            return _as_sessions(connection.execute(query))

    def drop_session(self, key: str) -> None:
        with self._database.write() as connection:
            own = tables.sessions.c.token_hash == key
            connection.execute(delete(tables.sessions).where(own))

    def drop_sessions(self, account: str) -> None:
        with self._database.write() as connection:
            own = tables.sessions.c.account == account
            connection.execute(delete(tables.sessions).where(own))

    def sign_in_failures(self, name: str, since: datetime) -> int:
        failures = tables.sign_in_failures.c
        query = select(func.count()).where((failures.name == name) & (failures.at >= since))
        with self._database.read() as connection:
            return connection.execute(query).scalar_one()

    def note_sign_in(self, name: str, at: datetime, *, ok: bool) -> None:
        failures = tables.sign_in_failures
        with self._database.write() as connection:
            if ok:
                connection.execute(delete(failures).where(failures.c.name == name))
            else:
                connection.execute(insert(failures).values(name=name, at=at))


def _as_sessions(rows: Iterable[Row[Any]]) -> tuple[Session, ...]:
    return tuple(Session(r.token_hash, r.account, r.began, r.at, r.proved) for r in rows)
