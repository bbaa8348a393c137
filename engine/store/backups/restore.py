"""Restoring: the archive is checked, rebuilt in a file of its own, its chains walked, and only then used.

An installation that holds anything is not written over: an SQLite file steps aside under another name
when that is asked for; into an installation that is in use a locality can come that is not there yet.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from engine.casework.upkeep.resealing import HASH_KEYS, KEY, same_keys
from engine.store import tables
from engine.store.auditing.chains import verify
from engine.store.backups.archive import Archive, open_archive
from engine.store.backups.arriving_calendars import CalendarFiles, CalendarsDiffer, DayDiffers, arriving
from engine.store.backups.backup import BackupError, Manifest
from engine.store.backups.file_in_place import put_in_place
from engine.store.backups.rows import AMENDED, CONTENT, OLD_NAME, kept_tables, rows_of
from engine.store.database import add_all, insert_new
from engine.store.old_file_names import bring_to_cases, kept_beside
from engine.store.sql import SqlStore

_SQLITE = "sqlite:///"
_AT_ONCE = 500
_SHARED = frozenset({"rule_sets", "files", "file_scans"})
"""Tables in which a row of one locality may be that of another."""


def check_archive(path: Path) -> Manifest:
    """The manifest of an archive that could be restored: whole, complete, every chain unbroken. Raises
    BackupError."""
    with tempfile.TemporaryDirectory() as folder, open_archive(path) as archive:
        _rebuilt(archive, Path(folder) / "rebuilt.db").close()
        return archive.manifest


def restore(path: Path, url: str, *, at: datetime, replace: bool = False) -> tuple[Manifest, Path | None]:
    """Restore a whole archive into an empty installation; with `replace` an SQLite file that is in the
    way is kept under another name, which is returned. Raises BackupError."""
    with open_archive(path) as archive:
        if archive.manifest.locality is not None:
            raise BackupError("one-locality", path=path, locality=archive.manifest.locality)
        if url.startswith(_SQLITE):
            target = Path(url.removeprefix(_SQLITE))
            return archive.manifest, put_in_place(target, partial(_rebuild, archive), _is_empty, at, replace=replace)
        with _staged(archive) as staged, closing(SqlStore(url)) as store:
            _fill_empty(store, staged)
        return archive.manifest, None


Follow = Callable[[SqlStore, tuple[DayDiffers, ...]], None]
"""Lets a locality that was rebuilt in a store of its own follow the calendars that it will be counted by."""


def restore_locality(
    path: Path, url: str, locality: str, *, files: CalendarFiles | None = None, follow: Follow | None = None
) -> tuple[Manifest, tuple[DayDiffers, ...]]:  # fmt: skip
    """Bring one locality of an archive into an installation that does not have it and is sealed under
    the same key (or is new). Raises BackupError, and CalendarsDiffer where days count otherwise here, unless
    `follow` brings it under the calendars that are here; then these days are returned. It does so before anything
    is brought, so that one transaction brings the locality as it is after that, or nothing."""
    with open_archive(path) as archive:
        manifest = archive.manifest
        if locality not in manifest.localities:
            raise BackupError("no-locality", seen=locality, known=", ".join(manifest.localities) or "-")
        with _staged(archive) as staged, closing(SqlStore(url)) as store:
            with staged.snapshot() as source, store.snapshot() as target:
                _check_key(source, target, manifest)
                _check_absent(target, source, locality)
                calendars, counted_by = arriving(source, target, locality, files), _counted_by(target)
            if calendars.differ:
                if follow is None:
                    raise CalendarsDiffer(calendars.differ)
                _put_under(staged, counted_by, calendars.brought)
                follow(staged, calendars.differ)
            with staged.snapshot() as source, store.change() as target:
                if _counted_by(target) != counted_by:
                    raise BackupError("moved-meanwhile", url=store.shown)
                _bring_key(source, target, manifest)
                _check_absent(target, source, locality)
                for table in kept_tables():
                    if table is not tables.settings:
                        _copy(source, target, table, locality)
                _bring_settings(source, target, calendars.brought)
        return manifest, calendars.differ


@dataclass(frozen=True)
class _CountedBy:
    """What decides by which days cases are counted in an installation; `settings` are all there are."""

    amendments: tuple[tuple[str, str], ...]
    rule_sets: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = field(compare=False)


def _counted_by(target: Connection) -> _CountedBy:
    found = target.execute(select(tables.settings).order_by(tables.settings.c.key))
    settings = tuple((r.key, r.value) for r in found)
    digests = target.execute(select(tables.rule_sets.c.digest).order_by(tables.rule_sets.c.digest))
    amendments = tuple((key, value) for key, value in settings if key.startswith(AMENDED))
    return _CountedBy(amendments, tuple(digests.scalars()), settings)


def _put_under(staged: SqlStore, here: _CountedBy, brought: frozenset[str]) -> None:
    """The calendars and the clock of the installation that it comes into, for a store that holds the locality."""
    with staged.change() as connection:
        kept = sorted({*brought, HASH_KEYS})
        connection.execute(delete(tables.settings).where(tables.settings.c.key.not_in(kept)))
        for key, value in here.settings:
            insert_new(connection, tables.settings, {"key": key, "value": value})


@contextmanager
def _staged(archive: Archive) -> Iterator[SqlStore]:
    with tempfile.TemporaryDirectory() as folder, closing(_rebuilt(archive, Path(folder) / "staged.db")) as store:
        yield store


def _rebuilt(archive: Archive, path: Path) -> SqlStore:
    """A store with all that the archive holds, counted and its chains walked."""
    store = SqlStore(f"{_SQLITE}{path}")
    try:
        with store.change() as connection:
            for table in kept_tables():
                for rows in _batched(archive.rows(table)):
                    add_all(connection, table, rows)
                _check_count(connection, table, archive)
            _bring_names(connection)
        for locality in archive.manifest.localities:
            if verify(store, locality):
                raise BackupError("chain", path=archive.path, locality=locality)
    except BaseException:
        store.close()
        raise
    return store


def _rebuild(archive: Archive, path: Path) -> None:
    _rebuilt(archive, path).close()


def _bring_names(connection: Connection) -> None:
    """Of an archive that an older version wrote."""
    names = kept_beside(connection)
    bring_to_cases(connection, names)
    if names:
        connection.execute(update(tables.files).values({OLD_NAME: ""}))


def _check_count(connection: Connection, table: Table, archive: Archive) -> None:
    wanted = archive.manifest.rows.get(table.name, 0)
    found = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if found != wanted:
        raise BackupError("count", path=archive.path, table=table.name, found=found, wanted=wanted)


def _is_empty(store: SqlStore) -> bool:
    with store.snapshot() as connection:
        return _holds_nothing(connection)


def _holds_nothing(connection: Connection) -> bool:
    """Whether nothing but settings is kept."""
    others = [t for t in kept_tables() if t is not tables.settings]
    return all(connection.execute(select(t).limit(1)).first() is None for t in others)


def _fill_empty(store: SqlStore, staged: SqlStore) -> None:
    """One transaction: all of it, or nothing."""
    with staged.snapshot() as source, store.change() as target:
        if not _holds_nothing(target):
            raise BackupError("in-use", url=store.shown)
        target.execute(delete(tables.settings))
        for table in kept_tables():
            _copy(source, target, table, None)


def _copy(source: Connection, target: Connection, table: Table, locality: str | None) -> None:
    for rows in _batched(rows_of(source, table, locality)):
        full = [_full(source, table, dict(row)) for row in rows]
        if locality is not None and table.name in _SHARED:
            for row in full:
                insert_new(target, table, row)
        else:
            add_all(target, table, full)


def _bring_settings(source: Connection, target: Connection, keys: frozenset[str]) -> None:
    for row in source.execute(select(tables.settings).where(tables.settings.c.key.in_(keys))):
        insert_new(target, tables.settings, dict(row._mapping))


def _batched(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """The rows, so many at a time."""
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _full(source: Connection, table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A file with its content."""
    if table is not tables.files:
        return row
    content = select(tables.files.c.content).where(tables.files.c.digest == row["digest"])
    return {**row, CONTENT: source.execute(content).scalar_one()}


