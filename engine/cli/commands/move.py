"""Open cases go on under another published version: a preview, and with --apply the move."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli.changes import report
from engine.cli.home import home_of
from engine.cli.installation import installation, known_locality
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, Format, HomePath, Lang


def command(
    locality: Annotated[str, typer.Argument(metavar="ID")],
    to: Annotated[str, typer.Option("--to", metavar="DIGEST|DATE")],
    case: Annotated[str | None, typer.Option("--case", metavar="NUMBER")] = None,
    apply: Annotated[bool, typer.Option("--apply")] = False,
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Say what would become of every open case; exit code 1 when one cannot follow and stays."""
    with installation(database, home_of(home)) as office:
        known_locality(office, locality)
        if case is not None and not any(case in (r.id, r.number) for r in office.store.rows(locality)):
            raise WrongUse("case", seen=case)
        digest = office.changes.version(locality, to)
        if digest is None:
            there = ", ".join(f"{p.digest[:12]} ({p.from_})" for p in office.store.published(locality))
            raise WrongUse("version", seen=to, known=there or "-")
        changing = office.changes.move if apply else office.changes.moving
        return report(office, changing(locality, digest, case), format_, lang, applied=apply)
