"""Every construct shows: a rule set stands out against itself without the lines that say it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.compare.findings import Side
from engine.compare.localities import side_by_side
from engine.policy.directory import Directory
from engine.policy.limits import Limit
from engine.views.comparison.concepts import row_view
from engine.views.comparison.page import RowView
from engine.views.names import Names
from scripts.constructs import PAGE, ROOT, Place, lines_of, rows
from tests.compare.sides import side, side_or_none

PLACES = [(row.number, place) for row in rows(PAGE.read_text(encoding="utf-8")) for place in row.places]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rules and forms that a test may spoil."""
    copy = tmp_path_factory.mktemp("shown")
    for folder in ("rules", "forms"):
        shutil.copytree(ROOT / folder, copy / folder)
    return copy


def without_lines(home: Path, place: Place) -> Side | None:
    """The rule set of the place's story, loaded from files without the lines; None if it loads no more."""
    file = home / place.file
    whole = file.read_text(encoding="utf-8")
    first, last = lines_of(place.file, place.path)
    kept = [line for n, line in enumerate(whole.splitlines(keepends=True), start=1) if not first <= n <= last]
    file.write_text("".join(kept), encoding="utf-8")
    try:
        return side_or_none(place.ruleset, home)
    finally:
        file.write_text(whole, encoding="utf-8")


def without_value(value: Any, path: list[str]) -> Any:
    """The same definitions without what stands at a path: files cannot always say so, for other lines need it.

    Raises KeyError where only the whole item can go."""
    name, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        key = next(k for k in (".".join(path[:n]) for n in range(len(path), 0, -1)) if k in value)
        rest = path[key.count(".") + 1 :]
        return {**value, key: without_value(value[key], rest)} if rest else {k: v for k, v in value.items() if k != key}
    if isinstance(value, tuple) and name.isdigit():
        n = int(name)
        return (*value[:n], *((without_value(value[n], rest),) if rest else ()), *value[n + 1 :])
    found = {f.name.rstrip("_"): f.name for f in fields(value)}[name.replace("-", "_")]
    seen = getattr(value, found)
    if isinstance(seen, Limit) and not rest and name == "limit":
        raise KeyError(name)
    empty: Any = {} if isinstance(seen, Mapping) else () if isinstance(seen, tuple) else None
    return replace(value, **{found: without_value(seen, rest) if rest else empty})


def without(kept: Side, place: Place) -> Side:
    """A side without what a place says, or without the item it belongs to."""
    path = place.path.split(".")
    try:
        return replace(kept, ruleset=without_value(kept.ruleset, path))
    except KeyError:
        return replace(kept, ruleset=without_value(kept.ruleset, path[:2]))


@cache
def whole(ruleset: str) -> Side:
    return side(ruleset)


def shown(one: Side, other: Side) -> list[RowView]:
    """The rows in which a reader sees a difference: something is missing, or reads differently."""
    speakers = tuple(Names(s.ruleset, Directory(), "zh") for s in (one, other))
    changed = [r for r in side_by_side([one, other]) if r.aligned.items[0] != r.aligned.items[1]]
    views = [row_view(row, speakers) for row in changed]
    return [v for v in views if v.cells[0] is None or v.cells[1] is None or _reads_differently(v)]


def _reads_differently(row: RowView) -> bool:
    a, b = row.cells
    assert a is not None
    assert b is not None
    return (a.words, a.clause) != (b.words, b.clause) or any(len(set(t.values)) > 1 for t in row.terms)


IN_RULES = [(n, p) for n, p in PLACES if "calendars" not in p.file]
FIRST = list({n: (n, p) for n, p in reversed(IN_RULES)}.values())
"""One place of each construct; all of them, and the calendars, are for the longer run."""


@pytest.mark.parametrize(("number", "place"), FIRST, ids=lambda v: v.path if isinstance(v, Place) else f"{v:02}")
def test_what_a_rule_set_no_longer_says_is_seen(number: int, place: Place) -> None:
    kept = whole(place.ruleset)
    assert shown(kept, without(kept, place)), (number, place)


@pytest.mark.full
@pytest.mark.parametrize(("number", "place"), PLACES, ids=lambda v: v.path if isinstance(v, Place) else f"{v:02}")
def test_without_its_lines_a_rule_set_reads_differently(home: Path, number: int, place: Place) -> None:
    kept = whole(place.ruleset)
    assert shown(kept, without_lines(home, place) or without(kept, place)), (number, place)


def test_a_rule_set_reads_like_itself() -> None:
    assert shown(whole("kandun"), whole("kandun")) == []
