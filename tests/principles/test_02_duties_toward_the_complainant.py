# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""2. Toward the complainant one may only notify, ask, answer, help, protect, mediate, revisit."""

from __future__ import annotations

import pytest

from engine.lint import Subject, lint
from engine.policy.actors import names_in
from tests.principles.conftest import Codes

ALLOWED = {"notify", "ask", "answer", "help", "protect", "mediate", "revisit"}
DUTY = "d: {{label: {{zh: 事, en: Duty}}, who: office, act: {act}, toward: complainant, after: case.opened, limit: 3 days}}"


def test_shipped_duties_are_among_them(shipped: Subject) -> None:
    toward = [d for d in shipped.ruleset.duties.values() if d.toward and "complainant" in names_in(d.toward)]
    assert {d.act for d in toward} <= ALLOWED
    assert "complainant-duty" not in {p.code for p in lint(shipped)}


@pytest.mark.parametrize("act", sorted(ALLOWED))
def test_these_are_let_through(codes: Codes, act: str) -> None:
    assert "complainant-duty" not in codes(duties=DUTY.format(act=act))


@pytest.mark.parametrize("act", ["watch", "accompany", "persuade", "calm", "examine", "hold"])
def test_any_other_is_refused(codes: Codes, act: str) -> None:
    assert "complainant-duty" in codes(duties=DUTY.format(act=act))


def test_a_rung_of_a_ladder_is_no_way_around(codes: Codes) -> None:
    found = codes(
        deadlines="t: {label: {zh: 期, en: T}, limit: 3 days, starts: case.opened, stops: slip.sent, escalation: up}",
        escalations="up: {label: {zh: 催, en: Up}, steps: {a: {after: 1 day, act: watch, to: complainant}, b: {after: 2 days, act: report, to: next-higher-body}}}",
    )
    assert "complainant-duty" in found
