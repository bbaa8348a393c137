# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""The standing file as people read it: turns by whose they are, periods, what was left out."""

from __future__ import annotations

import pytest

from engine.casework.rows import clock_rows
from engine.casework.virtual import World
from engine.policy.tables import plain_match
from engine.views.clocks import clock_lines
from engine.views.names import Names
from engine.views.timeline import timeline
from tests.casework.small import Town, at, build

RULES = {
    "roles": "deputy: {label: {zh: 副主任, en: Deputy}}",
    "events": """
        guard-declared: {label: {zh: 宣布防护期, en: Declared}, by: office}
        guard-ended:    {label: {zh: 结束防护期, en: Ended}, by: office}
    """,
    "periods": "guard: {label: {zh: 特别防护期, en: Guard}, declared_by: guard-declared, ended_by: guard-ended}",
    "duties": "reception: {label: {zh: 领导接访, en: Reception}, scope: body, who: {each: clerk}, act: receive, every: 1 day, holiday: skip}",
}


@pytest.fixture
def file(tmp_path_factory: pytest.TempPathFactory) -> Town:
    office = build(tmp_path_factory.mktemp("town"), **RULES)
    office.id = office.office.open_standing(at=at("01-09 09:00")).id
    office.do("reception.done", "cai", "01-09 10:00", note="接待三批")
    office.do("guard-declared", "cai", "01-09 11:00")
    office.wait("01-12 09:00")
    return office


@pytest.mark.parametrize(("lang", "said"), [
    ("zh", ["设立常设卷，记录本机关自身的职责", "特别防护期开始", "“领导接访（蔡）”本期免除（2026-01-10 至 2026-01-10）"]),
    ("en", ["The standing file begins; it holds the duties of the office itself", "Guard begins", "“Reception (蔡)”: nothing is owed from 2026-01-10 to 2026-01-10"]),
])  # fmt: skip
def test_what_happened_is_said_in_plain_words(file: Town, lang: str, said: list[str]) -> None:
    lines = [line.sentence for line in timeline(file.log, file.office.book.ruleset, file.office.directory, lang)]
    assert set(said) <= set(lines)


def test_a_turn_is_called_by_whose_it_is(file: Town) -> None:
    world = World(file.office.calendar, file.office.directory, plain_match)
    names = Names(file.office.book.ruleset, file.office.directory, "zh")
    rows = clock_rows(file.case, file.office.book, world, at("01-12 09:00"))
    (line,) = clock_lines(rows, names, file.office.calendar, at("01-12 09:00"))
    assert (line.label, line.held_by, line.colour, line.limit) == ("领导接访（蔡）", "蔡", "amber", "1 日")


def test_a_kept_turn_says_that_its_period_is_gone(file: Town) -> None:
    names = Names(file.office.book.ruleset, file.office.directory, "zh")
    assert names.of("reception@cai#2") == "领导接访（蔡）（往期）"
    assert names.of("standing") == "常设卷"
