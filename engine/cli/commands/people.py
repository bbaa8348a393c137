"""The persons and units of a locality, from a file that names them as a scenario file does.

An installation without demo data begins with this: rules name roles, the directory says who holds them.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.cli.answers_file import document_of
from engine.cli.home import home_of
from engine.cli.installation import installation, known_locality
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, HomePath, Lang
from engine.cli.printing import say
from engine.loading.reading.document import Document
from engine.loading.shape.schema import check_shape
from engine.policy.directory import Directory
from engine.scenarios.story import directory_of


def command(
    locality: Annotated[str, typer.Argument(metavar="ID")],
    file: Annotated[str, typer.Option("--file", metavar="FILE")],
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Replace the directory of a locality."""
    directory = _directory(file, lang)
    with installation(database, home_of(home)) as office:
        known_locality(office, locality)
        office.put_directory(locality, directory)
    say("people.done", lang, locality=locality, persons=len(directory.persons), units=len(directory.units))
    return 0


def _directory(written: str, lang: str) -> Directory:
    """The `directory` of the file. Raises WrongUse when there is none, or it is wrong."""
    document = document_of(written, lang)
    data: Any = document.data
    if not isinstance(data, dict) or "directory" not in data:
        raise WrongUse("no-directory", seen=written)
    alone = Document({"directory": data["directory"]}, document.keys, document.values, document.file)
    problems = [p for p in check_shape(alone, "scenarios") if p.params.get("key") != "scenarios"]
    if problems:
        raise WrongUse("file-broken", detail=problems[0].line(lang))
    return directory_of(data)
