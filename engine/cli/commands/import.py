# ruff: noqa: N999 (the file is called as the command is)
"""Open cases from a spreadsheet: what each row would open, and with --apply the cases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli.answers_file import document_of
from engine.cli.home import home_of
from engine.cli.installation import installation, known_locality
from engine.cli.misuse import unknown
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import aligned, as_json, problem_record, say, tell
from engine.i18n import text
from engine.loading.sheet_maps import sheet_map_of
from engine.policy.sheets import Sheet, SheetMap

if TYPE_CHECKING:
    from engine.casework.upkeep.importing import Imported
    from engine.office import Office


def command(
    locality: Annotated[str, typer.Argument(metavar="ID")],
    sheet_file: Annotated[str, typer.Option("--file", metavar="FILE")],
    mapping: Annotated[str, typer.Option("--map", metavar="FILE")],
    apply: Annotated[bool, typer.Option("--apply")] = False,
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Tell of every row; exit code 1 when a row has a problem."""
    from engine.loading.sheets import read_sheet  # only here: workbooks need their library

    wanted = sheet_map_of(document_of(mapping, lang))
    content = _content(sheet_file)
    sheet = read_sheet(content, Path(sheet_file).name, wanted.sheet) if isinstance(wanted, SheetMap) else wanted
    if not isinstance(sheet, Sheet) or not isinstance(wanted, SheetMap):
        tell(sheet if isinstance(sheet, tuple) else (), lang)
        return 1
    with installation(database, home_of(home)) as office:
        known_locality(office, locality)
        rows = (
            office.importing.apply(locality, sheet, wanted)
            if apply
            else office.importing.preview(locality, sheet, wanted)
        )
        _report(office, rows, format_, lang, applied=apply)
    return 1 if any(r.problems for r in rows) else 0


def _content(written: str) -> bytes:
    path = Path(written)
    if not path.is_file():
        raise unknown("path", path.name, (p.name for p in path.parent.iterdir()) if path.parent.is_dir() else ())
    return path.read_bytes()


def _report(office: Office, rows: Sequence[Imported], format_: str, lang: str, *, applied: bool) -> None:
    if format_ == "json":
        as_json({"applied": applied, "rows": [_record(r, lang) for r in rows]})
        return
    heads = [text(f"cli.import.{h}", lang) for h in ("row", "opened", "number", "code", "state", "dues")]
    good = [r for r in rows if not r.problems]
    if good:
        print(aligned(heads, [_line(office, r, lang) for r in good]))
    tell([p for r in rows for p in r.problems], lang)
    known = sum(r.known for r in good)
    word, bad = "import.applied" if applied else "import.preview", len(rows) - len(good)
    say(word, lang, good=len(good) - known, known=known, bad=bad)
    untold = sum(bool(r.number and not r.code) for r in rows)
    if untold:
        say("import.untold", lang, count=untold)


def _line(office: Office, row: Imported, lang: str) -> tuple[str, ...]:
    from engine.policy.directory import Directory
    from engine.views.names import Names

    names = Names(office.ruleset_of(row.digest), Directory(), lang)
    dues = ", ".join(f"{names.of(d.clock)} {d.due}" for d in row.dues)
    state, dues = (text("cli.import.known", lang), "") if row.known else (names.of(row.state), dues)
    return (
        str(row.row),
        f"{row.opened:%Y-%m-%d}",
        row.number or "-",
        row.code or "-",
        state,
        dues or "-",
    )


def _record(row: Imported, lang: str) -> dict[str, Any]:
    dues = [{"clock": d.clock, "due": d.due.isoformat(), "provisional": d.provisional} for d in row.dues]
    return {
        "row": row.row, "opened": row.opened.isoformat() if row.opened else None, "digest": row.digest,
        "state": row.state, "dues": dues, "problems": [problem_record(p, lang) for p in row.problems],
        "number": row.number, "code": row.code, "known": row.known,
    }  # fmt: skip
