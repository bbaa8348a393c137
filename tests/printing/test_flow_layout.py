"""Flowcharts: no box, label or arrow meets another, and every way on is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations, pairwise

import pytest

from engine.printing.document import Exit, Flow, Step
from engine.printing.flow_layout import WIDTH, layout, wrapped
from engine.printing.flow_svg import flow_svg
from engine.printing.route import steps_in_order
from tests.printing.conftest import EVERYWHERE, Made

Manuals = Callable[[str, str], Made]


def flow_of(m: Made) -> Flow:
    return next(b for b in m.document.blocks if isinstance(b, Flow))


@pytest.mark.parametrize("id_", EVERYWHERE)
def test_boxes_stand_apart_and_lines_stay_inside(manual_of: Manuals, id_: str) -> None:
    plan = layout(flow_of(manual_of(id_, "zh")))
    assert all(above.bottom < below.top for above, below in pairwise(plan.boxes))
    for box in plan.boxes:
        lines = [*box.title, *box.under, *(line for way in box.exits for line in way)]
        assert all(box.top < line.y - line.size * 0.5 and line.y < box.bottom for line in lines)
        assert all(upper.y < lower.y for upper, lower in pairwise(lines))


@pytest.mark.parametrize("id_", EVERYWHERE)
def test_no_two_arrows_share_a_lane_at_the_same_height(manual_of: Manuals, id_: str) -> None:
    plan = layout(flow_of(manual_of(id_, "zh")))
    for a, b in combinations([a for a in plan.arrows if a.side != "down"], 2):
        if (a.side, a.lane) == (b.side, b.lane):
            assert min(a.from_, a.to) > max(b.from_, b.to) or max(a.from_, a.to) < min(b.from_, b.to)


@pytest.mark.parametrize("id_", EVERYWHERE)
def test_every_way_on_has_its_arrow(manual_of: Manuals, id_: str) -> None:
    m = manual_of(id_, "zh")
    flow = flow_of(m)
    rules = m.source.ruleset
    ways = [t for s in rules.states.values() for ts in s.transitions.values() for t in ts]
    assert len(layout(flow).arrows) == sum(len(s.exits) for s in flow.steps) == len(ways)
    assert [s.title for s in flow.steps] == [s.label.zh for s in steps_in_order(rules)]
    drawn = flow_svg(flow)
    assert len(set(re.findall(r'marker-end="[^"]*" d="([^"]*)"', drawn))) == len(ways)
    assert len(re.findall(r'<rect class="box', drawn)) == len(flow.steps)
    names = re.findall(r' id="([^"]*)"', drawn)
    assert len(names) == len(set(names))


def test_the_first_step_comes_first_and_final_ones_last(manual_of: Manuals) -> None:
    rules = manual_of("glenmuir", "en").source.ruleset
    steps = steps_in_order(rules)
    assert steps[0].initial
    assert [s.final for s in steps] == sorted(s.final for s in steps)
    assert {s.key for s in steps} == set(rules.states)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五", ("一二三", "四五")),
        ("一二，三四", ("一二，", "三四")),
        ("one two three", ("one", "two", "three")),
        ("", ()),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, lines: tuple[str, ...]) -> None:
    assert wrapped(text, 10, 33) == lines


def test_a_way_back_runs_at_the_left() -> None:
    flow = Flow("", "", (Step("a", "", "first", (Exit("on", "", 1),)), Step("b", "", "step", (Exit("back", "", 0),))))
    sides = {a.side for a in layout(flow).arrows}
    assert sides == {"down", "left"}
    assert f'width="{WIDTH:.0f}"' in flow_svg(flow)
