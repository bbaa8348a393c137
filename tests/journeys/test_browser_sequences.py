"""Fifty of the rough sequences in a real browser: real double clicks, reloads and closed windows."""

from __future__ import annotations

from random import Random

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands
from tests.journeys.open_house import FIRST, House

pytestmark = pytest.mark.browser
EVERY = [pytest.param(n, marks=pytest.mark.full if n < 6 else pytest.mark.soak) for n in range(50)]

BODY = "坎墩街道"


@pytest.mark.parametrize("seed", EVERY)
def test_one_complaint_however_it_is_sent(house: House, seed: int) -> None:
    rng = Random(seed)
    before = {r.id for r in house.store.rows(FIRST)}
    hands, story = half_written(house, seed)
    for step in range(rng.randint(0, 2)):
        hands, story = rng.choice((reloaded, elsewhere, typed_on))(house, hands, story, step)
        expect(hands.page.get_by_label("经过").first).to_have_value(story)
    press(hands, rng.randint(1, 3), stays=rng.random() < 0.7)
    (new,) = [r for r in house.store.rows(FIRST) if r.id not in before]
    (opened,) = [e for e in house.store.events(new.id) if e.kind == "opened"]
    assert story in str(opened.data)
    hands.close()


def half_written(house: House, seed: int) -> tuple[Hands, str]:
    hands = house.hands(390 if seed % 2 else 1280)
    hands.go("")
    hands.select("您要向哪里反映", BODY)
    hands.pick("您愿意", "匿名")
    hands.pick("您的诉求", "求助，有问题要解决")
    hands.select("哪一类事", "排水与河道")
    hands.select("村", "直塘村")
    story = f"第{seed}封来信，排水不畅"
    hands.write("经过", story)
    return hands, story


def reloaded(house: House, hands: Hands, story: str, step: int) -> tuple[Hands, str]:
    hands.page.reload()
    hands.settle()
    return hands, story


def elsewhere(house: House, hands: Hands, story: str, step: int) -> tuple[Hands, str]:
    """The window is closed; the address is opened in another browser."""
    path = hands.page.url.removeprefix(f"{house.address}/")
    hands.close()
    other = house.hands()
    other.go(path)
    return other, story


def typed_on(house: House, hands: Hands, story: str, step: int) -> tuple[Hands, str]:
    more = f"{story}，又一次{step}"
    hands.write("经过", more)
    return hands, more


def press(hands: Hands, times: int, *, stays: bool) -> None:
    """So many clicks at once; then the window stays until the receipt, or is closed when it has arrived."""
    button = hands.page.get_by_role("button", name="提交", exact=True)
    button.click(click_count=times)
    hands.page.get_by_text("已经收到").first.wait_for()
    if not stays:
        hands.page.reload()
        hands.settle()
