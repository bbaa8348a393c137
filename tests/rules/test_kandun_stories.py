"""The stories of Kandun: they come out as told, say enough, and cite nearly every sentence."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.scenarios.runner import Outcome, run_scenario, set_stage

ROOT = Path(__file__).resolve().parents[2]
STORIES = ROOT / "rules" / "scenarios" / "kandun.yaml"
REFUSED = {"三.1"}
"""The one sentence of 三 and 四 that is a declaration: no act, no date."""


@cache
def outcomes() -> dict[str, Outcome]:
    stage, problems = set_stage("kandun", home=ROOT)
    assert stage is not None, [p.line("en") for p in problems]
    return {key: run_scenario(stage, story) for key, story in stage.scenarios.items()}


@cache
def written() -> dict[str, Any]:
    document = read(STORIES, file="rules/scenarios/kandun.yaml")
    assert isinstance(document, Document), document
    data: Any = document.data
    return dict(data["scenarios"])


def sentences() -> list[str]:
    stage, _ = set_stage("kandun", home=ROOT)
    assert stage is not None
    return [a for a in stage.book.ruleset.documents["measures"].articles if a[0] in "三四"]


def cited_in_reasons() -> set[str]:
    events = [e for o in outcomes().values() for e in (*o.log, *o.others)]
    return {c.removeprefix("measures ") for e in events for r in e.reasons for c in r.cites}


@pytest.mark.parametrize("key", sorted(written()))
def test_a_story_comes_out_as_told(key: str) -> None:
    assert outcomes()[key].differences == ()


def test_there_are_enough_stories() -> None:
    assert len(written()) >= 40


@pytest.mark.parametrize("key", sorted(written()))
def test_a_story_asserts_owner_due_date_and_clause_at_three_points(key: str) -> None:
    points = [s["expect"] for s in written()[key]["story"] if "expect" in s]
    assert sum({"owner", "due", "cites"} <= set(p) for p in points) >= 3


def test_every_sentence_but_a_declaration_gives_a_reason_in_a_story() -> None:
    assert set(sentences()) - cited_in_reasons() == REFUSED


def test_the_duties_of_secrecy_and_of_asking_give_reasons_too() -> None:
    assert {"二", "五(一)", "五(三)", "附件1"} <= cited_in_reasons()


def test_nobody_in_the_directory_bears_an_office_name_as_an_id() -> None:
    """A person's id is nobody's role or unit, so that a story never mixes them up."""
    stage, _ = set_stage("kandun", home=ROOT)
    assert stage is not None
    rules = stage.book.ruleset
    assert not set(stage.directory.persons) & {*rules.roles, *rules.units, *rules.seats}
