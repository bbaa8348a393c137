# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Stories of an administrator: what differs is told with both values, and nothing passes by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

from engine.scenarios import Outcome, run_file
from tests.casework.small import write_home

DIRECTORY = """\
directory:
  persons:
    huang: {name: 黄, roles: [head]}
    cai: {name: 蔡, roles: [clerk]}
    wang: {name: 王, member_of: [roads]}
  units:
    office: {kind: office, label: {zh: 办公室, en: Office}}
    roads: {kind: lines, label: {zh: 道路科, en: Roads}}
scenarios:
  story:
    label: {zh: 一件, en: One}
    opened: 2026-01-05 09:00
    form: note
    answers: {identity: anonymous, request: help, matter: road}
    story:
"""
DEADLINE = "t: {label: {zh: 期, en: T}, limit: 4 days, starts: case.opened, stops: slip.sent, cite: 一}"
Tell = Callable[[str], Outcome]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Runs one story with these steps on the small town."""

    def run(steps: str) -> Outcome:
        write_home(
            tmp_path, deadlines=DEADLINE,
            documents="measures: {title: {zh: 办法, en: Measures}, articles: [一, 二]}", retention="after_closing: 1 month",
        )  # fmt: skip
        folder = tmp_path / "rules/scenarios"
        folder.mkdir(exist_ok=True)
        (folder / "town.yaml").write_text(DIRECTORY + indent(dedent(steps), "      "), encoding="utf-8")
        outcomes, problems = run_file("town", home=tmp_path)
        assert [p.line("en") for p in problems if p.severity == "error"] == []
        return outcomes[0]

    return run


GOOD = """
- {expect: {state: registering, owner: office, due: {t: 2026-01-09}, clocks: {t: running}, cites: 一}}
- {at: 2026-01-05 10:00, happens: slip.written, by: wang, with: {summary: s, handler: roads}, refused: not-yours}
- {at: 2026-01-05 10:00, happens: slip.written, with: {summary: s, handler: roads}}
- {at: 2026-01-05 11:00, happens: slip.signed, by: head}
- {expect: {state: handling, owner: roads, clocks: {t: met}, told: {slip: roads}, notices: {slip: sent, answer: none}, sealed: false, kept_until: none}}
- {at: 2026-01-06 09:00, happens: answer.sent, with: {opinion: x}}
- {expect: {state: closed, kept_until: 2026-02-06, hidden_from: [complainant-office], notices: {answer: [complainant]}}}
"""


def test_a_story_that_comes_as_expected_passes(tell: Tell) -> None:
    outcome = tell(GOOD.replace("hidden_from: [complainant-office], ", ""))
    assert outcome.differences == ()
    assert outcome.passed
    assert outcome.at is not None


@pytest.mark.parametrize(
    ("right", "wrong", "what", "expected", "seen"),
    [
        ("state: handling", "state: closed", "state", "closed", "handling"),
        ("owner: roads", "owner: office", "owner", "office", ["roads"]),
        ("due: {t: 2026-01-09}", "due: {t: 2026-01-08}", "due.t", "2026-01-08", "2026-01-09"),
        ("clocks: {t: met}", "clocks: {t: late}", "clocks.t", "late", "met"),
        ("told: {slip: roads}", "told: {slip: office}", "told.slip", "office", ["roads"]),
        ("slip: sent, answer: none", "slip: sent, answer: sent", "notices.answer", "sent", "none"),
        ("sealed: false", "sealed: true", "sealed", True, False),
        ("cites: 一}", "cites: 二}", "cites", "二", ["measures 一"]),
        ("refused: not-yours", "refused: not-now", "slip.written", "not-now", "refused: not-yours {'event': 'slip.written'}"),
        ("kept_until: 2026", "kept_until: 2027", "kept_until", "2027-02-06", "2026-02-06"),
        ("kept_until: none", "kept_until: 2026-02-05", "kept_until", "2026-02-05", "none"),
        ("by: head}", "by: head, refused: signer}", "slip.signed", "refused: signer", "done"),
        ("with: {opinion: x}", "with: {}", "answer.sent", "done", "refused: missing {'fields': ['opinion']}"),
    ],
)  # fmt: skip
def test_what_differs_is_told(tell: Tell, right: str, wrong: str, what: str, expected: object, seen: object) -> None:
    steps = GOOD.replace("hidden_from: [complainant-office], ", "")
    assert right in steps
    found = [(d.what, d.expected, d.seen) for d in tell(steps.replace(right, wrong)).differences]
    assert found[0] == (what, expected, seen)


def test_hiding_from_a_word_that_means_nobody_is_a_difference(tell: Tell) -> None:
    assert [d.what for d in tell(GOOD).differences] == ["hidden_from"]


def test_time_between_the_steps_is_filled(tell: Tell) -> None:
    outcome = tell("- {at: 2026-02-01 09:00, expect: {clocks: {t: late}}}")
    assert outcome.passed
    assert [e.at.day for e in outcome.log if e.kind == "clock-expired"] == [9]


def test_an_opening_that_is_refused_is_told(tell: Tell, tmp_path: Path) -> None:
    tell("- {expect: {state: registering}}")
    path = tmp_path / "rules/scenarios/town.yaml"
    path.write_text(path.read_text("utf-8").replace("matter: road", "matter: sky"), "utf-8")
    outcomes, _ = run_file("town", home=tmp_path)
    assert [d.what for d in outcomes[0].differences] == ["opened"]


def test_a_file_that_cannot_be_read_gives_problems(tmp_path: Path) -> None:
    write_home(tmp_path)
    outcomes, problems = run_file("town", home=tmp_path)
    assert outcomes == ()
    assert problems
