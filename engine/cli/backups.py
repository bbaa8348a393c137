"""What `backup` and `restore` share: the database they work on, and how what went wrong is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from engine.cli.misuse import WrongUse
from engine.i18n import text

if TYPE_CHECKING:
    from engine.cli.installation import Kept
    from engine.store.backups.backup import Manifest
    from engine.store.sql import SqlStore


@contextmanager
def named(lang: str) -> Iterator[None]:
    """What is wrong with a backup, in words, as wrong use."""
    from engine.store.backups.backup import BackupError

    try:
        yield
    except BackupError as error:
        raise WrongUse("backup", detail=text(f"backup.{error.code}", lang, missing=None, **error.params)) from error


def sql_store(here: Kept) -> SqlStore:
    """The store, which must be a database. Raises BackupError for a store in memory."""
    from engine.store.backups.backup import BackupError
    from engine.store.sql import SqlStore

    if not isinstance(here.store, SqlStore):
        raise BackupError("in-memory")
    return here.store


def described(manifest: Manifest) -> dict[str, Any]:
    """The manifest without its long list of members."""
    found = {name: value for name, value in vars(manifest).items() if name != "members"}
    return {**found, "localities": list(manifest.localities), "members": len(manifest.members)}
