"""Kandun: every case comes to its end, and where the text is silent the proof says so."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from engine.casework.case import Case
from engine.casework.requests import Refused
from engine.casework.rulebook import Rulebook, prepare
from engine.casework.virtual import VirtualOffice
from engine.proof.explore import FILED, Node, Space, explore
from engine.proof.findings import Proof
from engine.proof.prove import prove
from engine.proof.slicing import essentials, slice_of, subject
from engine.scenarios.runner import Stage, actor_of, set_stage
from engine.scenarios.story import Scenario

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 1, 5, 1, tzinfo=UTC)


@cache
def stage() -> Stage:
    found, problems = set_stage("kandun", home=ROOT)
    assert found is not None, [p.line("en") for p in problems]
    return found


@cache
def proof() -> Proof:
    on = stage()
    return prove(on.book, calendar=on.calendar, directory=on.directory, start=START)


@cache
def small() -> tuple[Rulebook, Space]:
    on = stage()
    book = prepare(slice_of(on.book.ruleset, essentials(on.book.ruleset)))
    return book, explore(book, calendar=on.calendar, directory=on.directory, start=START)


def test_every_case_comes_to_its_end() -> None:
    assert proof().explored.exhausted
    assert proof().closed
    assert (proof().traps, proof().unowned, proof().conflicts, proof().unreached) == ((), (), (), ())
    assert proof().sound


def test_only_the_investigation_has_no_limit_and_the_clause_is_named() -> None:
    found = proof().unclocked
    assert [(u.state, u.accepted, u.duty, u.note) for u in found] == [
        ("investigating", True, "watch-investigation", "investigation-time")
    ]
    assert "四(一)" in found[0].clause


def test_every_paper_and_act_can_happen_and_every_ladder_leaves_the_unit() -> None:
    assert (proof().impossible, proof().inside) == ((), ())


def test_the_worst_case_names_the_limits_and_the_clause_without_a_number() -> None:
    answered, closed = proof().worst_case
    assert (answered.until, closed.until) == ("answered", "closed")
    assert [t.clock for t in answered.terms] == ["assigning-time", "handling-time"]
    assert answered.total.en == "3 working days + 1 month + 1 half-month"
    assert any("四(一)" in g.clause for g in answered.gaps)
    assert not answered.bounded


@pytest.mark.parametrize("key", stage().scenarios)
def test_what_happens_in_a_story_was_explored(key: str) -> None:
    """Each story, told on the slice, visits no class of cases that the search has not seen."""
    book, space = small()
    for case, at in _told(book, stage().scenarios[key]):
        run = space.run(_as_node(case, at))
        if run.case.state and "next-higher-body" not in run.case.out:
            assert space.view.key(run, ()) in space.nodes, (case.state, at)


def _told(book: Rulebook, story: Scenario) -> list[tuple[Case, datetime]]:
    office = VirtualOffice(book, stage().calendar, stage().directory)
    case = office.open(story.form, story.answers, at=story.opened, by=story.by)
    assert not isinstance(case, Refused)
    seen = [(case, story.opened)]
    for step in story.story:
        at = step.at or seen[-1][1]
        office.advance(at)
        seen.append((office.cases[case.id], at))
        if step.happens and _is_known(step.happens, book):
            office.act(case.id, step.happens, actor_of(office.run(case.id, at), step), step.with_, at=at)
            seen.append((office.cases[case.id], at))
    return seen


def _is_known(event: str, book: Rulebook) -> bool:
    rules = book.ruleset
    known = {*rules.papers, *rules.events, *rules.duties, "accused-linked"}
    return event in known or subject(event, rules) in known


def _as_node(case: Case, at: datetime) -> Node:
    return Node(None, case, at, (), 0, None, FILED)
