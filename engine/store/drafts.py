"""Drafts: what somebody is still filling in. Ciphertext only."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from engine.casework.ports import Draft
from engine.store import tables
from engine.store.database import Database, insert_new


class Drafts:
    """Drafts in the database."""

    _database: Database

    def put_draft(self, draft: Draft, *, instead_of: Draft | None = None) -> bool:
        d = tables.drafts.c
        values = {name: getattr(draft, name) for name in d.keys()}  # noqa: SIM118
        with self._database.write() as connection:
            if instead_of is None:
                return insert_new(connection, tables.drafts, values)
            same = (d.id == draft.id) & (d.answers == instead_of.answers)
            return connection.execute(update(tables.drafts).where(same).values(values)).rowcount == 1

    def draft(self, id_: str) -> Draft | None:
        query = select(tables.drafts).where(tables.drafts.c.id == id_)
        with self._database.read() as connection:
            found = connection.execute(query).one_or_none()
        return None if found is None else Draft(**found._mapping)

    def drafts(self, locality: str, owner: str) -> tuple[Draft, ...]:
        d = tables.drafts.c
        query = select(tables.drafts).where((d.locality == locality) & (d.owner == owner))
        with self._database.read() as connection:
            found = connection.execute(query.order_by(d.at.desc(), d.id.desc()))
            return tuple(Draft(**r._mapping) for r in found)

    def drop_draft(self, id_: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(tables.drafts).where(tables.drafts.c.id == id_))
