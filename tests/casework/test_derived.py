"""Rows of lists against the events: whole whatever was done, and the first column that was altered is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from engine.casework.ports import CaseRow, ClockRow
from engine.casework.upkeep.derived import RowDiffers, first_difference
from tests.casework.conftest import Open
from tests.casework.front import Front

DEADLINE = "t: {label: {zh: 期, en: T}, limit: 3 working days, starts: case.opened, stops: slip.sent}"


@pytest.fixture
def town(front: Open) -> Front:
    return front(deadlines=DEADLINE)


def difference(town: Front, case: str) -> str | None:
    found = first_difference(town.desk, town.store, case)  # type: ignore[arg-type]
    return found.column if found else None


def test_rows_fit_whatever_was_done(town: Front) -> None:
    opened = town.file()
    assert difference(town, opened.case) is None
    town.desk.act(opened.case, "slip.written", actor="cai", with_={"summary": "s", "handler": "roads"})
    assert difference(town, opened.case) is None
    town.clock.at += timedelta(days=10)
    town.desk.tick()
    assert difference(town, opened.case) is None


ALTERED: dict[str, Any] = {
    "state": "closed", "owners": ("wei",), "on_case": ("wei",), "out": ("cai",), "sealed": True, "taken_by": "wei",
    "flags": ("urgent",), "title": "另一件", "next_moment": None, "related": {"matter": "x"},
}  # fmt: skip


@pytest.mark.parametrize("column", ALTERED)
def test_a_column_that_was_altered_is_named(town: Front, column: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case, kept = town.file().case, town.store.row
    assert getattr(kept(case), column) != ALTERED[column]

    def altered(id_: str) -> CaseRow:
        return replace(kept(id_), **{column: ALTERED[column]})

    derived = town.desk.derived(case)
    monkeypatch.setattr(town.desk, "derived", lambda _: derived)
    monkeypatch.setattr(town.store, "row", altered)
    found = first_difference(town.desk, town.store, case)  # type: ignore[arg-type]
    assert found == RowDiffers(case, column)


CLOCKS: dict[str, Any] = {
    "due": date(2030, 1, 1), "outcome": "stopped", "holders": ("wei",), "epoch": 7, "provisional": False,
    "expires": None,
}  # fmt: skip


@pytest.mark.parametrize("column", CLOCKS)
def test_a_clock_that_was_altered_is_named(town: Front, column: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = town.file().case
    (clock,) = town.store.clocks(case)
    monkeypatch.setattr(town.store, "clocks", lambda _: (replace(clock, **{column: CLOCKS[column]}),))
    assert difference(town, case) == f"clocks.t.{column}"


def test_a_clock_that_is_gone_or_was_added_is_named(town: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    case = town.file().case
    clocks = town.store.clocks(case)
    monkeypatch.setattr(town.store, "clocks", lambda _: ())
    assert difference(town, case) == "clocks.t"
    added = ClockRow("u", 1, False, "running", None, None, False, ())
    monkeypatch.setattr(town.store, "clocks", lambda _: (*clocks, added))
    assert difference(town, case) == "clocks.u"


def test_what_lists_are_searched_by_is_compared_too(town: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    case = town.file().case
    owners, related = town.store.found_by(case)  # type: ignore[attr-defined]
    monkeypatch.setattr(town.store, "found_by", lambda _: ((*owners, "wei"), related))
    assert difference(town, case) == "case_owners"
    monkeypatch.setattr(town.store, "found_by", lambda _: (owners, {**related, "x": "y"}))
    assert difference(town, case) == "case_related"


def test_what_changes_while_it_is_read_is_read_again(town: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows were derived before somebody else wrote, and read after."""
    case = town.file().case
    before, asked = town.desk.derived(case), town.desk.derived
    town.desk.act(case, "slip.written", actor="cai", with_={"summary": "s", "handler": "roads"})
    answers = iter([before])
    monkeypatch.setattr(town.desk, "derived", lambda id_: next(answers, None) or asked(id_))
    assert difference(town, case) is None
