"""Second factors, recovery codes and what was done to accounts, as rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from engine.casework.ports.accounts import AccountRecord, SecondFactor
from engine.store import tables
from engine.store.database import Database, add_all, insert_new, put


class SecondFactors:
    """See the module. A step and a recovery code are used in one statement, so that they are used once."""

    _database: Database

    def put_offer(self, account: str, sealed: bytes, at: datetime) -> None:
        with self._database.write() as connection:
            put(connection, tables.factor_offers, {"account": account, "sealed": sealed, "at": at})

    def offer(self, account: str) -> tuple[bytes, datetime] | None:
        query = select(tables.factor_offers).where(tables.factor_offers.c.account == account)
        with self._database.read() as connection:
            found = connection.execute(query).one_or_none()
        return None if found is None else (found.sealed, found.at)

    def put_second_factor(self, account: str, factor: SecondFactor, step: int, recovery: tuple[str, ...]) -> None:
        codes = [{"account": account, "number": n, "hash": hash_} for n, hash_ in enumerate(recovery)]
        values = {"account": account, "secret": factor.secret, "since": factor.since, "step": step}
        with self._database.write() as connection:
            put(connection, tables.second_factors, values)
            for table in (tables.recovery_codes, tables.factor_offers):
                connection.execute(delete(table).where(table.c.account == account))
            add_all(connection, tables.recovery_codes, codes)

    def second_factor(self, account: str) -> SecondFactor | None:
        query = select(tables.second_factors).where(tables.second_factors.c.account == account)
        with self._database.read() as connection:
            found = connection.execute(query).one_or_none()
        return None if found is None else SecondFactor(found.secret, found.since)

    def drop_second_factor(self, account: str) -> None:
        with self._database.write() as connection:
            for table in (tables.second_factors, tables.recovery_codes, tables.factor_offers):
                connection.execute(delete(table).where(table.c.account == account))

    def use_step(self, account: str, step: int) -> bool:
        kept = tables.second_factors
        later = (kept.c.account == account) & (kept.c.step < step)
        with self._database.write() as connection:
            return connection.execute(update(kept).where(later).values(step=step)).rowcount == 1

    def recovery_code(self, account: str, number: int) -> str | None:
        codes = tables.recovery_codes.c
        query = select(codes.hash).where((codes.account == account) & (codes.number == number))
        with self._database.read() as connection:
            found: str | None = connection.execute(query).scalar_one_or_none()
        return found

    def use_recovery_code(self, account: str, number: int) -> bool:
        codes = tables.recovery_codes
        own = (codes.c.account == account) & (codes.c.number == number)
        with self._database.write() as connection:
            return connection.execute(delete(codes).where(own)).rowcount == 1

    def recovery_codes_left(self, account: str) -> int:
        query = select(func.count()).where(tables.recovery_codes.c.account == account)
        with self._database.read() as connection:
            return connection.execute(query).scalar_one()

    def factor_roles(self, locality: str) -> frozenset[str]:
        query = select(tables.factor_roles.c.role).where(tables.factor_roles.c.locality == locality)
        with self._database.read() as connection:
            return frozenset(connection.execute(query).scalars())

    def ask_factor_of_role(self, locality: str, role: str, *, asked: bool) -> None:
        kept, values = tables.factor_roles, {"locality": locality, "role": role}
        own = (kept.c.locality == locality) & (kept.c.role == role)
        with self._database.write() as connection:
            if asked:
                insert_new(connection, kept, values)
            else:
                connection.execute(delete(kept).where(own))

    def record(self, record: AccountRecord) -> None:
        values = {"account": record.account, "at": record.at, "what": record.what, "by": record.by}
        with self._database.write() as connection:
            connection.execute(insert(tables.account_records).values(values))

    def records(self, account: str) -> tuple[AccountRecord, ...]:
        kept = tables.account_records
        query = select(kept).where(kept.c.account == account).order_by(kept.c.id)
        with self._database.read() as connection:
            return tuple(AccountRecord(r.account, r.at, r.what, r.by) for r in connection.execute(query))
