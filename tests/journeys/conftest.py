"""One running app for the journeys that do not mind each other; a browser for each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from engine.casework.desk import Opened
from scripts.demo_server import serving
from tests.journeys import open_house
from tests.journeys.hands import chromium
from tests.journeys.open_house import House


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The only way to a browser: Playwright can be entered once in a thread, and while it is, an event loop
    runs there. So it ends with the module, before tests elsewhere want a loop of their own."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The running app, entered by nobody yet."""
    folder = tmp_path_factory.mktemp("house")
    cases: dict[str, Opened] = {}
    with serving(folder, lambda url: cases.update(open_house.fill(url))) as address:
        yield House(address, folder, cases)


@pytest.fixture(scope="module")
def house(furnished: House, browser: Browser) -> House:
    return furnished.entered_by(browser)
