"""9. Published statistics suppress small cells (fewer than 5)."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from engine.casework.metrics import PERIODS, SMALL, Measured, Record, Window, measure, published
from engine.views.metrics import MetricLine, metric_lines
from engine.views.names import Names
from tests.casework.conftest import Build
from tests.casework.conftest import town as town
from tests.casework.small import HELP, Town, at
from tests.principles.conftest import ROOT

SHOWING = ("views", "ui", "cli", "printing")
"""Rooms that people read; stories and the judge count exactly."""


def showing_unsuppressed(root: Path) -> list[str]:
    """Modules that show what `measure` counted without passing it through `published`."""
    found: list[str] = []
    for path in sorted(p for room in SHOWING for p in (root / room).rglob("*.py")):
        imports = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ImportFrom)]
        names = {a.name for n in imports if n.module == "engine.casework.metrics" for a in n.names}
        if "measure" in names and "published" not in names:
            found.append(path.name)
    return found


@pytest.mark.parametrize("few", range(1, SMALL))
def test_fewer_than_five_are_not_told(few: int) -> None:
    assert SMALL == 5
    assert published(Measured(few, 40, "unspecified", "none")).count is None


def test_what_people_read_has_passed_through_it() -> None:
    assert showing_unsuppressed(ROOT / "engine") == []


def test_this_test_fails_when_something_shows_all(tmp_path: Path) -> None:
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "figures.py").write_text("from engine.casework.metrics import measure\n", encoding="utf-8")
    assert showing_unsuppressed(tmp_path) == ["figures.py"]


# ── Differences of spans ────────────────────────────────────────────────

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(366)]
Told = dict[Window, tuple[int, int]]


def filed(town: Build, per: str | None, seed: int) -> Town:
    """A year with busy and quiet spells; every other case is about the road."""
    chance = random.Random(seed)
    span = f", per: {per}" if per else ""
    office = town(
        metrics=f"roads: {{label: {{zh: 路, en: Roads}}, count: {{matter: road}}, among: {{request: help}}{span}}}"
    )
    for day in sorted(chance.choices(DAYS[:40], k=25) + chance.choices(DAYS, k=25)):
        answers = {**HELP, "matter": chance.choice(["road", "water"])}
        office.office.open("note", answers, at=at(f"{day} 09:00"))
    return office


def offered(office: Town) -> Iterator[MetricLine]:
    """All that anybody can ask for: the period of every day, and the one before it."""
    here = office.office
    records = [Record(c, here.log[k]) for k, c in here.cases.items()]
    for day in DAYS[::3]:
        for before in (False, True):
            names = Names(here.book.ruleset, here.directory, "en")
            yield from metric_lines(here.book, records, day, here.calendar, names, before=before)


def figures(lines: Iterable[MetricLine]) -> Told:
    """What is told of each span."""
    return {
        line.window or Window(DAYS[0], DAYS[-1]): (line.whole.count, line.whole.among)
        for line in lines
        if line.whole.count is not None and line.whole.among is not None
    }


def told_by_difference(told: Told, office: Town) -> list[Window]:
    """Spans of which so little is known that it should not be, although nobody was shown them: where spans that
    are shown meet end to end or share an end, what lies between any two of their ends follows."""
    known = {d: {d} for w in told for d in (w.first, _after(w))}
    for w in told:
        joined = known[w.first] | known[_after(w)]
        known.update(dict.fromkeys(joined, joined))
    here, found = office.office, list[Window]()
    records = [Record(c, here.log[k]) for k, c in here.cases.items()]
    for first, end in combinations(sorted(known), 2):
        if end in known[first]:
            between = Window(first, end - timedelta(days=1))
            cell = measure(here.book, records, between, here.calendar, here.directory)["roads"]
            if published(cell).count is None:
                found.append(between)
    return found


def _after(window: Window) -> date:
    return window.last + timedelta(days=1)


@pytest.mark.parametrize("per", [*PERIODS, None])
@pytest.mark.parametrize("seed", range(3))
def test_no_two_spans_on_offer_tell_a_small_cell_by_their_difference(town: Build, per: str | None, seed: int) -> None:
    office = filed(town, per, seed)
    told = figures(offered(office))
    assert told
    assert told_by_difference(told, office) == []


def test_with_days_of_ones_choice_they_would(town: Build) -> None:
    office = filed(town, "quarter", 0)
    here = office.office
    records = [Record(c, here.log[k]) for k, c in here.cases.items()]
    told: Told = {}
    for last in DAYS[:40]:
        cell = published(measure(here.book, records, Window(DAYS[0], last), here.calendar, here.directory)["roads"])
        if cell.count is not None and cell.among is not None:
            told[Window(DAYS[0], last)] = cell.count, cell.among
    assert told_by_difference(told, office)
