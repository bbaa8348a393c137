"""Files: uploads that were never filed go, those that are kept are looked through, and whether the scanner answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli.discovery import Family
from engine.cli.home import home_of
from engine.cli.installation import installation
from engine.cli.misuse import WrongUse, unknown
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import aligned, as_json, say
from engine.cli.scanner import scanner_settings_of
from engine.i18n import text

if TYPE_CHECKING:
    from engine.casework.upkeep.rescanning import Affected, Rescanned

_SHOWN = 12
"""Letters of a hash that are shown, and that are enough to name one."""

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


@app.command()
def scan(
    older_than: Annotated[int | None, typer.Option("--older-than", metavar="DAYS", min=0)] = None,
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Look through what is kept; 1 where something is withheld or could not be looked through."""
    from engine.casework.upkeep.rescanning import Looking
    from engine.scanning.clamd import Clamd

    settings = scanner_settings_of(lang)
    if settings is None:
        raise WrongUse("no-scanner")
    scanner = Clamd(settings)
    looking = Looking(scanner.scan, lambda: scanner.state().trouble is None)
    with installation(database, home_of(home)) as office:
        done = office.rescanning.run(looking, None if older_than is None else timedelta(days=older_than))
        withheld = office.rescanning.affected()
    if format_ == "json":
        as_json(_record(done, withheld))
    else:
        _print(done, withheld, lang)
    return 1 if withheld or done.unknown else 0


@app.command()
def release(
    hash_: Annotated[str, typer.Argument(metavar="HASH")],
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Hand out again what a wrong signature withheld."""
    with installation(database, home_of(home)) as office:
        withheld = office.store.withheld()
        meant = [id_ for id_ in withheld if len(hash_) >= _SHOWN and id_.startswith(hash_.lower())]
        if len(meant) != 1:
            raise unknown("withheld", hash_, (id_[:_SHOWN] for id_ in withheld))
        (id_,) = meant
        found = withheld[id_].found
        if not office.store.let_go(id_, found):
            raise WrongUse("withheld-moved", seen=hash_)
    if format_ == "json":
        as_json({"file": id_, "found": found})
    else:
        say("files.released", lang, file=id_[:_SHOWN], found=found)
    return 0


def _record(done: Rescanned, withheld: Sequence[Affected]) -> dict[str, Any]:
    listed = [
        {"file": a.digest, "found": a.found, "scanned": a.at.isoformat(), "cases": list(a.numbers)} for a in withheld
    ]
    return {
        "scanned": done.scanned, "found": done.found, "not_scanned": dict(sorted(done.unknown.items())),
        "whole": done.whole, "withheld": listed,
    }  # fmt: skip


def _print(done: Rescanned, withheld: Sequence[Affected], lang: str) -> None:
    if withheld:
        heads = [text(f"cli.files.{h}", lang) for h in ("hash", "found", "cases")]
        nowhere = text("cli.files.no-case", lang)
        print(aligned(heads, [(a.digest[:_SHOWN], a.found, ", ".join(a.numbers) or nowhere) for a in withheld]))
        say("files.withheld", lang, count=len(withheld), first=withheld[0].digest[:_SHOWN])
    for why, count in sorted(done.unknown.items()):
        say("files.unknown", lang, count=count, why=text(f"scanning.trouble.{why}", lang))
    if not done.whole:
        say("files.broke-off", lang)
    say("files.scanned", lang, scanned=done.scanned, found=done.found)
