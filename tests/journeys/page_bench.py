"""The real pages over a real office, one tab at a time: what happens between two clicks can be said exactly.

A tab is a page of the app with a session of its own, as the server keeps one for each window. A second
click goes out from the page that is still on the screen, so it carries what the first one carried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from engine.accounts import sign_in
from engine.accounts.keeping import create_account
from engine.accounts.passwords import Passwords
from engine.accounts.vault import KeyVault
from engine.casework.desk import Opened
from engine.casework.events import CaseEvent
from engine.office import Office
from engine.scenarios.playing import SetClock
from engine.store import open_store
from engine.ui import identity, runtime
from tests.casework.small import HELP, PEOPLE, at, write_home

TOWN = "town"
SCRIPT = str(Path(__file__).parents[1] / "ui" / "page_script.py")
QUICK = Passwords(passes=1, kibibytes=8, lanes=1)
WORD = "correct horse 7"
FIRST_DAY = date(2020, 1, 1)
ADVICE = """
  advice:
    label: {zh: 改进建议, en: Advice}
    by: office
    strength: may
    contains: {advice: {zh: 建议, en: Advice}}
    to: [handler]
"""
"""A second paper of the same office, which may be written again and again."""


@dataclass
class Bench:
    """The office, its clock, and who the browser of the moment says it is."""

    office: Office
    clock: SetClock
    token: str = ""

    def wall(self) -> datetime:
        """Sessions end by the same clock."""
        return self.clock.at

    def sign_in(self, person: str) -> str:
        done = sign_in.sign_in(self.office.store, person, WORD, self.wall(), passwords=QUICK)
        assert isinstance(done, sign_in.SignedIn), done
        return done.token

    def written(self, kind: str, *, case: str | None = None) -> list[CaseEvent]:
        """Events of a kind, of one case or of all complaints."""
        ids = [case] if case else [r.id for r in self.office.store.rows(TOWN)]
        return [e for i in ids for e in self.office.store.events(i) if e.kind == kind]


def benches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """An office whose pages are asked for in this process."""
    clock = SetClock(at("01-05 09:00"))
    write_home(folder, papers=ADVICE)
    with Office(open_store("memory:"), KeyVault(b"k" * 32), folder, clock) as office:
        office.publish(TOWN, from_=FIRST_DAY)
        office.put_directory(TOWN, PEOPLE)
        for person in ("cai", "huang"):
            create_account(office.store, TOWN, person, person, WORD, clock.at, passwords=QUICK)
        bench = Bench(office, clock)
        monkeypatch.setattr(runtime, "_opened", lambda: office)
        monkeypatch.setattr(identity, "token", lambda: bench.token)
        monkeypatch.setattr(identity, "wall_clock", bench.wall)
        yield bench


@dataclass
class Tab:
    """One window on one page. `box` is the end of the key of the one text that is typed."""

    bench: Bench
    page: str
    box: str
    button: str
    token: str = ""
    query: dict[str, str] = field(default_factory=dict)
    typed: str = ""

    def __post_init__(self) -> None:
        self.reload()

    def reload(self) -> None:
        """A new session at the same address; the old one is simply gone."""
        self.app = AppTest.from_file(SCRIPT, default_timeout=300)
        self.app._bidi_component_manager = BidiComponentManager()  # else it looks through every installed package
        self.app.session_state["page"], self.app.session_state["lang"] = self.page, "zh"
        self.app.query_params.update(self.query)
        self.run()

    def run(self) -> None:
        """The page once more with what stands in its boxes."""
        self.bench.token = self.token
        self.app.run()
        self._remember()

    def type(self, words: str) -> None:
        (box,) = [t for t in self.app.text_area if str(t.key).endswith(f".{self.box}")]
        box.set_value(words)
        self.typed = words
        self.run()

    def choose(self, key: str, value: str) -> None:
        """One of a few."""
        kinds = (*self.app.radio, *self.app.selectbox)
        (widget,) = [w for w in kinds if str(w.key).endswith(f".{key}") or str(w.key).startswith(f"{key}-")]
        widget.set_value(value)
        self.run()

    def click(self, times: int) -> None:
        """The button of the page that is on the screen, so many times before the next page shows."""
        self.bench.token = self.token
        (button,) = [b for b in self.app.button if str(b.key).startswith(self.button)]
        button.click()
        sent = self.app._tree.get_widget_states()
        for _ in range(times):
            self.app._run(sent)
        self._remember()

    def shows(self) -> str | None:
        """What stands in the box; None where the box is not on the page."""
        found = [t.value for t in self.app.text_area if str(t.key).endswith(f".{self.box}")]
        return (found[0] or "") if found else None

    def words(self) -> str:
        html = [h.proto.body for h in self.app.get("html")]
        said = [e.value for k in ("error", "info", "success", "warning") for e in self.app.get(k)]
        return " ".join([*html, *said])

    def _remember(self) -> None:
        assert not self.app.exception, self.app.exception
        for name in ("draft", "id"):
            if name in self.app.query_params:
                value = self.app.query_params[name]
                self.query[name] = value if isinstance(value, str) else value[0]


def visitor(bench: Bench) -> Tab:
    """Somebody files a complaint; all but the story is filled in."""
    bench.token = ""
    tab = Tab(bench, "intake", "what", "intake-submit")
    for key in ("identity", "request", "matter"):
        tab.choose(key, HELP[key])
    return tab


def official(bench: Bench, person: str, case: str) -> Tab:
    """Somebody of the office writes the slip of a case."""
    tab = Tab(bench, "case", "summary", "act-do-slip.written", bench.sign_in(person), {"id": case})
    tab.choose("act-choice", "slip.written")
    tab.choose("handler", "roads")
    return tab


def filed(bench: Bench, token: str) -> str:
    opened = bench.office.desk.open_case(TOWN, "note", HELP, actor=None, token=token)
    assert isinstance(opened, Opened), opened
    return opened.case
