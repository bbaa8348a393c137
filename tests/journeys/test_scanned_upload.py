"""An upload in the browser, before a scanner: infected, then nobody there, then clean; and what the log says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from engine.store import open_store
from scripts.demo_server import database, serving
from tests.journeys.hands import Hands
from tests.journeys.small_office import fill
from tests.scanning.speaking import Line, command, listening, stream

pytestmark = [pytest.mark.browser, pytest.mark.full]

MARK = b"malware"


def honest(line: Line) -> None:
    """A scanner that knows one mark."""
    if command(line) != b"zINSTREAM\0":
        line.sendall(b"ClamAV 1.4.6/27500\0")
        return
    line.sendall(b"stream: Own.Mark FOUND\0" if MARK in stream(line) else b"stream: OK\0")


@dataclass
class Place:
    address: str
    folder: Path
    socket: Path

    def kept(self) -> int:
        store = open_store(database(self.folder))
        try:
            return store.bytes_of_files()
        finally:
            store.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("scanned")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BIHUAN_SCANNER", str(folder / "s"))
        with serving(folder, fill) as address:
            yield Place(address, folder, folder / "s")


def send(hands: Hands, name: str, content: bytes, words: str) -> None:
    hands.page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": content}]
    )
    hands.page.get_by_text(words).first.wait_for()
    hands.settle()


def test_what_the_scanner_says_is_what_the_page_says(place: Place, browser: Browser) -> None:
    hands = Hands(browser, place.address)
    hands.go("")
    with listening(honest, place.socket):
        send(hands, "周的来信.txt", b"a " + MARK, "检出恶意程序")
    place.socket.unlink()
    send(hands, "周的来信.txt", b"a letter", "暂时无法查毒")
    assert place.kept() == 0
    with listening(honest, place.socket):
        send(hands, "好的来信.txt", b"a letter", "好的来信.txt")
        hands.page.reload()
        hands.settle()
        hands.page.get_by_text("好的来信.txt").first.wait_for()
        clerk = Hands(browser, place.address)
        clerk.sign_in("周晓燕")
        clerk.go("health")
        clerk.page.get_by_text("查毒程序正常：ClamAV 1.4.6/27500").wait_for()
    assert place.kept() > 0
    said = "".join(p.read_text(encoding="utf-8") for p in place.folder.glob("*.log"))
    assert '"code": "infected", "signature": "Own.Mark"' in said
    assert '"code": "away", "status": "refused"' in said
    assert "来信" not in said
