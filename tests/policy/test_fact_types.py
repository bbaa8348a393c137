"""What a condition may read, and of which type it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.loading import load_ruleset
from engine.policy.definitions import RuleSet
from engine.policy.fact_types import DATE, NUMBER, YES_NO, FactType, event_names, fact_types, value_type
from engine.policy.limits import Limit

HOME = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    loaded = load_ruleset(HOME / "ok" / "locality.yaml", home=HOME)
    assert loaded.ruleset is not None
    return loaded.ruleset


@pytest.mark.parametrize(
    ("fact", "found"),
    [
        ("identity", FactType("choice", ("real-name", "anonymous"))),
        ("people", NUMBER),
        ("same-matter", NUMBER),
        ("repeat", YES_NO),
        ("slip.sent", YES_NO),
        ("handling-time.expired", YES_NO),
        ("found-major", YES_NO),
        ("case.opened", DATE),
        ("case.closed", YES_NO),
        ("track", FactType("choice", ("inner", "outer"))),
        ("time", FactType("limit")),
        ("admission.outcome", FactType("choice", ("admit", "refuse"))),
        ("admission.speed", NUMBER),
        ("slip.promised", DATE),
        ("slip.outcome", FactType("choice", ("yes-way", "no-way"))),
        ("helpers", FactType("choices")),
        ("handler", FactType("choice")),
        ("sealed", YES_NO),
    ],
)
def test_a_fact_has_the_type_of_what_gives_it(ruleset: RuleSet, fact: str, found: FactType) -> None:
    assert fact_types(ruleset)[fact] == found


def test_a_state_is_one_of_the_states_inherited_ones_included(ruleset: RuleSet) -> None:
    assert set(fact_types(ruleset)["state"].values) == set(ruleset.states)


def test_a_group_holds_the_types_of_its_rows(ruleset: RuleSet) -> None:
    rows = fact_types(ruleset)["accused"].row
    assert rows["supervised"] == YES_NO
    assert rows["official.office"].kind == "choices"


def test_every_definition_makes_its_events(ruleset: RuleSet) -> None:
    events = event_names(ruleset)
    assert {"slip.refused", "closed.entered", "handler.filled", "watch.missed", "found.cleared"} <= events
    assert "slip.entered" not in events


def test_values_of_several_types_have_no_type() -> None:
    assert value_type((1, "x")) is None
    assert value_type((Limit("promptly"), Limit("unspecified"))) == FactType("limit")
    assert value_type((date(2026, 1, 1),)) == DATE
    assert value_type((True, 1)) is None
