"""Conditions as regions and tables as functions mean what the plain evaluator says, whatever the facts."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from random import Random
from typing import Any

import pytest

from engine.policy.conditions import All, Condition, Not, Rows, Test, Value, holds, leaves
from engine.policy.definitions import Table
from engine.policy.tables import settle
from engine.regions.axes import Domain, TooManyCellsError
from engine.regions.boxes import merged
from engine.regions.space import Facts, Space, frozen, space_of
from tests.regions.random_conditions import TODAY, TYPES, random_condition, random_facts, random_tables

FACTS = Facts(TYPES, {}, (), TODAY)


def decided(tables: tuple[Table, ...], facts: Mapping[str, Value]) -> dict[str, Any]:
    """The facts with what the tables make of them, by the plain evaluator."""
    known: dict[str, Any] = {**facts, "today": TODAY}
    for table in tables:
        known[table.key] = settle(table, tuple(k for k, r in table.rules.items() if holds(r.if_, known))).value
    return known


def asked(conditions: list[Condition], facts: Mapping[str, Value]) -> tuple[bool, ...]:
    """The answer to every single comparison, which decides everything else."""
    return tuple(holds(leaf, facts) for c in conditions for leaf in leaves(c))


def points(space: Space) -> list[tuple[int, ...]]:
    return list(product(*(range(len(a.cells)) for a in space.axes)))


@pytest.mark.parametrize("seed", range(40))
def test_a_region_holds_where_the_condition_holds(seed: int) -> None:
    condition = random_condition(Random(seed))
    space = space_of([condition], FACTS)
    region = space.region(condition)
    some = Random(seed).sample(points(space), min(200, len(points(space))))
    for point in some:
        facts = {**space.facts(point), "today": TODAY}
        assert space.diagrams.value(region, point) is holds(condition, facts), facts


@pytest.mark.parametrize("seed", range(40))
def test_whatever_facts_come_some_point_answers_every_comparison_alike(seed: int) -> None:
    draw = Random(seed)
    condition = random_condition(draw, 1)
    space = space_of([condition], FACTS)
    known = {asked([condition], {**space.facts(p), "today": TODAY}) for p in points(space)}
    for _ in range(60):
        facts = random_facts(draw)
        assert asked([condition], {**facts, "today": TODAY}) in known, facts


@pytest.mark.parametrize("seed", range(40))
def test_tables_decide_as_the_plain_evaluator_does(seed: int) -> None:
    draw = Random(seed)
    tables = random_tables(draw)
    space = space_of([Test("path", "present", True)], Facts(TYPES, {}, tables, TODAY))
    for point in draw.sample(points(space), min(150, len(points(space)))):
        facts = decided(tables, space.facts(point))
        for table in tables:
            assert space.diagrams.value(space.fact(table.key), point) == frozen(facts[table.key])


@pytest.mark.parametrize("seed", range(40))
def test_equal_meaning_is_the_same_node(seed: int) -> None:
    draw = Random(seed)
    one, other = random_condition(draw), random_condition(draw)
    space = space_of([one, other], FACTS)
    told = space.diagrams
    a, b = space.region(one), space.region(other)
    assert space.region(Not(Not(one))) == a
    assert space.region(All((one, other))) == space.region(All((other, one))) == told.both(a, b)
    assert told.either(told.both(a, b), told.less(a, b)) == a


@pytest.mark.parametrize("seed", range(40))
def test_boxes_of_a_region_hold_its_points_and_no_others(seed: int) -> None:
    condition = random_condition(Random(seed), 1)
    space = space_of([condition], FACTS)
    told = space.diagrams
    region = space.region(condition)
    rebuilt = told.never
    for box in merged(told.region(region)):
        rebuilt = told.either(rebuilt, told.box(box))
    assert rebuilt == region
    point = told.witness(region)
    assert (point is None) == (region == told.never)
    assert point is None or told.value(region, point) is True


def test_between_whole_numbers_there_is_nothing() -> None:
    between = All((Test("size", "above", 4), Test("size", "below", 5)))
    whole = Facts(TYPES, {"size": Domain(whole=True)}, (), TODAY)
    assert space_of([between], whole).region(between) == space_of([between], whole).diagrams.never
    space = space_of([between], FACTS)
    point = space.diagrams.witness(space.region(between))
    assert point is not None
    assert 4 < space.facts(point)["size"] < 5  # type: ignore[operator]


def test_bounds_of_a_field_bound_its_cells() -> None:
    space = space_of([Test("size", "at_least", 3)], Facts(TYPES, {"size": Domain(at_least=1, at_most=5)}, (), TODAY))
    assert [c.example for c in space.axes[0].cells] == [1, 2, 3, 4, 5, None]


def test_what_is_left_to_ask_is_equal_when_it_means_the_same() -> None:
    early, late = Test("urgent", "is", True), Test("kind", "is", "a")
    space = space_of([All((early, late))], FACTS, order=("urgent",))
    rest = space.diagrams.rest(space.region(All((early, late))), 1)
    assert set(space.diagrams.values(rest)) == {space.region(late), space.diagrams.never}
    assert space.diagrams.somewhere(space.region(All((early, late))), 1) == space.region(early)


def test_a_group_may_have_at_most_as_many_rows_as_the_form_allows() -> None:
    both = [Rows("people", "some", Test("rank", "is", r)) for r in ("low", "high")]
    condition = All(tuple(both))
    assert space_of([condition], FACTS).region(condition) != 0
    one = Facts(TYPES, {"people": Domain(at_most=1)}, (), TODAY)
    space = space_of([condition], one)
    assert space.diagrams.witness(space.region(condition)) is None


def test_too_many_named_choices_are_refused() -> None:
    many = All(tuple(Test("tags", "is", f"t{n}") for n in range(12)))
    with pytest.raises(TooManyCellsError):
        space_of([many], FACTS)
