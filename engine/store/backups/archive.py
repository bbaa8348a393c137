"""An archive as it is read again: first whether it is whole, then row by row.

Nothing is restored of an archive in which one byte is not what the manifest says.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from engine.store import tables
from engine.store.backups.backup import FORMAT, MANIFEST, BackupError, Manifest, Member
from engine.store.backups.rows import CONTENT, decoded, kept_tables

_LARGEST_MANIFEST = 200_000_000
_BLOCK = 1 << 20


class Archive:
    """A checked archive."""

    def __init__(self, opened: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
        self._opened, self.manifest, self.path = opened, manifest, path

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The rows of a table as the database takes them; none for one that the archive does not have.
        Raises BackupError for a row that this program cannot keep."""
        name = f"tables/{table.name}.jsonl"
        if name not in self.manifest.members:
            return
        with self._opened.open(name) as lines:
            for number, line in enumerate(lines, start=1):
                yield self._row(table, line, number)

    def _row(self, table: Table, line: bytes, number: int) -> dict[str, Any]:
        try:
            row = decoded(table, json.loads(line))
            if table is tables.files:
                row[CONTENT] = self._opened.read(f"files/{row['digest']}")
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise BackupError("strange-row", path=self.path, table=table.name, line=number) from error
        return row


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive, every member checked against its SHA-256. Raises BackupError."""
    try:
        with zipfile.ZipFile(path) as opened:
            manifest = _manifest(opened, path)
            _check(opened, manifest, path)
            yield Archive(opened, manifest, path)
    except FileNotFoundError as error:
        raise BackupError("missing", path=path) from error
    except (zipfile.BadZipFile, EOFError) as error:
        raise BackupError("cut", path=path) from error
    except OSError as error:
        raise BackupError("unreadable", path=path, detail=error.strerror or error) from error


def _manifest(opened: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        if opened.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise BackupError("no-backup", path=path)
        data = json.loads(opened.read(MANIFEST))
        if data["format"] != FORMAT:
            raise BackupError("no-backup", path=path)
        members = {name: Member(**member) for name, member in data.pop("members").items()}
        return Manifest(**{**data, "localities": tuple(data["localities"])}, members=members)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BackupError("no-backup", path=path) from error


def _check(opened: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """Every member is there once, and is what the manifest says; nothing else is there."""
    found = sorted(opened.namelist())
    wanted = sorted([*manifest.members, MANIFEST])
    if found != wanted:
        odd = sorted(set(found) ^ set(wanted)) or found
        raise BackupError("other-members", path=path, member=odd[0])
    unknown = {f"tables/{name}.jsonl" for name in manifest.rows} - {f"tables/{t.name}.jsonl" for t in kept_tables()}
    if unknown:
        raise BackupError("newer", path=path, schema=manifest.schema)
    for name, member in manifest.members.items():
        if opened.getinfo(name).file_size != member.bytes or _sha256(opened, name) != member.sha256:
            raise BackupError("altered", path=path, member=name)


def _sha256(opened: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with opened.open(name) as member:
        while block := member.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
