"""What people read about a case: sentences, reasons, clocks, progress, drawing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from engine.casework.events import EventKind
from engine.casework.ports import CaseRow, ClockRow
from engine.scenarios.playing import told_virtually
from engine.scenarios.runner import Stage, set_stage
from engine.views.clocks import clock_lines, most_urgent
from engine.views.conditions import condition_words
from engine.views.graph import state_graph
from engine.views.names import Names
from engine.views.progress import progress
from engine.views.reasons import why
from engine.views.rules import deadline_rows, gap_rows, paper_rows, table_views
from engine.views.timeline import _SENTENCES, timeline
from engine.views.work import work_lines

ROOT = Path(__file__).resolve().parents[2]
STORY = "assigned-extended-answered"
NOON = datetime(2026, 1, 14, 4, tzinfo=UTC)


@cache
def stage() -> Stage:
    found, problems = set_stage("kandun", home=ROOT)
    assert found is not None, problems
    return found


@cache
def log() -> tuple:  # type: ignore[type-arg]
    office = told_virtually(stage(), stage().scenarios[STORY])
    return tuple(next(iter(office.log.values())))


def names(lang: str = "zh") -> Names:
    return Names(stage().book.ruleset, stage().directory, lang)


def clock(key: str, *, days: int, outcome: str = "running", epoch: int = 1) -> ClockRow:
    due = NOON + timedelta(days=days)
    return ClockRow(key, epoch, False, outcome, due.date(), due, False, ("coordination-office",))


def test_every_kind_of_event_has_a_sentence() -> None:
    assert set(_SENTENCES) == set(EventKind.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_story_can_be_read_aloud(lang: str) -> None:
    for story in stage().scenarios.values():
        office = told_virtually(stage(), story)
        for events in office.log.values():
            lines = timeline(events, stage().book.ruleset, stage().directory, lang)
            assert len(lines) == len(events)
            assert all(line.sentence and "{" not in line.sentence for line in lines)


def test_no_english_word_stands_in_a_chinese_timeline() -> None:
    lines = timeline(log(), stage().book.ruleset, stage().directory, "zh")
    plain = "".join(line.sentence + line.who for line in lines)
    plain = plain.replace(log()[0].data.get("number", ""), "")
    assert [c for c in plain if c.isascii() and c.isalpha()] == []


def test_a_decision_names_its_clause() -> None:
    decided = [
        line for line in timeline(log(), stage().book.ruleset, stage().directory, "zh") if line.kind == "decided"
    ]
    cites = {c for line in decided for r in line.reasons for c in r.cites}
    assert any("四(一)" in c for c in cites)


def test_why_gives_facts_and_clauses_of_each_decision() -> None:
    found = {e.subject: e for e in why(log(), stage().book.ruleset, stage().directory, "zh")}
    assert found["办理路径"].outcome == "归口交办"
    assert found["办理路径"].reasons[0].cites
    assert found["办理路径"].facts


@pytest.mark.parametrize(
    ("days", "colour", "word"), [(-1, "red", "逾期"), (1, "amber", "将到期"), (20, "green", "期限内")]
)
def test_a_colour_is_always_a_word_too(days: int, colour: str, word: str) -> None:
    (line,) = clock_lines([clock("assigning-time", days=days)], names(), stage().calendar, NOON)
    assert (line.colour, line.word) == (colour, word)


def test_a_right_that_lapsed_is_not_late() -> None:
    (line,) = clock_lines([clock("objection-window", days=-3)], names(), stage().calendar, NOON)
    assert (line.colour, line.running) == ("grey", False)


def test_promptly_is_never_called_overdue() -> None:
    (line,) = clock_lines([clock("answering-time", days=-9)], names(), stage().calendar, NOON)
    assert line.colour == "amber"


def test_the_most_urgent_clock_comes_first() -> None:
    rows = [
        clock("handling-time", days=9),
        clock("assigning-time", days=-2),
        clock("matter-time", days=0, outcome="met"),
    ]
    lines = clock_lines(rows, names(), stage().calendar, NOON)
    assert [c.clock for c in lines] == ["assigning-time", "handling-time", "matter-time"]
    first = most_urgent(lines)
    assert first is not None
    assert first.clock == "assigning-time"


def row(id_: str, **changes: object) -> CaseRow:
    values: dict[str, object] = {
        "id": id_, "locality": "kandun", "number": f"kandun-2026-{id_}", "year": 2026, "sequence": 1, "digest": "d",
        "state": "registering", "opened": NOON, "closed": None, "owners": ("coordination-office", "zhou-xiaoyan"),
        "on_case": (), "out": (), "sealed": False, "taken_by": None, "flags": (), "related": {"matter": "drainage"},
        "next_moment": None, "title": "",
    }  # fmt: skip
    return CaseRow(**{**values, **changes})  # type: ignore[arg-type]


def test_work_is_listed_overdue_first() -> None:
    clocks = {"a": (clock("assigning-time", days=9),), "b": (clock("assigning-time", days=-2),), "c": ()}
    of: Callable[[CaseRow], Names] = lambda _: names()  # noqa: E731
    lines = work_lines([row("c"), row("a"), row("b")], clocks.__getitem__, of, stage().calendar, NOON)
    assert [line.id for line in lines] == ["b", "a", "c"]
    assert (lines[0].title, lines[0].owners) == ("排水与河道", "协调办公室")


def test_the_complainant_reads_no_name_of_a_person() -> None:
    office = told_virtually(stage(), stage().scenarios[STORY])
    (case_id,) = list(office.log)[:1]
    events = office.log[case_id]
    at = events[-1].at
    seen = progress(office.cases[case_id], events, (), stage().book.ruleset, stage().calendar, at, "zh")
    shown = str(seen)
    assert not [p.name for p in stage().directory.persons.values() if p.name in shown]
    assert seen.stages[seen.stage] == "已办结"
    assert [letter.paper for letter in seen.letters][-1] == "answer"


@pytest.mark.parametrize(("days", "word"), [(-9, "超过预期"), (9, "期限内")])
def test_the_complainant_is_not_told_to_hurry_when_the_office_is_slow(days: int, word: str) -> None:
    office = told_virtually(stage(), stage().scenarios[STORY])
    (case_id,) = list(office.log)[:1]
    rules, clocks = stage().book.ruleset, [clock("answering-time", days=days)]
    seen = progress(office.cases[case_id], office.log[case_id], clocks, rules, stage().calendar, NOON, "zh")
    assert [(p.word, p.mine) for p in seen.promises] == [(word, False)]
    assert all(p.cites for p in seen.promises)


def test_the_drawing_marks_the_present_state() -> None:
    dot = state_graph(stage().book.ruleset, "handling", lang="zh")
    assert '"handling" [label="承办调处（当前）"' in dot
    assert dot.count("（当前）") == 1
    assert dot.count("->") >= len(stage().book.ruleset.states)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_rules_can_be_read(lang: str) -> None:
    n = names(lang)
    for line in (*deadline_rows(n), *paper_rows(n), *gap_rows(n)):
        assert all(line)
    for table in table_views(n):
        assert table.rows
        assert table.otherwise
    for rule in stage().book.ruleset.recusal.values():
        assert condition_words(rule.if_, n)
