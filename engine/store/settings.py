"""Settings of the installation, such as which key its secrets are sealed with."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from engine.store import tables
from engine.store.database import Database, insert_new, put


class Settings:
    """Settings in the database, each a short text."""

    _database: Database

    def setting(self, key: str) -> str | None:
        query = select(tables.settings.c.value).where(tables.settings.c.key == key)
        with self._database.read() as connection:
            found: str | None = connection.execute(query).scalar_one_or_none()
        return found

    def settings(self, *keys: str) -> Mapping[str, str]:
        query = select(tables.settings).where(tables.settings.c.key.in_(keys))
        with self._database.read() as connection:
            return {r.key: r.value for r in connection.execute(query)}

    def put_setting(self, key: str, value: str) -> None:
        with self._database.write() as connection:
            put(connection, tables.settings, {"key": key, "value": value})

    def replace_setting(self, key: str, seen: str | None, value: str) -> bool:
        own, new = tables.settings.c.key == key, {"key": key, "value": value}
        with self._database.write() as connection:
            if seen is None:
                return insert_new(connection, tables.settings, new)
            same = own & (tables.settings.c.value == seen)
            return connection.execute(update(tables.settings).where(same).values(value=value)).rowcount == 1
