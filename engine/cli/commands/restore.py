"""Restore a backup: checked first, then rebuilt, its chains walked, and only then put in place."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.backups import described, named
from engine.cli.home import home_of
from engine.cli.installation import address
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import as_json, say
from engine.cli.restoring_locality import restore_one
from engine.errors import EngineError
from engine.i18n import text

if TYPE_CHECKING:
    from engine.store.backups.backup import Manifest


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    as_: Annotated[str | None, typer.Option("--as", metavar="ADDRESS")] = None,
    locality: Annotated[str | None, typer.Option("--locality", metavar="ID")] = None,
    check_only: Annotated[bool, typer.Option("--check")] = False,
    replace: Annotated[bool, typer.Option("--replace")] = False,
    keep_calendars: Annotated[bool, typer.Option("--keep-calendars")] = False,
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Restore into an empty installation, or one locality into one that does not have it."""
    from engine.store.backups.archive import open_archive
    from engine.store.backups.restore import check_archive

    root = home_of(home)
    url = as_ or address(database, root)
    aside: Path | None = None
    with named(lang):
        if check_only:
            manifest = check_archive(file)
        else:
            with open_archive(file) as archive:
                _check_key(archive.manifest, url, root, lang)
            if locality is not None:
                manifest = restore_one(file, url, root, locality, format_, lang, keep_calendars=keep_calendars)
            else:
                manifest, aside = _restore(file, url, replace=replace)
    if format_ == "json":
        if locality is None or check_only:
            as_json({**described(manifest), "kept_as": str(aside) if aside else None})
        return 0
    say("restore.sound" if check_only else "restore.done", lang, cases=manifest.rows["cases"], at=manifest.at)
    if aside:
        say("restore.aside", lang, path=aside)
    say("restore.key", lang, id=manifest.key or "-", path=_key_path(url, root))
    return 0


def _restore(file: Path, url: str, *, replace: bool) -> tuple[Manifest, Path | None]:
    from engine.store.backups import restore
    from engine.store.backups.backup import BackupError

    try:
        return restore.restore(file, url, at=datetime.now(UTC), replace=replace)
    except EngineError as error:
        if isinstance(error, BackupError):
            raise
        raise WrongUse("database", url=url, detail=error) from error


def _key_path(url: str, home: Path) -> Path:
    from engine.office.keys import key_path

    return key_path(url, home)


def _check_key(manifest: Manifest, url: str, home: Path, lang: str) -> None:
    """A key that lies there already must be the archive's. Raises WrongUse."""
    from engine.accounts.key_file import vault_at_hand

    try:
        vault = vault_at_hand(os.environ, _key_path(url, home))
    except EngineError as error:
        raise WrongUse("database", url=url, detail=error) from error
    if vault is not None and manifest.key and vault.key_id != manifest.key:
        detail = text("backup.other-key", lang, needed=manifest.key, key=vault.key_id)
        raise WrongUse("backup", detail=detail)
