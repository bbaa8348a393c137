"""Calendars of an installation: what a later notice changes under open cases."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli.answers_file import document_of
from engine.cli.changes import report
from engine.cli.discovery import Family
from engine.cli.home import calendar_named, home_of
from engine.cli.installation import installation
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import tell
from engine.loading.amendments import amendment_of
from engine.policy.amendment import Amendment

app = typer.Typer(cls=Family, add_completion=False, rich_markup_mode=None)


@app.command()
def amend(
    calendar: Annotated[str, typer.Argument(metavar="ID")],
    amendment: Annotated[str, typer.Option("--file", metavar="FILE")],
    apply: Annotated[bool, typer.Option("--apply")] = False,
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """List the due dates of open cases that move; with --apply they move."""
    root = home_of(home)
    calendar_named(calendar, root)
    wanted = amendment_of(document_of(amendment, lang), calendar)
    if not isinstance(wanted, Amendment):
        tell(wanted, lang)
        return 1
    with installation(database, root) as office:
        changes = office.changes.amend(wanted) if apply else office.changes.amending(wanted)
        return report(office, changes, format_, lang, applied=apply)


@app.callback()
def family() -> None:
    """Further commands about calendars stand beside this one."""
