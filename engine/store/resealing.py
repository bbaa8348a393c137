"""A change of the master key, as rows: what is sealed and what is hashed, and which column holds it.

Every transaction is bounded, and removes for good what stood there before. What names the old key is found by the
beginning of the ciphertext, which says which key sealed it; a hash that was carried to the new key says so itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from sqlite3 import DatabaseError
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, Select, func, select, tuple_, update

from engine.casework.ports import StoreBusy
from engine.casework.upkeep.resealing import KEY, Hash, Kind, Place, Resealed, Sealed
from engine.store import tables
from engine.store.database import Database, put
from engine.store.erasing import for_good

SEALED: Mapping[Kind, Column[Any]] = {
    "identity": tables.identity.c.ciphertext,
    "code": tables.tokens.c.answer,
    "file-name": tables.case_files.c.name,
    "draft": tables.drafts.c.answers,
    "device": tables.second_factors.c.secret,
    "device-offer": tables.factor_offers.c.sealed,
    "file": tables.files.c.content,
}
"""The column of each kind; a test knows that no other holds bytes under the vault's key."""
HASHED: Mapping[Hash, Column[Any]] = {
    "follow-code": tables.cases.c.follow_hash,
    "token": tables.tokens.c.token,
    "attempt": tables.attempts.c.key,
}
"""Each is unique in its table."""

_OPENS = tables.tokens.c.answer.contains('"code"')
"""Tokens of cases that were opened: those of acts are random, and nothing can be guessed from them."""


class Resealing:
    """See `engine.casework.upkeep.resealing.Resealing`."""

    _database: Database

    def hold_to_key(self, key: str) -> None:
        self._database.key = key

    def begin_key_change(self, old: str, values: Mapping[str, str]) -> bool:
        kept = tables.settings
        own = (kept.c.key == KEY) & (kept.c.value == old)
        with self._database.write(alone=True) as connection:
            if connection.execute(select(kept.c.key).where(own)).one_or_none() is None:
                return False
            for key, value in values.items():
                put(connection, kept, {"key": key, "value": value})
        self._database.key = values[KEY]  # from here on it is this change, and no later one
        return True

    def reseal(
        self, kind: Kind, head: bytes, after: Place | None, limit: int, anew: Callable[[Sealed], bytes | None]
    ) -> Resealed:
        column = SEALED[kind]
        key = list(column.table.primary_key)
        query = select(*key, column).where(_begins(column, head)).order_by(*key).limit(limit).with_for_update()
        done, left, last = 0, list[Place](), None
        with for_good(self._database) as connection:
            for row in connection.execute(_beyond(query, key, after)).all():
                last, value = tuple(row[:-1]), row[-1]
                new = anew(Sealed(kind, last, value.encode() if isinstance(value, str) else value))
                if new is None:
                    left.append(last)
                    continue
                values: dict[str, Any] = {column.name: new.decode() if isinstance(value, str) else new}
                if column.table is tables.files:
                    values[tables.files.c.name.name] = ""  # of an older version, sealed under the old key too
                own = tuple_(*key) == tuple_(*last)
                done += connection.execute(update(column.table).where(own).values(values)).rowcount
        return Resealed(done, tuple(left), last)

    def rehash(self, hash_: Hash, head: str, after: str | None, limit: int, anew: Callable[[str], str]) -> Resealed:
        column = HASHED[hash_]
        query = select(column).where(_otherwise(column, head)).order_by(column).limit(limit).with_for_update()
        with for_good(self._database) as connection:
            found = connection.scalars(_beyond(query, [column], None if after is None else (after,))).all()
            for old in found:
                connection.execute(update(column.table).where(column == old).values({column.name: anew(old)}))
        return Resealed(len(found), (), (found[-1],) if found else None)

    def left_to_change(self, head: bytes, hash_head: str) -> int:
        wanted = [_begins(c, head) for c in SEALED.values()] + [_otherwise(c, hash_head) for c in HASHED.values()]
        columns = [*SEALED.values(), *HASHED.values()]
        with self._database.read() as connection:
            counts = [select(func.count()).select_from(c.table).where(w) for c, w in zip(columns, wanted, strict=True)]
            return sum(connection.execute(query).scalar_one() for query in counts)

    def overwrite_freed(self) -> bool:
        """SQLite alone: its file written anew, with nothing between the rows. Raises StoreBusy when somebody reads
        just now, there is no room for a second file meanwhile, or the file is damaged."""
        if self._database.on_server:
            return False
        with closing(self._database.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            try:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy = any(row[0] for row in cursor.fetchall())
            except DatabaseError as error:  # damaged pages too: nobody may be kept out for them
                raise StoreBusy(str(error)) from error
            if busy:
                raise StoreBusy("somebody reads in it")
        return True


def _begins(column: Column[Any], head: bytes) -> ColumnElement[bool]:
    if isinstance(column.type, LargeBinary):
        return func.substr(column, 1, len(head), type_=LargeBinary) == head
    return column.contains(head.hex())


def _otherwise(column: Column[Any], head: str) -> ColumnElement[bool]:
    carried = column.is_not(None) & ~column.startswith(head)
    return carried & _OPENS if column.table is tables.tokens else carried


def _beyond(query: Select[Any], key: list[Column[Any]], after: Place | None) -> Select[Any]:
    return query if after is None else query.where(tuple_(*key) > tuple_(*after))
