"""Every main page as axe-core sees it: nothing serious or critical stands in anybody's way.

axe-core is the engine that browsers' own accessibility audits use; it reads roles, names, contrast and
structure of the page as it is drawn. What it cannot see (whether words are plain) people must judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from engine.accounts.keeping import ask_factor, create_account
from engine.store import open_store
from scripts.demo_server import database, serving
from tests.journeys.hands import Hands
from tests.journeys.open_house import WIDTHS
from tests.journeys.small_office import LOCALITY, fill
from tests.journeys.test_own_account import GIVEN, OWN, PERSON, enter, send

pytestmark = [pytest.mark.browser, pytest.mark.full]

BARRIERS = frozenset({"serious", "critical"})
PUBLIC = ("sign-in", "", "follow", "rules", "compare", "clock", "lost")
"""The first is where a fresh server is entered by an address that is not the front page."""
NAMELESS = "<html lang=zh><title>x</title><main><h1>x</h1><button></button></main></html>"
INSIDE = ("work", "register", "duties", "metrics", "health", "forms", "versions", "account")
OWN_PAGES = (
    "first password", "first password refused", "account", "second factor offered", "second factor refused",
    "second factor set", "sessions", "code", "code refused", "second factor required",
)  # fmt: skip
"""Those of an account that is not of the demo; what each asks for is only there at its moment."""
_PASSWORD, _PROOF = ["当前密码", "新密码", "再输入一次新密码"], ["当前密码", "验证码或恢复码"]
LABELS = {
    "first password": _PASSWORD,
    "account": [*_PASSWORD, "当前密码"],
    "second factor offered": ["六位验证码", *_PASSWORD],
    "second factor set": [*_PASSWORD, *_PROOF, *_PROOF],
    "sessions": [*_PASSWORD, *_PROOF, *_PROOF, "结束其他登录前，请输入当前密码"],
    "code": ["验证码或恢复码"],
    "second factor required": ["当前密码"],
}
"""What stands over the entries of a page, so that it is seen to be the page it is taken for."""


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
    return _here(hands)


def _here(hands: Hands) -> list[str]:
    """What stands in the way on the page as it is."""
    assert not hands.page.get_by_role("dialog").count(), f"a dialog covers {hands.page.url}"
    return told(Axe().run(hands.page).response)


@dataclass
class Walk:
    """Through the pages of an account; what was seen on each: barriers, labels of entries, pixels too many."""

    seen: dict[str, Seen] = field(default_factory=dict)
    paper: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def look(self, hands: Hands, page: str) -> None:
        for folded in hands.page.locator("[data-testid=stMain] [data-testid=stExpander] summary").all():
            folded.click()
        hands.settle()
        entries = hands.page.locator("[data-testid=stMain] form.bh-form label").all_inner_texts()
        self.seen[page] = Seen(_here(hands), entries, hands.too_wide())

    def leave(self, hands: Hands) -> None:
        self.errors += [e for e in hands.errors if "404" not in e]
        hands.close()


@dataclass(frozen=True)
class Seen:
    """One page."""

    barriers: list[str]
    labels: list[str]
    too_wide: int


@pytest.fixture(scope="module", params=WIDTHS)
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Walk:
    """The way of somebody new: the first sign-in, a device, a second browser; then one who must have a device."""
    folder, width, walk = tmp_path_factory.mktemp("own"), request.param, Walk()
    with serving(folder, fill) as address:
        store, now = open_store(database(folder)), datetime.now(UTC)
        create_account(store, LOCALITY, PERSON, "new", GIVEN, now, initial=True)
        create_account(store, LOCALITY, PERSON, "asked", OWN, now)
        ask_factor(store, "asked", now, asked=True)
        store.close()
        here, there, asked = (Hands(browser, address, width=width) for _ in range(3))
        _set_up(walk, here)
        _code(walk, there)
        enter(asked, "asked", OWN)
        walk.look(asked, "second factor required")
        for hands in (here, there, asked):
            walk.leave(hands)
    return walk


def _set_up(walk: Walk, hands: Hands) -> None:
    enter(hands, "new", GIVEN)
    walk.look(hands, "first password")
    send(hands, "password", password=GIVEN, new="short", again="short")
    walk.look(hands, "first password refused")
    send(hands, "password", password=GIVEN, new=OWN, again=OWN)
    walk.look(hands, "account")
    send(hands, "factor-offer", password=OWN)
    walk.look(hands, "second factor offered")
    key = hands.page.locator(".bh-code").inner_text().replace(" ", "")
    walk.paper = hands.page.locator(".bh-recovery li").all_inner_texts()
    send(hands, "factor-confirm", code="0")
    walk.look(hands, "second factor refused")
    send(hands, "factor-confirm", code=pyotp.TOTP(key).now())
    walk.look(hands, "second factor set")


def _code(walk: Walk, hands: Hands) -> None:
    enter(hands, "new", OWN)
    walk.look(hands, "code")
    send(hands, "code", code="0")
    walk.look(hands, "code refused")
    send(hands, "code", code=walk.paper[0])
    hands.go("account")
    walk.look(hands, "sessions")


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


@pytest.mark.parametrize("page", OWN_PAGES)
def test_nothing_stands_in_the_way_of_ones_own_account(own: Walk, page: str) -> None:
    assert own.seen[page].barriers == []
    assert own.seen[page].too_wide == 0


@pytest.mark.parametrize("page", LABELS)
def test_the_pages_of_ones_own_account_ask_what_they_should(own: Walk, page: str) -> None:
    assert own.seen[page].labels == LABELS[page]


def test_no_page_of_ones_own_account_complains_in_the_console(own: Walk) -> None:
    assert own.errors == []


def test_no_page_complains_in_the_console(seen: dict[str, list[str]]) -> None:
    assert seen["errors"] == []


def test_a_button_without_a_name_is_found(seen: dict[str, list[str]]) -> None:
    assert [line.partition(":")[0] for line in seen["nameless"]] == ["button-name"]
