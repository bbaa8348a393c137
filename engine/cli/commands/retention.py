"""Retention: which closed cases must no longer hold an identity, and erasing it; a preview comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli.discovery import Family
from engine.cli.home import home_of
from engine.cli.installation import installation, known_locality
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import aligned, as_json, say
from engine.i18n import text

if TYPE_CHECKING:
    from engine.casework.upkeep.retention import Erasable, Preview

app = typer.Typer(cls=Family, add_completion=False, rich_markup_mode=None)
Id = Annotated[str, typer.Argument(metavar="ID")]


@app.command()
def preview(
    id_: Id, database: Database = None, format_: Format = "text", lang: Lang = "zh", home: HomePath = None
) -> int:
    """The cases whose term is over, and the mark of this list."""
    with installation(database, home_of(home)) as office:
        seen = office.retaining.preview(known_locality(office, id_))
    if format_ == "json":
        as_json(_record(seen))
    else:
        _print(seen, lang)
    return 0


@app.command()
def apply(
    id_: Id,
    mark: Annotated[str, typer.Option("--mark", metavar="MARK")],
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Erase the identities of the list that was seen."""
    from engine.casework.ports import StaleCase
    from engine.casework.upkeep.retention import PreviewOutdated

    with installation(database, home_of(home)) as office:
        locality = known_locality(office, id_)
        try:
            done = office.retaining.apply(locality, mark)
        except PreviewOutdated as error:
            raise WrongUse("retention-outdated", mark=office.retaining.preview(locality).mark) from error
        except StaleCase as error:
            raise WrongUse("retention-stale") from error
    if format_ == "json":
        as_json(_record(done))
    else:
        say("retention.erased", lang, count=len(done.cases), files=sum(len(c.files) for c in done.cases))
    return 0


def _record(seen: Preview) -> dict[str, Any]:
    cases = [
        {
            "number": c.number, "closed": str(c.closed), "since": str(c.since), "fields": list(c.fields),
            "files": list(c.files),
        }
        for c in seen.cases
    ]  # fmt: skip
    return {"term": seen.term, "cite": list(seen.cites), "mark": seen.mark, "cases": cases}


def _print(seen: Preview, lang: str) -> None:
    if seen.term is None:
        say("retention.none", lang, locality=seen.locality)
    elif not seen.cases:
        say("retention.nothing", lang, term=seen.term)
    else:
        heads = [text(f"cli.retention.{h}", lang) for h in ("number", "closed", "since", "fields", "files")]
        rows = [(c.number, str(c.closed), str(c.since), ", ".join(c.fields), _files(c)) for c in seen.cases]
        print(aligned(heads, rows))
        say("retention.next", lang, count=len(seen.cases), locality=seen.locality, mark=seen.mark)


def _files(case: Erasable) -> str:
    """How many, and by the beginning of their hashes which."""
    named = ", ".join(id_[:12] for id_ in case.files)
    return f"{len(case.files)}: {named}" if case.files else "-"
