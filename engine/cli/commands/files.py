"""Files: removing uploads that were never filed."""

from __future__ import annotations

import typer

from engine.cli.discovery import Family
from engine.cli.home import home_of
from engine.cli.installation import installation
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import as_json, say

app = typer.Typer(cls=Family, add_completion=False, rich_markup_mode=None)


@app.callback()
def family() -> None:
    """Makes one command a family, in which others may stand beside it."""


@app.command()
def sweep(database: Database = None, format_: Format = "text", lang: Lang = "zh", home: HomePath = None) -> int:
    """One sweep, whenever the last one was."""
    with installation(database, home_of(home)) as office:
        done = office.unfiled.sweep()
    if format_ == "json":
        as_json(vars(done))
    else:
        say("files.swept", lang, drafts=done.drafts, files=done.files, size=done.bytes)
    return 0
