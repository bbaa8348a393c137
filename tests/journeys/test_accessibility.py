"""Every main page as axe-core sees it: nothing serious or critical stands in anybody's way.

axe-core is the engine that browsers' own accessibility audits use; it reads roles, names, contrast and
structure of the page as it is drawn. What it cannot see (whether words are plain) people must judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from scripts.demo_server import serving
from tests.journeys.hands import Hands
from tests.journeys.small_office import fill

pytestmark = [pytest.mark.browser, pytest.mark.full]

BARRIERS = frozenset({"serious", "critical"})
PUBLIC = ("sign-in", "", "follow", "rules", "compare", "clock")
"""The first is where a fresh server is entered by an address that is not the front page."""
NAMELESS = "<html lang=zh><title>x</title><main><h1>x</h1><button></button></main></html>"
INSIDE = ("work", "register", "duties", "metrics", "health", "forms", "versions", "account")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[dict[str, list[str]]]:
    """Page → what stands in the way there."""
    with serving(tmp_path_factory.mktemp("axe"), fill) as address:
        hands = Hands(browser, address)
        found = {path or "intake": _barriers(hands, path) for path in PUBLIC}
        hands.sign_in("周晓燕")
        found |= {path: _barriers(hands, path) for path in INSIDE}
        hands.page.goto("about:blank")
        hands.page.set_content(NAMELESS)
        yield {**found, "errors": hands.errors, "nameless": told(Axe().run(hands.page).response)}


def _barriers(hands: Hands, path: str) -> list[str]:
    hands.go(path)
    assert not hands.page.get_by_role("dialog").count(), f"a dialog covers {path}"
    return told(Axe().run(hands.page).response)


def told(response: dict[str, Any]) -> list[str]:
    """What is serious, with the first place where it stands."""
    return [
        f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['html'][:160]}"
        for v in response["violations"]
        if v["impact"] in BARRIERS
    ]


@pytest.mark.parametrize("page", [*(p or "intake" for p in PUBLIC), *INSIDE])
def test_nothing_stands_in_the_way(seen: dict[str, list[str]], page: str) -> None:
    assert seen[page] == []


def test_no_page_complains_in_the_console(seen: dict[str, list[str]]) -> None:
    assert seen["errors"] == []


def test_a_button_without_a_name_is_found(seen: dict[str, list[str]]) -> None:
    assert [line.partition(":")[0] for line in seen["nameless"]] == ["button-name"]