def _check_key(source: Connection, target: Connection, manifest: Manifest) -> None:
    """Sealed under the same key, or new. What was hashed under the keys before it is found with those: of an
    installation that is in use they must be the same too."""
    known = _setting(target, KEY)
    if known is not None and known != manifest.key:
        raise BackupError("other-key", needed=manifest.key or "-", key=known)
    if known is not None and same_keys(_setting(source, HASH_KEYS)) != same_keys(_setting(target, HASH_KEYS)):
        raise BackupError("other-keys-before", key=known)


def _bring_key(source: Connection, target: Connection, manifest: Manifest) -> None:
    """A new installation takes the archive's key for its own. Raises BackupError as `_check_key` does."""
    if manifest.key and insert_new(target, tables.settings, {"key": KEY, "value": manifest.key}):
        _bring_settings(source, target, frozenset({HASH_KEYS}))
    _check_key(source, target, manifest)


def _setting(connection: Connection, key: str) -> str | None:
    own = select(tables.settings.c.value).where(tables.settings.c.key == key)
    found: str | None = connection.execute(own).scalar_one_or_none()
    return found


def _check_absent(target: Connection, source: Connection, locality: str) -> None:
    """Nothing of the locality is there, and none of its sign-in names is somebody else's."""
    for table in kept_tables():
        if "locality" in table.c and target.execute(select(table).where(table.c.locality == locality)).first():
            raise BackupError("locality-in-use", locality=locality)
    names = select(tables.accounts.c.name)
    wanted = set(source.execute(names.where(tables.accounts.c.locality == locality)).scalars())
    taken = sorted(set(target.execute(names).scalars()) & wanted)
    if taken:
        raise BackupError("account-taken", name=taken[0])
