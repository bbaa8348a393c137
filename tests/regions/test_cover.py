"""What overlaps, what is hidden, what is left open: as counted point by point."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import pytest

from engine.policy.conditions import All, Condition, Not, Rows, Test
from engine.policy.fact_types import form_types
from engine.policy.forms import Field, Form, FormCheck, Repeats, Section, Text
from engine.regions.boxes import Box, Cells, bits, within
from engine.regions.cover import Cover
from engine.regions.diagram import Diagrams, Node
from engine.regions.filing import domains, fillable, not_asked, within_reach
from engine.regions.space import Facts, space_of
from tests.regions.random_conditions import TODAY

SIZES = (3, 2, 4, 2)
POINTS = list(product(*(range(n) for n in SIZES)))
T = Text("名", "name")


def random_cover(draw: Random) -> tuple[Cover, list[set[Cells]], set[Cells]]:
    """A cover, the points of each of its regions, and the points that can be."""
    told = Diagrams(SIZES)
    regions = [tuple(_box(draw) for _ in range(draw.randint(1, 2))) for _ in range(draw.randint(1, 7))]
    valid = _valid(draw, told)
    can = {p for p in POINTS if told.value(valid, p)}
    held = [{p for p in can if any(within(p, b) for b in boxes)} for boxes in regions]
    return Cover(told, regions, valid), held, can


def _box(draw: Random) -> Box:
    return tuple(draw.choice([(1 << n) - 1, draw.randrange(1, 1 << n)]) for n in SIZES)


def _valid(draw: Random, told: Diagrams) -> Node:
    if draw.random() < 0.4:
        return told.always
    if draw.random() < 0.5:
        return told.box(_box(draw))
    return told.either(told.box(_box(draw)), told.no(told.box(_box(draw))))


@pytest.mark.parametrize("seed", range(80))
def test_overlaps_are_exactly_the_pairs_that_share_a_point(seed: int) -> None:
    cover, held, _ = random_cover(Random(seed))
    shared = {(a, b) for a, b in combinations(range(len(held)), 2) if held[a] & held[b]}
    found = list(cover.overlaps())
    assert set(found) == shared
    assert len(found) == len(shared)
    assert all(cover.example(a, b) in held[a] & held[b] for a, b in found)


@pytest.mark.parametrize("seed", range(80))
def test_a_region_is_hidden_exactly_when_those_before_it_hold_all_of_it(seed: int) -> None:
    cover, held, can = random_cover(Random(seed))
    before: set[Cells] = set()
    for n, mine in enumerate(held):
        point = cover.open(n)
        assert (point is None) == (mine <= before)
        assert point is None or point in mine - before
        before |= mine
    gap = cover.gap()
    assert (gap is None) == (can <= before)
    assert gap is None or gap in can - before


@pytest.mark.parametrize("seed", range(40))
def test_the_room_is_the_smallest_box_of_all_that_can_be(seed: int) -> None:
    cover, _, can = random_cover(Random(seed))
    assert cover.room == tuple(sum(1 << n for n in {p[axis] for p in can}) for axis in range(len(SIZES)))


@pytest.mark.parametrize("seed", range(40))
def test_what_holds_all_of_a_region_alone_are_the_boxes_before_it_that_do(seed: int) -> None:
    draw, told = Random(seed), Diagrams(SIZES)
    boxes = [_box(draw) for _ in range(6)]
    cover = Cover(told, [(b,) for b in boxes], told.always)
    for n, box in enumerate(boxes):
        wanted = [m for m in range(n) if all(not b & ~h for b, h in zip(box, boxes[m], strict=True))]
        assert list(bits(cover.holders(n))) == wanted


def test_a_row_hidden_only_by_two_others_together_is_found() -> None:
    cover = Cover(told := Diagrams((2, 2)), [((0b01, 0b11),), ((0b10, 0b11),), ((0b11, 0b01),)], told.always)
    assert cover.point_of(2) == (0, 0)
    assert cover.open(2) is None


FORM = Form(
    "petition", T,
    {"s": Section("s", T, {
        "request": Field("request", T, "choice", True, {"help": T, "accuse": T}),
        "accused": Field(
            "accused", T, "group", True, show_if=Test("request", "is", "accuse"), repeats=Repeats(1, 2),
            fields={"rank": Field("rank", T, "choice", True, {"low": T, "high": T})},
        ),
        "people": Field("people", T, "number", at_least=1, at_most=9),
        "hard": Field("hard", T, "yes-no", True, by="office"),
    })},
    checks={"few": FormCheck("few", All((Test("request", "is", "help"), Test("people", "above", 5))), T, "people")},
)  # fmt: skip


def can_be(condition: Condition) -> bool:
    valid = fillable(FORM, within_reach((FORM,), frozenset({"request", "accused", "people", "hard"})))
    space = space_of([valid, condition], Facts(form_types(FORM), domains(FORM), (), TODAY))
    return space.diagrams.both(space.region(valid), space.region(condition)) != space.diagrams.never


@pytest.mark.parametrize(
    ("condition", "possible"),
    [
        (Test("request", "present", False), False),
        (All((Test("request", "is", "help"), Test("accused", "present", True))), False),
        (All((Test("request", "is", "accuse"), Test("accused", "present", False))), False),
        (Rows("accused", "some", Test("rank", "present", False)), False),
        (Rows("accused", "some", Test("rank", "is", "high")), True),
        (Test("hard", "present", False), True),
        (Test("people", "above", 9), False),
        (Test("people", "present", False), True),
        (All((Test("people", "above", 5), Test("request", "is", "help"))), False),
        (All((Test("people", "above", 5), Not(Test("request", "is", "help")))), True),
    ],
)
def test_a_form_lets_a_case_have_just_what_can_be_answered(condition: Condition, possible: bool) -> None:
    assert can_be(condition) is possible


def test_facts_that_only_another_form_asks_for_are_missing() -> None:
    assert not_asked(FORM, frozenset({"request", "colour"})) == All((Test("colour", "present", False),))
