"""One running app for the journeys that do not mind each other, with cases at every step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.casework.desk import Opened
from scripts.demo_server import serving
from tests.journeys import open_house
from tests.journeys.hands import chromium
from tests.journeys.open_house import House


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    cases: dict[str, Opened] = {}
    with serving(folder, lambda url: cases.update(open_house.fill(url))) as address, chromium() as browser:
        yield House(address, browser, folder, cases)
