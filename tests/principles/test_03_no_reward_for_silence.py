"""3. No target rewards fewer complaints; targets on officials' own work are welcome."""

from __future__ import annotations

import pytest

from engine.lint import Subject, lint
from tests.principles.conftest import Codes

METRIC = "m: {{label: {{zh: 率, en: Rate}}, count: {count}, among: {among}, per: year, target: {target}}}"
DEADLINE = "t: {label: {zh: 期, en: T}, limit: 3 days, starts: case.opened, stops: slip.sent}"


def test_no_shipped_target_does(shipped: Subject) -> None:
    assert "rewards-silence" not in {p.code for p in lint(shipped)}


@pytest.mark.parametrize(
    ("count", "among", "target"),
    [
        ("{request: accusation}", "{t: started}", "{at_most: 5%}"),
        ("{request: help}", "{t: started}", "{at_most: 1%}"),
    ],
)
def test_a_target_of_fewer_complaints_is_refused(codes: Codes, count: str, among: str, target: str) -> None:
    found = codes(deadlines=DEADLINE, metrics=METRIC.format(count=count, among=among, target=target))
    assert "rewards-silence" in found


def test_a_target_on_work_in_time_is_welcome(codes: Codes) -> None:
    metric = METRIC.format(count="{t: met}", among="{t: started}", target="{at_least: 95%}")
    assert "rewards-silence" not in codes(deadlines=DEADLINE, metrics=metric)
