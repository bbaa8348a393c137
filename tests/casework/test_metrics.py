# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Metrics over the logs of cases, with and without windows, and what is left out before publishing."""

from __future__ import annotations

from datetime import date

import pytest

from engine.casework.metrics import Measured, Record, Window, measure, published, window_of
from tests.casework.conftest import Build
from tests.casework.small import HELP, Town, at

RULES = {
    "deadlines": """
        handling-time: {label: {zh: 办理, en: Handling}, limit: 5 days, starts: slip.sent, stops: answer.sent}
        slip-time:     {label: {zh: 交办, en: Slip}, limit: 3 days, starts: case.opened, stops: slip.sent}
    """,
    "metrics": """
        in-time:   {label: {zh: 按期, en: In time}, count: {handling-time: met}, among: {handling-time: started}, by: [handler], target: {at_least: 50%}}
        late-rate: {label: {zh: 逾期, en: Late}, count: {handling-time: late}, among: {handling-time: started}, target: {at_most: 1%}}
        roads:     {label: {zh: 路, en: Roads}, count: {answer.sent: happened}, among: {matter: road}}
        east:      {label: {zh: 东, en: East}, count: {handling-time: met}, among: {place: east, slip-time: met}}
    """,
}


def told(town: Build) -> Town:
    """Two cases for the roads, one answered in time; one for the waters, answered late."""
    office = town(**RULES)
    for number, (handler, answered) in enumerate(
        [("roads", "01-07 09:00"), ("roads", None), ("waters", "01-20 09:00")]
    ):
        case = office.office.open(
            "note", {**HELP, "matter": "water" if handler == "waters" else "road"}, at=at("01-05 09:00")
        )
        office.id = case.id  # type: ignore[union-attr]
        office.assign("01-05 10:00", handler=handler)
        if answered and number < 2:
            office.do("answer.written", "wang", answered, opinion="o")
    office.wait("01-20 08:00")
    office.do("answer.written", "wei", "01-20 09:00", opinion="o")
    return office


def measured(office: Town, window: Window | None = None) -> dict[str, Measured]:
    records = [Record(c, office.office.log[k]) for k, c in office.office.cases.items()]
    return measure(office.office.book, records, window, office.office.calendar, office.office.directory)


def test_a_rate_is_counted_over_the_runs_of_its_clock(town: Build) -> None:
    found = measured(told(town))["in-time"]
    assert (found.count, found.among, str(found.share), found.verdict) == (1, 3, "33.3", "missed")


def test_it_is_shown_apart_for_each_handler(town: Build) -> None:
    by = measured(told(town))["in-time"].by["handler"]
    assert {k: (m.count, m.among, m.verdict) for k, m in by.items()} == {
        "roads": (1, 2, "met"),
        "waters": (0, 1, "missed"),
    }


def test_late_is_also_what_ran_out_and_is_not_done(town: Build) -> None:
    found = measured(told(town))["late-rate"]
    assert (found.count, found.among, found.verdict) == (2, 3, "missed")


def test_cases_are_counted_by_their_facts_and_events(town: Build) -> None:
    found = measured(told(town))
    assert (found["roads"].count, found["roads"].among, found["roads"].verdict) == (1, 2, "none")
    assert (found["east"].count, found["east"].among) == (1, 3)


def test_a_window_takes_what_began_in_it(town: Build) -> None:
    office = told(town)
    assert measured(office, Window(date(2026, 1, 1), date(2026, 1, 31)))["in-time"].among == 3
    assert measured(office, Window(date(2026, 2, 1), date(2026, 2, 28)))["in-time"].among == 0


WINDOWS = [
    ("week", date(2026, 2, 9), date(2026, 2, 15)),
    ("month", date(2026, 2, 1), date(2026, 2, 28)),
    ("quarter", date(2026, 1, 1), date(2026, 3, 31)),
    ("half-year", date(2026, 1, 1), date(2026, 6, 30)),
    ("year", date(2026, 1, 1), date(2026, 12, 31)),
]


@pytest.mark.parametrize(("per", "first", "last"), WINDOWS)
def test_windows_are_those_of_the_calendar(town: Build, per: str, first: date, last: date) -> None:
    assert window_of(per, date(2026, 2, 14), town(**RULES).office.calendar) == Window(first, last)


def test_turns_of_the_body_are_counted_one_by_one(town: Build) -> None:
    office = town(
        duties="reception: {label: {zh: 接访, en: R}, scope: body, who: office, act: receive, every: 1 week, day: tuesday}",
        metrics="held: {label: {zh: 接访率, en: Held}, count: {reception: done}, among: {reception: started}, per: quarter}",
    )
    office.id = office.office.open_standing(at=at("01-05 09:00")).id
    office.do("reception.done", "cai", "01-06 09:00", note="n")
    office.wait("01-22 09:00")
    office.file("01-22 10:00")
    assert (measured(office)["held"].count, measured(office)["held"].among) == (1, 3)


def cell(count: int, among: int, **by: Measured) -> Measured:
    return Measured(count, among, "unspecified", "none", {"handler": by} if by else {})


@pytest.mark.parametrize(("count", "among"), [(2, 4), (1, 40), (38, 40)])
def test_small_cells_are_not_published(count: int, among: int) -> None:
    assert published(cell(count, among)).among is None
    assert published(cell(count, among)).share is None


@pytest.mark.parametrize(("count", "among"), [(0, 40), (40, 40), (20, 40), (0, 0)])
def test_cells_that_hide_nobody_are_published(count: int, among: int) -> None:
    assert published(cell(count, among)) == cell(count, among)


def test_what_is_left_out_cannot_be_worked_out_from_the_rest() -> None:
    found = published(cell(23, 40, a=cell(2, 3), b=cell(7, 12), c=cell(14, 25)))
    assert {k: m.among for k, m in found.by["handler"].items()} == {"a": None, "b": None, "c": 25}
    assert (found.count, found.among) == (23, 40)


def test_what_is_left_out_is_together_no_small_cell_either() -> None:
    found = published(cell(22, 42, a=cell(10, 20), b=cell(10, 20), c=cell(1, 1), d=cell(1, 1)))
    assert {k: m.among for k, m in found.by["handler"].items()} == {"a": None, "b": 20, "c": None, "d": None}
