"""Published rule sets, kept whole under their digest, and from which day each is in force where."""

from __future__ import annotations

from sqlalchemy import select

from engine.casework.ports import Published, UnknownCase
from engine.errors import EngineError
from engine.store import tables
from engine.store.database import Database, insert_new


class Rules:
    """The publications in the database."""

    _database: Database

    def publish(self, published: Published, canonical: bytes) -> None:
        place = {
            "locality": published.locality,
            "digest": published.digest,
            "in_force": published.from_,
            "at": published.at,
        }
        with self._database.write() as connection:
            insert_new(connection, tables.rule_sets, {"digest": published.digest, "canonical": canonical})
            own = tables.rule_sets.c.digest == published.digest
            kept = connection.execute(select(tables.rule_sets.c.canonical).where(own)).scalar_one()
            if kept != canonical:
                raise EngineError(f"digest {published.digest} already stands for another rule set")
            insert_new(connection, tables.publications, place)

    def published(self, locality: str) -> tuple[Published, ...]:
        p = tables.publications.c
        query = select(tables.publications).where(p.locality == locality)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(p.in_force, p.at, p.digest)).all()
        return tuple(Published(r.locality, r.digest, r.in_force, r.at) for r in found)

    def canonical(self, digest: str) -> bytes:
        query = select(tables.rule_sets.c.canonical).where(tables.rule_sets.c.digest == digest)
        with self._database.read() as connection:
            found: bytes | None = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise UnknownCase(f"no rule set {digest} was published")
        return found

    def localities(self) -> tuple[str, ...]:
        name = tables.publications.c.locality
        with self._database.read() as connection:
            return tuple(sorted(connection.execute(select(name).distinct()).scalars()))
