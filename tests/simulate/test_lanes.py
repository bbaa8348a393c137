"""One complaint in several localities: on the last day of every limit, or left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.policy.calendar import is_workday
from engine.scenarios.runner import set_stage
from engine.simulate.lanes import Lane, Office, lane, lanes
from engine.simulate.pace import distances
from engine.views.lanes import lane_views

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 9, 21, 1, tzinfo=UTC)
UNTIL = AT + timedelta(days=200)
ANSWERS = {
    "identity": "real-name", "name": "甲", "contact": "13800000000", "request": "help", "matter": "drainage",
    "place": "shenwu", "what": "…", "assist-wanted": False, "revisit-wanted": False, "channel": "letter",
    "neighbour": {"place": "qianwan"}, "laixi": {"place": "shuiji"}, "hengyang": {"place": "zhengxiang"},
    "dafeng": {"place": "dazhong"}, "longnan": {"place": "wudu"},
}  # fmt: skip
PLACES = ("kandun", "neighbour", "laixi", "hengyang", "dafeng", "longnan")


def office(name: str) -> Office:
    stage, problems = set_stage(name, home=ROOT)
    assert stage is not None, problems
    return Office(name, stage.book, stage.calendar, stage.directory)


@pytest.fixture(scope="module")
def offices() -> list[Office]:
    return [office(name) for name in PLACES]


@pytest.fixture(scope="module")
def told(offices: list[Office]) -> tuple[Lane, ...]:
    return lanes(offices, ANSWERS, AT, UNTIL)


def test_every_locality_answers_and_closes_the_case(told: tuple[Lane, ...]) -> None:
    for found in told:
        assert found.missing == ()
        assert found.answered is not None, found.name
        assert found.closed is not None, found.name
        assert found.answered < found.closed


def test_no_limit_of_an_office_that_is_on_time_runs_out_before_the_answer(
    offices: list[Office], told: tuple[Lane, ...]
) -> None:
    for found, place in zip(told, offices, strict=True):
        limits = place.book.ruleset.deadlines
        over = [
            c.clock for c in found.clocks
            if c.outcome in ("expired", "late") and limits[c.clock].strength != "may" and found.answered
            and c.end is not None and c.end <= found.answered
        ]  # fmt: skip
        assert over == [], found.name


def test_stretches_follow_on_one_another_from_the_filing_to_the_end(told: tuple[Lane, ...]) -> None:
    for found in told:
        assert found.held[0].start == found.moments[0].at
        assert found.held[-1].end is None
        assert all(a.end == b.start for a, b in zip(found.held, found.held[1:], strict=False))


def test_the_shorter_limit_of_the_neighbour_answers_sooner(told: tuple[Lane, ...]) -> None:
    kandun, neighbour = told[0], told[1]
    assert kandun.answered is not None
    assert neighbour.answered is not None
    assert neighbour.answered < kandun.answered


def test_each_day_that_is_not_worked_is_marked(offices: list[Office], told: tuple[Lane, ...]) -> None:
    for found, place in zip(told, offices, strict=True):
        assert found.off
        assert not any(is_workday(place.calendar, d) for d in found.off)
    assert set(told[1].off) - set(told[0].off) == {datetime(2026, 11, 16, tzinfo=UTC).date()}


def test_left_alone_a_case_is_warned_about_and_never_answered(offices: list[Office]) -> None:
    found = lane(offices[0], ANSWERS, AT, UNTIL, pace="idle")
    assert found.answered is None
    assert [h.state for h in found.held] == ["registering"]
    assert [w.step for w in found.warned] == ["remind", "tell-group", "tell-above"]


def test_what_cannot_be_filed_names_the_question(offices: list[Office]) -> None:
    found = lane(offices[1], {**ANSWERS, "place": "shenwu"}, AT, UNTIL, pace="last-day")
    assert found.missing == ("place",)
    assert found.held == ()


def test_the_same_lane_comes_out_every_time(offices: list[Office], told: tuple[Lane, ...]) -> None:
    assert lanes(offices[:1], ANSWERS, AT, UNTIL)[0].held == told[0].held


def test_states_know_how_far_the_answer_is(offices: list[Office]) -> None:
    found = distances(offices[0].book)
    assert found["answered"] == 0
    assert found["answering"] == 1
    assert found["handling"] > found["countersigning"] > found["answering"]


def test_a_lane_reads_in_both_languages(offices: list[Office], told: tuple[Lane, ...]) -> None:
    places = [(o.book.ruleset, o.directory) for o in offices]
    zh, en = (lane_views(told, places, lang)[0] for lang in ("zh", "en"))
    assert "答复" in zh.summary
    assert "Answered" in en.summary
    assert zh.stretches[0].owner == "协调办公室"
    windows = [c for c in en.clocks if c.word == "not used"]
    assert {c.outcome for c in windows} == {"lapsed"}
