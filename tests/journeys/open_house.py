"""Two localities in one installation, and for each person's day, at each width, a case of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser

from engine.casework.desk import Opened
from engine.casework.ports import Store
from engine.office import Office
from engine.office.clock import DEMO
from engine.scenarios.playing import SetClock, let_time_pass
from engine.store import open_store
from scripts.demo_server import database
from tests.journeys.cases_in_hand import ACCUSED, CITY, PLAIN, Acts, bring
from tests.journeys.hands import Hands
from tests.journeys.small_office import ROOT, move_in

FIRST, SECOND = "kandun", "hengyang"
WIDTHS = (1280, 390)
SEALED = "主任违规占地"
"""What the complaint about the director says; nobody of his office may read it."""
_LATE, _EARLIER = timedelta(days=50), timedelta(hours=3)


@dataclass(frozen=True)
class House:
    """`cases` maps what a case is for (`<step> <width>`) to the case."""

    address: str
    folder: Path
    cases: dict[str, Opened]
    browser: Browser | None = None

    def entered_by(self, browser: Browser) -> House:
        """The same house, with a browser to look at it."""
        return replace(self, browser=browser)

    def hands(self, width: int = 1280) -> Hands:
        """A new window of nobody."""
        assert self.browser is not None, "nobody has entered yet"
        return Hands(self.browser, self.address, width=width)

    @property
    def store(self) -> Store:
        """What the app has stored."""
        return open_store(database(self.folder))


def fill(url: str) -> dict[str, Opened]:
    """The people of both, cases before each act, one long overdue and one about the director himself."""
    now = datetime.now(UTC)
    clock = SetClock(now - _LATE)
    with Office.open(url, ROOT, now=clock) as office:
        for locality in (FIRST, SECOND):
            move_in(office, clock.at, locality)
        found = {f"late {w}": _bring(office, clock, FIRST, PLAIN, "report.written", f"逾期{w}") for w in WIDTHS}
        let_time_pass(office.desk, clock, now - _EARLIER)
        for locality, path in ((FIRST, PLAIN), (SECOND, CITY)):
            for before in (*(event for event, _, _ in path.acts), None):
                for width in WIDTHS:
                    what = f"第{len(found)}件"
                    found[f"{locality} {before} {width}"] = _bring(office, clock, locality, path, before, what)
        found["sealed"] = _bring(office, clock, FIRST, ACCUSED, None, SEALED)
        let_time_pass(office.desk, clock, now)
        office.store.put_setting(DEMO, "yes")
    return found


def _bring(office: Office, clock: SetClock, locality: str, path: Acts, before: str | None, what: str) -> Opened:
    return bring(office, clock, locality, path, before=before, what=what, at=clock.at)
