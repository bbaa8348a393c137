"""A story told on the real Desk (SQLite, durable_rules) leaves the events that virtual time foretold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.casework.events import CaseEvent
from engine.office import Office
from engine.scenarios.playing import SetClock, play, told_virtually
from engine.scenarios.runner import Stage, set_stage

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = {"number", "year", "sequence", "digest", "decided_by", "locality"}
TEN = (
    "assigned-extended-answered", "three-working-days-over-a-make-up-saturday", "countersignature-refused-and-redone",
    "several-offices-answer-together", "lead-found-midway", "secretary-is-accused", "clerk-is-accused",
    "third-time-on-one-matter", "review-and-second-review", "forbidden-acts-are-refused-and-kept",
)  # fmt: skip


STORIES = (
    *(("kandun", key) for key in TEN),
    ("night-line", "nobody-answers"), ("night-line", "redone-by-another-and-never-the-same"),
    ("glenmuir", "six-months-are-over"), ("glenmuir", "answered-before-but-new-facts"),
    ("glenmuir", "nobody-agrees-and-the-chief-designates"), ("federal-records", "tolled-once-for-information"),
    ("ashby-licences", "silence-is-approval"),
)  # fmt: skip


@cache
def staged(ruleset: str) -> Stage:
    found, problems = set_stage(ruleset, home=ROOT)
    assert found is not None, problems
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for all stories: durable_rules is started once."""
    folder = tmp_path_factory.mktemp("desk")
    first = min(s.opened for id_, _ in STORIES for s in staged(id_).scenarios.values())
    with Office.open(f"sqlite:///{folder / 'office.db'}", ROOT, now=SetClock(first), key=folder / "key") as found:
        yield found


def plain(event: CaseEvent, ids: dict[str, str]) -> tuple[Any, ...]:
    """What two tellings must agree on; ids of cases are told apart by their place in the story."""
    data = {k: v for k, v in event.data.items() if k not in WITHOUT}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    for id_, name in ids.items():
        text = text.replace(id_, name)
    return event.kind, event.actor, event.at.astimezone(UTC), text, event.reasons


BEFORE_ALL = date(2007, 1, 1)


def told_for_real(office: Office, stage: Stage, key: str) -> tuple[tuple[CaseEvent, ...], dict[str, str]]:
    """The story's own case on a Desk of its own locality, with the cases that began inside it."""
    scenario = stage.scenarios[key]
    locality = f"place-{key}"
    published = office.store.published(stage.book.ruleset.id)[0]
    office.store.publish(type(published)(locality, published.digest, BEFORE_ALL, published.at),
                         office.store.canonical(published.digest))  # fmt: skip
    office.store.put_directory(locality, stage.directory)
    clock = SetClock(min([scenario.opened, *(b.opened for b in scenario.before)]))
    desk = office.desk
    before, desk.now = desk.now, clock
    try:
        opened = play(desk, scenario, clock, locality=locality)
    finally:
        desk.now = before
    own = [r.id for r in office.store.rows(locality) if r.id.split(".")[0] == opened.case]
    names = {opened.case: "story"}
    for row in office.store.rows(locality):
        if row.id.split(".")[0] != opened.case:
            names[row.id] = f"earlier {row.opened.isoformat()}"
    return tuple(e for id_ in sorted(own) for e in office.store.events(id_)), names


def told_in_virtual_time(stage: Stage, key: str) -> tuple[tuple[CaseEvent, ...], dict[str, str]]:
    scenario = stage.scenarios[key]
    office = told_virtually(stage, scenario)
    story = f"case-{len(scenario.before) + 1}"
    names = {story: "story"}
    for id_, case in office.cases.items():
        if id_.split(".")[0] != story and case.opened:
            names[id_] = f"earlier {case.opened.isoformat()}"
    own = [id_ for id_ in office.cases if id_.split(".")[0] == story]
    return tuple(e for id_ in sorted(own) for e in office.log[id_]), names


@pytest.fixture(scope="module")
def published(office: Office) -> Office:
    for id_ in sorted({id_ for id_, _ in STORIES}):
        begins = staged(id_).book.ruleset.in_force.from_ or BEFORE_ALL
        digest, problems = office.publish(id_, from_=begins)
        assert digest is not None, problems
    return office


@pytest.mark.parametrize(("ruleset", "key"), STORIES)
def test_the_desk_keeps_what_virtual_time_foretold(published: Office, ruleset: str, key: str) -> None:
    real, ids = told_for_real(published, staged(ruleset), key)
    foretold, others = told_in_virtual_time(staged(ruleset), key)
    assert [plain(e, ids) for e in real] == [plain(e, others) for e in foretold]


@pytest.mark.parametrize(("ruleset", "key"), [s for s in STORIES if staged(s[0]).book.tables])
def test_durable_rules_decided_every_time(published: Office, ruleset: str, key: str) -> None:
    rows = published.store.rows(f"place-{key}")
    events = [e for r in rows for e in published.store.events(r.id) if "decided_by" in e.data]
    assert events
    assert {e.data["decided_by"] for e in events} == {"durable_rules"}


def test_the_comparison_would_notice() -> None:
    foretold, ids = told_in_virtual_time(staged("kandun"), TEN[0])
    changed = [plain(e, ids) for e in foretold if e.kind != "sent"]
    assert changed != [plain(e, ids) for e in foretold]
