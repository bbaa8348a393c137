"""Regions of boxes say what sets of points say, tried on small grids point by point."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import pytest

from engine.regions.boxes import Box, Cells, common, disjoint, is_empty, left_of, meet, merged, whole, within

SIZES = (3, 2, 4)
POINTS = list(product(*(range(n) for n in SIZES)))


def points(boxes: tuple[Box, ...]) -> set[Cells]:
    return {p for p in POINTS if any(within(p, b) for b in boxes)}


def random_region(draw: Random) -> tuple[Box, ...]:
    return tuple(tuple(draw.randrange(1 << n) for n in SIZES) for _ in range(draw.randrange(5)))


@pytest.mark.parametrize("seed", range(40))
def test_meet_minus_and_union_are_those_of_sets(seed: int) -> None:
    draw = Random(seed)
    one, other = random_region(draw), random_region(draw)
    assert points(common(one, other)) == points(one) & points(other)
    assert points(left_of(one, other)) == points(one) - points(other)
    assert points(merged((*one, *other))) == points(one) | points(other)


@pytest.mark.parametrize("seed", range(40))
def test_merged_boxes_are_disjoint_and_no_two_make_one(seed: int) -> None:
    found = merged(random_region(Random(seed)))
    assert not any(is_empty(b) for b in found)
    for a, b in combinations(found, 2):
        assert is_empty(meet(a, b))
        assert sum(x != y for x, y in zip(a, b, strict=True)) > 1


@pytest.mark.parametrize("seed", range(30))
def test_what_is_merged_does_not_depend_on_the_order_of_what_came(seed: int) -> None:
    draw = Random(seed)
    boxes = list(disjoint(random_region(draw)))
    first = merged(boxes)
    draw.shuffle(boxes)
    assert merged(boxes) == first


def test_the_whole_is_everything_and_nothing_is_left_of_it() -> None:
    assert points((whole(SIZES),)) == set(POINTS)
    assert left_of((whole(SIZES),), (whole(SIZES),)) == ()
