"""Accounts, signed-in sessions and failed tries, as rows. What they mean is in `engine.accounts`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, insert, select

from engine.casework.ports import Account
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

    def put_session(self, token_hash: str, account: str, at: datetime) -> None:
        with self._database.write() as connection:
            put(connection, tables.sessions, {"token_hash": token_hash, "account": account, "at": at})

    def session(self, token_hash: str) -> tuple[str, datetime] | None:
        query = select(tables.sessions).where(tables.sessions.c.token_hash == token_hash)
        with self._database.read() as connection:
            found = connection.execute(query).one_or_none()
        return None if found is None else (found.account, found.at)

    def drop_session(self, token_hash: str) -> None:
        with self._database.write() as connection:
            own = tables.sessions.c.token_hash == token_hash
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
