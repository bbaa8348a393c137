"""An official slip of one case, for somebody who is on it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from engine.casework.ports import UnknownCase
from engine.casework.requests import Refused
from engine.cli.home import home_of
from engine.cli.installation import installation
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, HomePath, Lang
from engine.cli.printing import say
from engine.i18n import text
from engine.printing.slips.kinds import Kind
from engine.printing.slips.material import CaseMaterial
from engine.printing.slips.slip import CannotPrint, Slip, slip_of
from engine.views.names import Names

if TYPE_CHECKING:
    from engine.office import Office


def command(
    case: Annotated[str, typer.Argument(metavar="CASE")],
    reader: Annotated[str, typer.Option("--person", metavar="PERSON")],
    slip: Annotated[Literal["handling", "report", "extension", "answer"], typer.Option("--slip")] = "handling",
    slip_format: Annotated[Literal["pdf", "docx"], typer.Option("--format")] = "pdf",
    output: Annotated[Path | None, typer.Option("--output", metavar="PATH")] = None,
    why: Annotated[str | None, typer.Option("--identity", metavar="REASON")] = None,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Print one slip. What is sealed stays sealed unless a reason is given, and then that is on record."""
    root = home_of(home)
    try:
        with installation(database, root) as office:
            made = _slip(office, _case_id(office, case), reader, slip, why, lang)
        content = _drawn(made, slip_format, root)
    except CannotPrint as error:
        raise WrongUse("cannot-print", why=error.line(lang)) from error
    path = output or Path(f"{made.number}-{slip}.{slip_format}")
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        return 0
    _write(path, content, lang)
    return 0


def _write(path: Path, content: bytes, lang: str) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise WrongUse("unwritable", path=path) from error
    say("docs.written", lang, path=path, size=len(content) // 1024)


def _drawn(slip: Slip, kind: str, home: Path) -> bytes:
    from engine.printing.slips.as_pdf import as_pdf  # only here: typesetting is slow to import
    from engine.printing.slips.as_word import as_word
    from engine.printing.slips.template import template_for

    return as_pdf(slip) if kind == "pdf" else as_word(slip, template_for(slip, home))


def _slip(office: Office, case_id: str, reader: str, kind: Kind, why: str | None, lang: str) -> Slip:
    """The slip as this person may see it. Raises WrongUse when the Desk refuses."""
    file = office.desk.view(case_id, reader)
    if isinstance(file, Refused):
        raise _refused(file, lang)
    identity = {} if why is None else _opened(office, case_id, reader, why, lang)
    names = Names(file.ruleset, office.directory(file.case.locality), lang)
    calendar = office.calendar(file.ruleset.calendar)
    return slip_of(kind, CaseMaterial(file, names, calendar, office.store.clocks(case_id), identity))


def _opened(office: Office, case_id: str, reader: str, why: str, lang: str) -> Mapping[str, str]:
    """Sealed identity; the Desk keeps who read it and why. Raises WrongUse when it refuses."""
    found = office.desk.unseal(case_id, reader, why)
    if isinstance(found, Refused):
        raise _refused(found, lang)
    return found


def _refused(refused: Refused, lang: str) -> WrongUse:
    params = {k: v for k, v in refused.params.items() if k not in ("key", "lang", "missing")}
    return WrongUse("cannot-print", why=text(f"refusal.{refused.code}", lang, missing=refused.code, **params))


def _case_id(office: Office, written: str) -> str:
    """The id of the case of that number or id. Raises WrongUse when there is none."""
    found = office.store.by_number(written)
    if found is not None:
        return found.id
    try:
        return office.store.row(written).id
    except UnknownCase as error:
        raise WrongUse("case", seen=written) from error
