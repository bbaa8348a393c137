"""Hands for a real browser: what a person does on the pages, in their own words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, WebSocket, expect, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from scripts.demo_server import FLAGS, browser

_PATIENCE = 120.0  # seconds after which a page hangs, also on a machine with much else to do
_BEAT, _LOOK = 200, 20  # milliseconds
_IDLE = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.getAttribute('data-test-script-state') === 'notRunning';
}"""


expect.set_options(timeout=1000 * _PATIENCE)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as p:
        started = p.chromium.launch(executable_path=browser(), args=list(FLAGS), timeout=1000 * _PATIENCE)
        try:
            yield started
        finally:
            started.close()


def _is_ours(message: ConsoleMessage) -> bool:
    """An error; Streamlit itself looks for its address by asking beneath each page first."""
    return message.type == "error" and "/_stcore/" not in str(message.location.get("url"))


class Answers:
    """Listens to a window's line: whether the page that it asked for last is complete."""

    def __init__(self, line: WebSocket) -> None:
        self._asked = self._drawing = False
        line.on("framesent", self._sent)
        line.on("framereceived", self._heard)

    @property
    def resting(self) -> bool:
        return not self._asked

    def _sent(self, payload: bytes | str) -> None:
        if isinstance(payload, bytes) and BackMsg.FromString(payload).WhichOneof("type") == "rerun_script":
            self._asked, self._drawing = True, False

    def _heard(self, payload: bytes | str) -> None:
        told = ForwardMsg.FromString(payload) if isinstance(payload, bytes) else ForwardMsg()
        if told.WhichOneof("type") == "new_session":
            self._drawing = True
        elif told.WhichOneof("type") == "script_finished":  # of a run that was cut another one is the answer
            whole = self._drawing and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            self._asked = self._asked and not whole


class Hands:
    """One window of one person."""

    def __init__(self, browser: Browser, address: str, *, width: int = 1280) -> None:
        self.address = address
        self.context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 1000})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(1000 * _PATIENCE)
        self._answers: Answers | None = None
        self.page.on("websocket", self._connected)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", lambda m: self.errors.append(m.text) if _is_ours(m) else None)

    def close(self) -> None:
        self.context.close()

    def _connected(self, line: WebSocket) -> None:
        self._answers = Answers(line)

    def settle(self) -> None:
        """Until the page rests."""
        self.page.wait_for_selector(".bh-head")
        self._rest()
        self.page.wait_for_timeout(_BEAT)  # what is about to be asked for has been asked for by then
        self._rest()

    def _rest(self) -> None:
        """Until the page that was asked for last is there, and drawn."""
        until = time.monotonic() + _PATIENCE
        while self._answers is not None and not self._answers.resting:
            assert time.monotonic() < until, f"{self.page.url} was asked for and is not complete"
            self.page.wait_for_timeout(_LOOK)
        self.page.wait_for_function(_IDLE)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}/{path}")
        self.settle()

    def sign_in(self, person: str) -> None:
        self.go("sign-in")
        self.page.locator(".bh-people button", has_text=person).first.click()
        self.page.wait_for_url("**/work**")
        self.settle()

    def write(self, label: str, words: str) -> None:
        box = self.page.get_by_label(label, exact=False).first
        box.fill(words)
        box.blur()
        self.settle()

    def pick(self, label: str, choice: str) -> None:
        """One of a few, with round buttons."""
        self._field("stRadio", label).get_by_text(choice, exact=True).first.click()
        self.settle()

    def select(self, label: str, choice: str) -> None:
        """One of many, from a list that opens."""
        box = self._field("stSelectbox", label).locator("input").first
        box.evaluate("e => e.scrollIntoView({block: 'center'})")
        box.click()
        box.fill(choice)
        self.page.get_by_role("option", name=choice, exact=False).first.click()
        self.settle()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).first.click()
        self.settle()

    def submit(self, action: str) -> None:
        """Press the one button at the bottom and read that it is done."""
        self.press(f"提交：{action}")
        self.page.get_by_text(f"已办理：{action}").first.wait_for()
        self.settle()

    def choose_action(self, label: str) -> None:
        """The action to fill in; where there is only one, it is chosen already."""
        self.page.locator("[data-testid=stMain]").get_by_text(label).first.wait_for()
        self.settle()
        radio = self._field("stRadio", "选择要办理的事项")
        if radio.count():
            self.pick("选择要办理的事项", label)

    def open_case(self, number: str) -> None:
        """From the work list."""
        self.page.locator("[data-testid=stPageLink] a", has_text=number).first.click()
        self.page.wait_for_url("**/case**")
        self.page.get_by_text(f"编号 {number}").first.wait_for()
        self.settle()

    def too_wide(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(
            self.page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('[data-testid=stMain]'))")
        )

    def text(self) -> str:
        return str(self.page.locator("[data-testid=stMain]").inner_text())

    def _field(self, kind: str, label: str) -> Locator:
        return self.page.locator(f"[data-testid={kind}]", has=self.page.get_by_text(label, exact=False))
