"""A flowchart as pictures: cut between steps only, every step on one of them, none without a font."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from engine.printing import flow_picture
from engine.printing.document import Flow
from engine.printing.flow_layout import cuts, layout
from engine.printing.flow_picture import flow_pictures
from engine.printing.slips.slip import CannotPrint
from tests.printing.conftest import EVERYWHERE, Made

Manuals = Callable[[str, str], Made]


def flow_of(m: Made) -> Flow:
    return next(b for b in m.document.blocks if isinstance(b, Flow))


@pytest.mark.parametrize("id_", EVERYWHERE)
@pytest.mark.parametrize("room", [300.0, 750.0, 10_000.0])
def test_no_step_is_cut_and_none_is_lost(manual_of: Manuals, id_: str, room: float) -> None:
    plan = layout(flow_of(manual_of(id_, "zh")))
    found = cuts(plan, room)
    assert (found[0], found[-1]) == (0.0, plan.height)
    assert list(found) == sorted(set(found))
    for box in plan.boxes:
        assert not any(box.top <= cut <= box.bottom for cut in found[1:-1])
    high = max(box.height for box in plan.boxes)
    assert all(b - a <= max(room, high + 60) for a, b in pairwise(found))


def test_pictures_are_as_wide_as_they_say(manual_of: Manuals) -> None:
    found = flow_pictures(flow_of(manual_of("plain-county", "zh")), wide=480, high=300)
    assert len(found) > 1
    for picture in found:
        with Image.open(BytesIO(picture.png)) as image:
            assert image.width == pytest.approx(picture.wide / 72 * 220, abs=2)
            assert len(image.convert("L").getcolors() or ()) > 2


def test_without_a_font_there_is_none(manual_of: Manuals, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> tuple[str, str]:
        raise CannotPrint("no-font", fonts="x")

    monkeypatch.setattr(flow_picture, "font_pair", none)
    assert flow_pictures(flow_of(manual_of("plain-county", "zh")), wide=480, high=300) == ()
