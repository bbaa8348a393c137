"""Files: removing uploads that were never filed, and whether the scanner for malware answers."""

from __future__ import annotations

import typer

from engine.cli.discovery import Family
from engine.cli.home import home_of
from engine.cli.installation import installation
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import as_json, say
from engine.cli.scanner import scanner_settings_of
from engine.i18n import text

app = typer.Typer(cls=Family, add_completion=False, rich_markup_mode=None)


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


@app.command()
def scanner(format_: Format = "text", lang: Lang = "zh") -> int:
    """Whether it answers now; 1 when it does not."""
    from engine.scanning.clamd import Clamd

    settings = scanner_settings_of(lang)
    state = Clamd(settings).state() if settings else None
    if format_ == "json":
        as_json({"set": settings is not None, **(vars(state) if state else {})})
    elif settings is None or state is None:
        print(text("scanning.none", lang))
    elif state.trouble:
        away = text(f"scanning.away-{settings.away}", lang)
        print(text("scanning.fails", lang, why=text(f"scanning.trouble.{state.trouble}", lang), away=away))
    else:
        print(text("scanning.answers", lang, version=state.version))
    return 1 if state and state.trouble else 0
