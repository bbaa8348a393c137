"""The policy manual of a locality, as one HTML page or as DOCX."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.cli.home import calendar_named, day_of, home_of, known_id, scenario_ids
from engine.cli.misuse import WrongUse
from engine.cli.options import HomePath, Lang, RuleSetId
from engine.cli.printing import say
from engine.cli.rule_files import checked_rule_set
from engine.loading import canonical, digest, load_ruleset
from engine.printing.as_docx import as_docx
from engine.printing.as_html import as_html
from engine.printing.manual import manual
from engine.printing.speaker import Source
from engine.scenarios import run_file
from engine.scenarios.coverage import coverage

ManualFormat = Annotated[Literal["html", "docx"], typer.Option("--format")]
OutputPath = Annotated[Path | None, typer.Option("--output", metavar="PATH")]


def command(
    id_: RuleSetId,
    manual_format: ManualFormat = "html",
    output: OutputPath = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE")] = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Write the manual beside where one stands, or where one says; `-` is the standard output."""
    document = manual(source_of(id_, home_of(home), on), lang)
    content = as_docx(document) if manual_format == "docx" else as_html(document).encode("utf-8")
    path = output or Path(f"{id_}-{lang}.{manual_format}")
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        return 0
    try:
        path.write_bytes(content)
    except OSError as error:
        raise WrongUse("unwritable", path=path) from error
    say("docs.written", lang, path=path, size=len(content) // 1024)
    return 0


def source_of(id_: str, home: Path, on: str | None) -> Source:
    """The newest version of a rule set, or the one that holds on a day, with all that its manual tells.

    Raises WrongUse when the file has errors, or no version that holds then.
    """
    checked_rule_set(known_id(id_, home), home)
    loaded = load_ruleset(id_, home=home)
    version = loaded.on(day_of(on)) if on else loaded.each[-1]
    if version is None or version.ruleset is None:
        raise WrongUse("no-version-then", id=id_, day=on)
    played = version == loaded.each[-1] and id_ in scenario_ids(home)
    outcomes = run_file(id_, home=home)[0] if played else ()
    return Source(
        version.ruleset, version.parents, calendar_named(version.ruleset.calendar, home), digest(canonical(version)),
        coverage(version.ruleset, version.parents, outcomes), played,
    )  # fmt: skip
