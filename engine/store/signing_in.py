"""Accounts, signed-in sessions and tries to sign in, as rows. What they mean is in `engine.accounts`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from engine.casework.ports.accounts import Account, Session
from engine.store import tables
from engine.store.database import Database, hold, put, sweep

_TRIES = tables.sign_in_tries.c


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

    def begin_try(self, name: str, at: datetime, *, since: datetime, most: int) -> str | None:
        mine = (_TRIES.name == name) & (_TRIES.at >= since)
        place = secrets.token_hex(16)
        with self._database.write() as connection:
            hold(connection, f"sign-in/{name}")
            sweep(connection, tables.sign_in_tries, _TRIES.at < since)
            if connection.execute(select(func.count()).where(mine)).scalar_one() >= most:
                return None
            values = {"place": place, "name": name, "at": at, "failed": False}
            connection.execute(insert(tables.sign_in_tries).values(values))
        return place

    def end_try(self, place: str, *, failed: bool) -> None:
        tries, own = tables.sign_in_tries, _TRIES.place == place
        with self._database.write() as connection:
            connection.execute(update(tries).where(own).values(failed=True) if failed else delete(tries).where(own))

    def sign_in_failures(self, name: str, since: datetime) -> int:
        mine = (_TRIES.name == name) & (_TRIES.at >= since) & _TRIES.failed
        with self._database.read() as connection:
            return connection.execute(select(func.count()).where(mine)).scalar_one()

    def forget_failures(self, name: str) -> None:
        with self._database.write() as connection:
            hold(connection, f"sign-in/{name}")
            connection.execute(delete(tables.sign_in_tries).where((_TRIES.name == name) & _TRIES.failed))


def _as_sessions(rows: Iterable[Row[Any]]) -> tuple[Session, ...]:
    return tuple(Session(r.token_hash, r.account, r.began, r.at, r.proved) for r in rows)
