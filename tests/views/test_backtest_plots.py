"""Points that are drawn say what the tables say, and no more handlers than can be told apart."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.policy.definitions import RuleSet
from engine.simulate.backtest import Backtest, ClockResult, SetResult, Spread
from engine.views.backtest_plots import MOST_ROUTES, Point, days, late, load
from tests.simulate.towns import town

NO_DAYS = Spread(0, None, None)


@pytest.fixture(scope="module")
def rules() -> Mapping[str, RuleSet]:
    return {"kandun": town("kandun").book.ruleset}


def result(**parts: object) -> Backtest:
    empty: dict[str, object] = {
        k: {} for k in ("routes", "load", "days", "tables", "conflicts", "recusals", "clocks", "rungs")
    }
    return Backtest("f", 1, 1, 0, {}, (SetResult("kandun", **{**empty, **parts}),), ())  # type: ignore[arg-type]


def clock(*, started: int, late: int = 0, overdue: int = 0, unbounded: int = 0) -> ClockResult:
    return ClockResult(started, 0, late, 0, overdue, unbounded, NO_DAYS)


def test_cases_are_counted_by_handler_and_month(rules: Mapping[str, RuleSet]) -> None:
    found = load(result(load={"petition-office": {"2026-01": 2, "2026-02": 3}}), rules, "zh")
    assert [(p.kind, p.value) for p in found] == [("2026-01", 2), ("2026-02", 3)]
    assert len({p.what for p in found}) == 1


def test_small_handlers_are_one_and_none_is_lost(rules: Mapping[str, RuleSet]) -> None:
    many = {f"unit-{n}": {"2026-01": 10 + n} for n in range(MOST_ROUTES + 3)}
    found = load(result(load=many), rules, "zh")
    assert len(found) == MOST_ROUTES + 1
    assert found[-1] == Point("kandun", "其他承办", "2026-01", 10 + 11 + 12)
    assert sum(p.value for p in found) == sum(sum(m.values()) for m in many.values())


def test_a_handler_without_answers_has_no_days(rules: Mapping[str, RuleSet]) -> None:
    parts = {"routes": {"a": 1, "b": 1}, "days": {"a": Spread(3, 5, 9), "b": NO_DAYS}}
    assert [p.value for p in days(result(**parts), rules, "zh")] == [5, 9]


def test_the_share_that_is_late_counts_what_is_open_past_its_day(rules: Mapping[str, RuleSet]) -> None:
    (point,) = late(result(clocks={"handling-time": clock(started=10, late=2, overdue=1)}), rules, "zh")
    assert (point.kind, point.value) == ("10", 0.3)


@pytest.mark.parametrize(
    "parts",
    [
        {"clocks": {"handling-time": clock(started=0)}},
        {"clocks": {"handling-time": clock(started=4, unbounded=4)}},
        {"clocks": {"handling-time": clock(started=4, late=1)}, "untold": ("handling-time",)},
    ],
    ids=["never ran", "no number", "not told"],
)
def test_what_cannot_be_said_is_not_drawn(parts: dict[str, object], rules: Mapping[str, RuleSet]) -> None:
    assert late(result(**parts), rules, "zh") == ()
