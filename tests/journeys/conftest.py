"""One browser for all journeys, and one running app for those that do not mind each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from engine.casework.desk import Opened
from scripts.demo_server import serving
from tests.journeys import open_house
from tests.journeys.hands import chromium
from tests.journeys.open_house import House


@pytest.fixture(scope="session")
def one_browser() -> Iterator[Browser]:
    """Playwright's synchronous interface can be entered once in a thread, so nobody else starts one."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def browser(one_browser: Browser) -> Iterator[Browser]:
    """The browser, without the windows that the module before left open."""
    yield one_browser
    for window in tuple(one_browser.contexts):
        window.close()


@pytest.fixture(scope="session")
def one_house(tmp_path_factory: pytest.TempPathFactory, one_browser: Browser) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    cases: dict[str, Opened] = {}
    with serving(folder, lambda url: cases.update(open_house.fill(url))) as address:
        yield House(address, one_browser, folder, cases)


@pytest.fixture(scope="module")
def house(one_house: House, browser: Browser) -> House:
    """The running app; the windows on it are closed with those of the module."""
    return one_house
