"""Past cases under several rule sets: where they would have gone, what would have been late, what changes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from engine.casework.rulebook import prepare
from engine.cli.home import calendar_named, day_of, home_of, known_id
from engine.cli.installation import installation, known_locality
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, HomePath, Lang
from engine.cli.printing import aligned, as_json, tell
from engine.cli.rule_files import checked_rule_set
from engine.columns.history import History, HistoryError, TableFile, open_history
from engine.columns.past import Layout
from engine.i18n import text
from engine.policy.calendar import start_of
from engine.printing.backtest_page import page
from engine.simulate.backtest import Backtest, Sink, Town, backtest
from engine.simulate.layout import found_in, layout_of
from engine.simulate.stored import stored_history
from engine.views.backtest import charts

SHOWN = 100
"""Differing cases that the JSON holds; all of them go into the file asked for."""


def command(
    past_under: Annotated[list[str], typer.Argument(metavar="ID ID…")],
    cases: Annotated[Path | None, typer.Option("--cases", metavar="FILE")] = None,
    from_store: Annotated[bool, typer.Option("--store")] = False,
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="FILE")] = None,
    shape: Annotated[Literal["text", "json", "html"], typer.Option("--format")] = "text",
    differing: Annotated[Path | None, typer.Option("--differing", metavar="OUT")] = None,
    dirty: Annotated[Path | None, typer.Option("--dirty", metavar="OUT")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE")] = None,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Try past cases under each rule set; exit code 1 when rows could not be judged."""
    root = home_of(home)
    towns = [_town(i, root) for i in past_under]
    if (cases is None) == (not from_store):
        raise WrongUse("cases-or-store")
    if differing is not None and differing.suffix not in (".csv", ".parquet"):
        raise WrongUse("history-out", seen=differing)
    zone = towns[0].calendar.zone
    until = day_of(as_of) if as_of else None
    now = start_of(towns[0].calendar, until + timedelta(days=1)) if until else datetime.now(UTC)
    try:
        if cases is not None:
            history = open_history(cases)
            layout = _layout(mapping, history, towns, zone, lang)
        else:
            history, layout = _stored(past_under[0], database, root, zone)
        if layout is None:
            return 1
        aside = dirty or Path(f"{Path(history.name).stem}-dirty.csv")
        with closing(_Listed(differing)) as listed, closing(_Listed(aside)) as unclean:
            result = _run(towns, history, layout, now, listed, unclean, lang)
    except HistoryError as wrong:
        raise WrongUse("history", detail=text(f"history.{wrong.code}", lang, missing=None, **wrong.params)) from wrong
    _show(result, towns, shape, lang, listed)
    if result.unclean:
        print(text("backtest.dirty-listed", lang, count=result.unclean, file=aside), file=sys.stderr)
    return 1 if result.unclean else 0


def _town(id_: str, root: Path) -> Town:
    ruleset, _ = checked_rule_set(known_id(id_, root), root)
    if not ruleset.intake:
        raise WrongUse("no-intake", id=id_)
    return Town(prepare(ruleset), calendar_named(ruleset.calendar, root))


def _layout(mapping: Path | None, history: History, towns: list[Town], zone: str, lang: str) -> Layout | None:
    """How the file is laid out; None when the mapping has problems, which are told."""
    books = [t.book for t in towns]
    if mapping is None:
        return found_in(history.columns, books, zone)
    if not mapping.is_file():
        raise WrongUse("no-mapping", path=mapping)
    found = layout_of(mapping, books, zone)
    if isinstance(found, Layout):
        return found
    tell(found, lang)
    return None


def _stored(id_: str, database: str | None, root: Path, zone: str) -> tuple[History, Layout]:
    with installation(database, root) as office:
        locality = known_locality(office, id_)
        digest = office.rules.in_force(locality, office.now())
        if digest is None:
            raise WrongUse("not-in-force", id=id_)
        book = office.rules.book(digest)
        found = (office.desk.whole(row.id) for row in office.store.rows(locality))
        return stored_history(id_, found, book, zone)


class _Listed:
    """Rows that are written to a file as they come; the first ones are kept to be shown."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.file = TableFile(path) if path is not None else None
        self.first: list[dict[str, Any]] = []

    def __call__(self, columns: Mapping[str, Any]) -> None:
        """Write these rows."""
        if len(self.first) < SHOWN:
            rows = zip(*(list(map(_plain, c)) for c in columns.values()), strict=True)
            self.first += [dict(zip(columns, row, strict=True)) for row in list(rows)[: SHOWN - len(self.first)]]
        if self.file is not None:
            self.file.write(columns)

    def close(self) -> None:
        """No more rows come."""
        if self.file is not None:
            self.file.close()


def _plain(value: Any) -> Any:
    found = value.as_py() if hasattr(value, "as_py") else value.item() if hasattr(value, "item") else value
    return found.isoformat() if hasattr(found, "isoformat") else found


def _run(
    towns: list[Town], history: History, layout: Layout, now: datetime, listed: Sink, unclean: Sink, lang: str
) -> Backtest:
    result = None
    with _bar(lang) as advance:
        for step in backtest(towns, history, layout, as_of=now, differing=listed, dirty=unclean):
            advance(step.rows, step.of)
            result = step.result
    assert result is not None
    return result


@contextmanager
def _bar(lang: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on the terminal; where nobody looks, nothing."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(text("backtest.running", lang), total=None)
        yield lambda rows, of: bar.update(task, completed=rows, total=of)


def _show(result: Backtest, towns: list[Town], shape: str, lang: str, listed: _Listed) -> None:
    rules = {t.book.ruleset.id: t.book.ruleset for t in towns}
    if shape == "json":
        as_json(_record(result, listed.first))
        return
    found = charts(result, rules, lang)
    if shape == "html":
        print(page(text("backtest.page", lang, file=result.history), lang, found))
        return
    for chart in found:
        print(f"\n{chart.title}")
        print(aligned(chart.heads, chart.rows))
        if chart.note:
            print(chart.note)


def _record(result: Backtest, differing: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts, and the first differing cases; keys that are pairs become words."""
    record = asdict(result)
    for pair in record["pairs"]:
        routes = pair["routes"]
        pair["routes"] = None if routes is None else [{"a": a, "b": b, "cases": n} for (a, b), n in routes.items()]
    return {**record, "differing_cases": differing}
