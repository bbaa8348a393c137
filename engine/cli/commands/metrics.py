"""The metrics of a locality over the cases in the database; cells too small to be published are left out.

Spans are whole periods of each metric, as in the app: what the operator prints is handed on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from engine.casework.records import records
from engine.cli.home import home_of
from engine.cli.installation import installation, known_locality
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import aligned, as_json
from engine.i18n import text
from engine.policy.calendar import local_date
from engine.views.metrics import Cell, MetricLine, metric_lines
from engine.views.names import Names


def command(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    period_of: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"])] = None,
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Print every metric: counted among all, its share, whether the target is met; for the present
    period of each, with --on for the one that holds this day."""
    with installation(database, home_of(home)) as office:
        locality = known_locality(office, id_)
        digest = office.rules.in_force(locality, office.now())
        if digest is None:
            raise WrongUse("not-in-force", id=id_)
        book = office.rules.book(digest)
        calendar = office.calendar(book.ruleset.calendar)
        day = period_of.date() if period_of else local_date(calendar, office.now())
        names = Names(book.ruleset, office.directory(locality), lang)
        lines = metric_lines(book, records(office.desk, office.store, locality), day, calendar, names)
    if format_ == "json":
        as_json([_record(line) for line in lines])
    else:
        _print(lines, lang)
    return 0


def _record(line: MetricLine) -> dict[str, Any]:
    window = line.window
    return {
        "metric": line.key, "from": window.first.isoformat() if window else None,
        "until": window.last.isoformat() if window else None, "target": line.target, **_cell(line.whole),
        "by": {fact: {c.label: _cell(c) for c in cells} for fact, cells in line.by},
    }  # fmt: skip


def _cell(cell: Cell) -> dict[str, Any]:
    share = float(cell.share.removesuffix("%")) if cell.share else None
    return {"count": cell.count, "among": cell.among, "share": share, "state": cell.state}


def _print(lines: tuple[MetricLine, ...], lang: str) -> None:
    if not lines:
        print(text("cli.metrics.none", lang))
        return
    head = [text(f"cli.metrics.{k}", lang) for k in ("metric", "span", "share", "target", "verdict")]
    print(aligned(head, [row for line in lines for row in _rows(line, lang)]))
    print(text("cli.metrics.small", lang))


def _rows(line: MetricLine, lang: str) -> Iterator[tuple[str, ...]]:
    ever = text("cli.metrics.ever", lang)
    span = f"{line.window.first} – {line.window.last}" if line.window else ever
    yield line.label, span, _share(line.whole), line.target, line.whole.verdict
    for fact, cells in line.by:
        for cell in cells:
            yield (
                f"  {fact}：{cell.label}" if lang == "zh" else f"  {fact}: {cell.label}",
                "",
                _share(cell),
                "",
                (cell.verdict),
            )


def _share(cell: Cell) -> str:
    return f"{cell.share} ({cell.count}/{cell.among})" if cell.share else "—"
