"""A backup of everything that is kept, or of one locality, as one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.backups import described, named, sql_store
from engine.cli.home import home_of
from engine.cli.installation import kept
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import as_json, say


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    locality: Annotated[str | None, typer.Option("--locality", metavar="ID")] = None,
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Write the archive; others may go on working meanwhile. The key is not in it."""
    from engine.store.backups.backup import write_backup  # only here: SQLAlchemy is slow to import

    with kept(database, home_of(home)) as here, named(lang):
        made = write_backup(sql_store(here), file, at=datetime.now(UTC), locality=locality)
    if format_ == "json":
        as_json(described(made))
    else:
        say("backup.done", lang, path=file, cases=made.rows["cases"], files=made.rows["files"])
        say("backup.key", lang, id=made.key or "-", path=here.key_path)
    return 0
