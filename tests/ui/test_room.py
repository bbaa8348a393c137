"""Files that find no room: by case, by day and by disk; what was taken stays, and the page says which limit it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from engine.accounts.rates import Rates
from engine.casework.desk import Opened
from engine.casework.files.room import MEGABYTE, FileLimits
from engine.i18n import LANGUAGES
from engine.office import Office
from engine.policy.forms import Field, Text
from engine.ui import shelf
from engine.ui.filling import uploads
from engine.ui.filling.filling import Filling
from engine.ui.shelf import StoreShelf
from tests.ui.test_pages import ANSWERS, LOCALITY, office

__all__ = ["office"]

PROOF = Field("proof", Text("材料", "Proof"), "files", at_most=9)
AWAY = "198.51.100.9"


@dataclass
class Upload:
    name: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    def getvalue(self) -> bytes:
        return self.content


def text_of(letter: str, size: int = MEGABYTE - 100) -> Upload:
    return Upload(f"{letter}.txt", letter.encode() * size)


@dataclass
class Sending:
    """What was kept, and the codes and words of what was not."""

    kept: list[str]
    codes: list[str]
    words: list[str]


class Desk:
    """Takes uploads as the page does, under these limits."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch, limits: FileLimits) -> None:
        self.office, self.monkeypatch, self.filling = office, monkeypatch, Filling("d", "f", "")
        for module in (shelf, uploads):
            monkeypatch.setattr(module, "limits_on_files", lambda: limits)
        rates = Rates(office.store, office.vault)
        monkeypatch.setattr(uploads, "rates", lambda: rates)
        monkeypatch.setattr(uploads, "address", lambda: AWAY)

    def send(self, *files: Upload, case: str | None = None, lang: str = "zh") -> Sending:
        state: dict[str, Any] = {"k": files, "lang": lang}
        self.monkeypatch.setattr("streamlit.session_state", state)
        uploads._take(PROOF, self.filling, StoreShelf(self.office, case), "k")
        refused = state[f"{self.filling.key('proof')}-refused"]
        return Sending(self.filling.answers["proof"], [r.code for r in refused], [uploads._said(r) for r in refused])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_case_takes_so_much_and_says_which_limit_was_met(
    office: Office, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    desk = Desk(office, monkeypatch, FileLimits(per_case=2 * MEGABYTE))
    done = desk.send(text_of("a"), text_of("b"), text_of("c"), text_of("d", 300), lang=lang)
    assert (len(done.kept), done.codes) == (2, ["case-full", "case-full"])
    assert "2 MB" in done.words[0]
    assert "c.txt" in done.words[0]


def test_what_a_case_has_already_counts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first = StoreShelf(office).keep("text/plain", b"a" * (2 * MEGABYTE - 100))
    opened = office.desk.open_case(
        LOCALITY, "registration", {**ANSWERS, "evidence": [first]}, actor=None, token="t", files=[first]
    )
    assert isinstance(opened, Opened)
    desk = Desk(office, monkeypatch, FileLimits(per_case=3 * MEGABYTE))
    assert desk.send(text_of("b", 2 * MEGABYTE), case=opened.case).codes == ["case-full"]
    assert desk.send(text_of("b"), case=opened.case).codes == []


def test_a_visitor_sends_so_much_in_a_day(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(office, monkeypatch, FileLimits(per_day=2 * MEGABYTE))
    done = desk.send(text_of("a"), text_of("b"), text_of("c"))
    assert (len(done.kept), done.codes) == (2, ["day-full"])
    assert "2 MB" in done.words[0]


def test_a_disk_that_is_nearly_full_takes_nothing_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.store, "bytes_free", lambda: 501 * MEGABYTE)
    done = Desk(office, monkeypatch, FileLimits()).send(text_of("a"), text_of("b", 100))
    assert (len(done.kept), done.codes) == (1, ["no-room"])
    assert "没有上传" in done.words[0]
