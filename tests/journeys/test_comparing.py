"""Policy staff in a browser: rules side by side, past cases under each, and nothing in anybody's way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from engine.office import Office
from engine.scenarios.playing import SetClock
from scripts.demo_server import serving
from tests.journeys.hands import Hands
from tests.journeys.small_office import ROOT, fill
from tests.journeys.test_accessibility import told

pytestmark = [pytest.mark.browser, pytest.mark.full]

NEIGHBOUR = "neighbour"
PHONE = {"width": 390, "height": 844}


def fill_two(url: str) -> None:
    """The small office, and beside it the published rules of a neighbour."""
    fill(url)
    with Office.open(url, ROOT, now=SetClock(datetime.now(UTC))) as office:
        digest, problems = office.publish(NEIGHBOUR, from_=datetime.now(UTC).date())
        assert digest is not None, problems


@pytest.fixture(scope="module")
def hands(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hands]:
    with serving(tmp_path_factory.mktemp("comparing"), fill_two) as address:
        found = Hands(browser, address)
        yield found
        found.close()


def look(hands: Hands, view: str, until: str) -> None:
    """Another view of the comparison, as soon as what it is about stands there."""
    hands.page.locator("[data-testid=stButtonGroup]").get_by_text(view, exact=True).first.click()
    hands.page.locator(until).first.wait_for()
    hands.settle()


def test_two_places_are_compared_and_tried_on_past_cases(hands: Hands, tmp_path: Path) -> None:
    hands.sign_in("周晓燕")
    hands.go("compare")
    hands.press("比较全部已施行的")
    hands.page.locator(".grid").wait_for()
    barriers = {"matrix": told(Axe().run(hands.page).response)}
    assert "20 日" in hands.text()
    look(hands, "差异", ".difference")
    barriers["differences"] = told(Axe().run(hands.page).response)
    look(hands, "热力图", ".heat")
    barriers["heat"] = told(Axe().run(hands.page).response)
    look(hands, "时间轴", "img.lanes")
    barriers["lanes"] = told(Axe().run(hands.page).response)
    look(hands, "以往案件试算", "button:has-text('开始试算')")
    hands.press("开始试算")
    hands.page.locator(".bh-sum").wait_for()
    hands.settle()
    barriers["past"] = told(Axe().run(hands.page).response)
    assert "读入 300 件" in hands.text()
    with hands.page.expect_download() as download:
        hands.page.get_by_role("button", name="结果不同的件（CSV）").click()
    download.value.save_as(tmp_path / "differing.csv")
    assert "row" in (tmp_path / "differing.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert [line for lines in barriers.values() for line in lines] == []
    assert hands.errors == []


def test_on_a_telephone_only_the_table_scrolls_sideways(hands: Hands) -> None:
    hands.page.set_viewport_size(PHONE)
    hands.go("compare")
    hands.press("比较全部已施行的")
    hands.page.locator(".grid").wait_for()
    hands.settle()
    wide = hands.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
    assert hands.page.locator(".bh-compare .scroll").evaluate("e => e.scrollWidth > e.clientWidth")
