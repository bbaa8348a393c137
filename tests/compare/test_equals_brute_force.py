"""What the comparison says of the cases is what trying every case says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from engine.compare.behaviour import compare_two
from engine.compare.findings import CaseGroup, Effect, Outcome, Pair, Region, Side
from engine.policy.calendar import Calendar
from engine.policy.conditions import Facts
from engine.policy.definitions import RuleSet
from engine.policy.forms import Text
from engine.regions.axes import Cell
from tests.compare.brute import LATER, Tried, cases, differing, says
from tests.compare.random_pairs import altered, random_rules

PLAIN = Calendar("plain", Text("历", "calendar"), "Asia/Shanghai")


def compared(one: RuleSet, other: RuleSet) -> Pair:
    a, b = (Side(r.id, r, PLAIN) for r in (one, other))
    return compare_two(a, b, date(2026, 6, 1))


def has(cell: Cell, value: Any) -> bool:
    """Whether a value lies in a cell."""
    match cell.kind:
        case "missing":
            return value is None
        case "between":
            inside = value is not None and (cell.low is None or value > cell.low)
            return inside and (cell.high is None or value < cell.high)
        case _:
            return type(value) is type(cell.example) and value == cell.example


def lies_in(facts: Facts, region: Region) -> bool:
    return all(any(has(c, facts.get(x.axis.fact)) for c in x.cells) for x in region.constraints)


def told_of(facts: Facts, pair: Pair) -> list[CaseGroup]:
    return [g for g in pair.cases for r in g.regions if lies_in(facts, r)]


def effects(facts: Facts, pair: Pair) -> dict[tuple[str, str], Effect]:
    found = [*pair.always, *(e for g in told_of(facts, pair) for e in g.effects)]
    return {(e.section, e.key): e for e in found}


def value_at(several: tuple[Outcome, ...], section: str, later: Facts) -> Any:
    """What is made of the case when this comes to pass."""
    fitting = [o for o in several if not o.when or any(lies_in(later, r) for r in o.when)]
    assert len(fitting) == 1
    return None if fitting[0].value is None else says(dict(fitting[0].value), section)


def check(one: RuleSet, other: RuleSet) -> None:
    pair, tried, seen = compared(one, other), Tried(one, other), False
    for facts, a, b in cases(one, other):
        wrong = differing(tried, a, b)
        found = effects(facts, pair)
        assert set(found) == wrong, facts
        seen = seen or bool(wrong)
        for later, mine, theirs in zip(LATER, tried.of(one, a), tried.of(other, b), strict=True):
            for key, effect in found.items():
                assert value_at(effect.here, key[0], later) == mine.get(key)
                assert value_at(effect.there, key[0], later) == theirs.get(key)
    routed = [d for d in pair.differences if d.section not in ("questions", "settings")]
    assert bool(routed) == seen or pair.unclear == "no-case"


def pairs(seeds: range) -> Iterator[tuple[RuleSet, RuleSet]]:
    for seed in seeds:
        yield random_rules(seed), altered(random_rules(seed), seed)


@pytest.mark.parametrize("block", range(6))
def test_a_case_is_told_of_exactly_when_it_comes_out_differently(block: int) -> None:
    for one, other in pairs(range(block * 4, block * 4 + 4)):
        check(one, other)


@pytest.mark.full
@pytest.mark.parametrize("block", range(8))
def test_hundreds_of_pairs_agree_with_brute_force(block: int) -> None:
    for one, other in pairs(range(1000 + block * 50, 1050 + block * 50)):
        check(one, other)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(8, 200))
def test_ten_thousand_pairs_agree_with_brute_force(block: int) -> None:
    for one, other in pairs(range(1000 + block * 50, 1050 + block * 50)):
        check(one, other)


@pytest.mark.parametrize("seed", range(20))
def test_a_rule_set_does_nothing_differently_from_itself(seed: int) -> None:
    found = compared(random_rules(seed), random_rules(seed))
    assert (found.differences, found.always, found.cases) == ((), (), ())


@pytest.mark.parametrize("seed", range(12))
def test_regions_share_no_case_and_each_holds_its_example(seed: int) -> None:
    one = random_rules(seed)
    other = altered(one, seed)
    found = compared(one, other)
    if found.unclear is not None:
        pytest.skip("told item by item")
    regions = [r for g in found.cases for r in g.regions]
    assert all(lies_in(r.example, r) for r in regions)
    for facts, _, _ in cases(one, other):
        assert sum(lies_in(facts, r) for r in regions) <= 1


@pytest.mark.parametrize("seed", range(12))
def test_no_two_regions_of_one_outcome_make_one(seed: int) -> None:
    """Of two boxes, the box around both always holds a case that comes out another way."""
    one = random_rules(seed)
    other = altered(one, seed)
    every = [facts for facts, _, _ in cases(one, other)]
    for group in compared(one, other).cases:
        for x, y in combinations(group.regions, 2):
            inside = [f for f in every if lies_in(f, _around(x, y))]
            assert any(not lies_in(f, x) and not lies_in(f, y) for f in inside)


def _around(one: Region, other: Region) -> Region:
    """The smallest region that holds both."""
    mine: Mapping[str, Any] = {c.axis.fact: c for c in one.constraints}
    kept = [(mine[c.axis.fact], c) for c in other.constraints if c.axis.fact in mine]
    joined = tuple(type(a)(a.axis, tuple(dict.fromkeys((*a.cells, *b.cells)))) for a, b in kept)
    return Region(joined, {})
