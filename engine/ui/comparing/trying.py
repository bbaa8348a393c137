"""Past cases under the chosen rule sets: from uploaded bytes to a result, without a word of it being kept.

The upload goes into a directory that is deleted when the run ends. The cases that come out differently
and the rows that cannot be judged are held as CSV for as long as the session shows them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.casework.rulebook import prepare
from engine.columns.history import History, HistoryError, TableFile, open_history
from engine.columns.past import Layout
from engine.compare.findings import Side
from engine.policy.definitions import RuleSet
from engine.policy.forms import Text
from engine.simulate.backtest import Backtest, Progress, Town, backtest
from engine.simulate.layout import found_in, layout_of
from engine.source import Problem

Advance = Callable[[int, int | None], None]
"""Told after each batch: rows done, and of how many where that is known."""


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name and its content."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Tried:
    """The result; `rules` by the names used in it; `differing` cases of the pair number `listed` and `dirty` rows
    as CSV, empty when there is nothing to list."""

    result: Backtest
    rules: Mapping[str, RuleSet]
    listed: int
    differing: bytes
    dirty: bytes


def try_out(
    sides: Sequence[Side], cases: Upload, mapping: Upload | None, as_of: datetime, advance: Advance, *, listed: int = 0
) -> Tried | tuple[Problem, ...]:
    """Try the cases under every rule set, or what is wrong with the mapping. Raises HistoryError.

    `listed` is the number of the pair whose differing cases are listed: 0 for the first against the second.
    """
    towns = [_town(s) for s in sides]
    with TemporaryDirectory(prefix="bihuan-") as folder:
        history = _opened(cases, Path(folder))
        layout = _layout(history, mapping, towns)
        if not isinstance(layout, Layout):
            return layout
        lists = [Path(folder) / name for name in ("differing.csv", "dirty.csv")]
        with closing(TableFile(lists[0])) as differing, closing(TableFile(lists[1])) as dirty:
            steps = backtest(
                towns, history, layout, as_of=as_of, differing=differing.write, dirty=dirty.write, listed=listed
            )
            result = _last(steps, advance)
        contents = [p.read_bytes() if p.exists() else b"" for p in lists]
    return Tried(result, {t.book.ruleset.id: t.book.ruleset for t in towns}, listed, *contents)


def rows_of(content: bytes, most: int) -> tuple[list[str], list[list[str]]]:
    """Heads and the first rows of a CSV."""
    read = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    heads = next(read, [])
    return heads, [row for row, _ in zip(read, range(most), strict=False)]


def _town(side: Side) -> Town:
    """Under the name that was chosen, so that two versions of one locality are told apart."""
    named = replace(side.ruleset, id=side.name, title=Text(side.name, side.name))
    return Town(prepare(named), side.calendar)


def _opened(cases: Upload, folder: Path) -> History:
    """The upload as a history that goes by the name it came with."""
    path = folder / "cases"
    path.write_bytes(cases.content)
    try:
        return replace(open_history(path), name=cases.name)
    except HistoryError as wrong:
        raise HistoryError(wrong.code, **{**wrong.params, "file": cases.name}) from wrong


def _layout(history: History, mapping: Upload | None, towns: Sequence[Town]) -> Layout | tuple[Problem, ...]:
    books, zone = [t.book for t in towns], towns[0].calendar.zone
    if mapping is None:
        return found_in(history.columns, books, zone)
    return layout_of(mapping.content, books, zone, file=mapping.name)


def _last(steps: Iterable[Progress], advance: Advance) -> Backtest:
    result = None
    for step in steps:
        advance(step.rows, step.of)
        result = step.result
    assert result is not None  # the last step holds it
    return result
