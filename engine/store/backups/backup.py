"""A backup: one zip archive of everything that is kept, or of one locality, at one moment.

    manifest.json            what the archive is, and the SHA-256 and length of every other member
    tables/<table>.jsonl     one row a line, the same from SQLite and from PostgreSQL
    files/<digest>           the attachments, sealed as they are kept

All rows come from one transaction that sees one state of the database while others go on writing. The
archive is written beside its place, under a name of its own, and moved there when it is whole. **The key is
not in it**: without the key file (or BIHUAN_KEY) nobody can read the sealed parts, and neither can whoever
restores.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, select

from engine.casework.upkeep.resealing import CHANGE, KEY
from engine.errors import EngineError
from engine.store import tables
from engine.store.backups.rows import encoded, kept_tables, rows_of
from engine.store.sql import SqlStore

FORMAT = "bihuan-backup-1"
MANIFEST = "manifest.json"


class BackupError(EngineError):
    """A backup that cannot be made or restored; `backup.<code>` in the catalogues says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"{code} {params}")
        self.code, self.params = code, params


@dataclass(frozen=True)
class Member:
    """What a member of the archive must be."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. `key` is the id of the key that seals it, `rows` counts rows by table."""

    schema: str
    at: str
    locality: str | None
    localities: tuple[str, ...]
    key: str
    rows: dict[str, int]
    members: dict[str, Member] = field(default_factory=dict)
    format: str = FORMAT


def write_backup(store: SqlStore, path: Path, *, at: datetime, locality: str | None = None) -> Manifest:
    """Write the archive. Raises BackupError when the place is taken or cannot be written, for a locality that nothing
    is known of, and while the key is being changed."""
    if path.exists():
        raise BackupError("taken", path=path)
    part: Path | None = None
    try:
        descriptor, beside = tempfile.mkstemp(".part", f"{path.name}.", path.parent)  # its owner alone may read it
        part = Path(beside)
        with os.fdopen(descriptor, "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
                made = _write(store, archive, at, locality)
            raw.flush()
            os.fsync(raw.fileno())  # else a power cut could leave the name without the content
        os.replace(part, path)
        settle(path.parent)
    except OSError as error:
        raise BackupError("unwritable", path=path, detail=error.strerror or error) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return made


def settle(folder: Path) -> None:
    """The move itself survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(store: SqlStore, archive: zipfile.ZipFile, at: datetime, locality: str | None) -> Manifest:
    writer = _Writer(archive, at)
    with store.snapshot() as connection:
        if _setting(connection, CHANGE):  # some of it is under one key and some under another
            raise BackupError("key-changing")
        localities = _localities(connection)
        if locality is not None and locality not in localities:
            raise BackupError("no-locality", seen=locality, known=", ".join(localities) or "-")
        rows = {table.name: _write_table(connection, table, locality, writer) for table in kept_tables()}
        for digest in writer.digests:
            content = select(tables.files.c.content).where(tables.files.c.digest == digest)
            writer.add(f"files/{digest}", [connection.execute(content).scalar_one()])
        schema = MigrationContext.configure(connection).get_current_revision() or ""
        key = _setting(connection, KEY)
    held = localities if locality is None else (locality,)
    made = Manifest(schema, writer.at, locality, held, key or "", rows, writer.members)
    writer.add(MANIFEST, [json.dumps(asdict(made), ensure_ascii=False, indent=1).encode()])
    return made


def _setting(connection: Connection, key: str) -> str | None:
    found: str | None = connection.execute(select(tables.settings.c.value).where(tables.settings.c.key == key)).scalar()
    return found


def _localities(connection: Connection) -> tuple[str, ...]:
    found = set[str]()
    for table in (tables.publications, tables.cases, tables.persons, tables.accounts):
        found |= set(connection.execute(select(table.c.locality).distinct()).scalars())
    return tuple(sorted(found))


def _write_table(connection: Connection, table: Any, locality: str | None, writer: _Writer) -> int:
    count = 0

    def lines() -> Iterable[bytes]:
        nonlocal count
        for row in rows_of(connection, table, locality):
            count += 1
            if table is tables.files:
                writer.digests.append(row["digest"])
            yield json.dumps(encoded(table, row), ensure_ascii=False).encode() + b"\n"

    writer.add(f"tables/{table.name}.jsonl", lines())
    return count


class _Writer:
    """Adds members and remembers what each must be."""

    def __init__(self, archive: zipfile.ZipFile, at: datetime) -> None:
        self._archive = archive
        self._moment = at.astimezone(UTC)
        self.at = self._moment.isoformat(timespec="seconds")
        self.members: dict[str, Member] = {}
        self.digests: list[str] = []

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        info = zipfile.ZipInfo(name, self._moment.timetuple()[:6])
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        digest, length = hashlib.sha256(), 0
        with self._archive.open(info, "w", force_zip64=True) as member:
            for part in parts:
                digest.update(part)
                length += len(part)
                member.write(part)
        self.members[name] = Member(digest.hexdigest(), length)
