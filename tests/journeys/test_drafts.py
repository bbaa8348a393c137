"""What somebody was typing is there again: after a reload, a sign-out, a night, new rules, a restart of the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import create_engine, update

from engine.loading import digest
from engine.store import open_store, tables
from scripts import demo_server
from scripts.demo_server import database, held_port, wait_for
from tests.journeys.hands import Hands
from tests.journeys.small_office import LOCALITY, fill

pytestmark = [pytest.mark.browser, pytest.mark.full]

STORY = "电梯停了三天，老人上不了楼"
MORE = "，至今没有人来"


@dataclass
class Server:
    """The app as a process that can be ended and started again at the same address."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = demo_server.start(self.folder, self.port)
        wait_for(self.address, self.process, self.folder / "app.log")

    def end(self) -> None:
        demo_server.end(self.process)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("drafts")
    fill(database(folder))
    with held_port() as port:
        started = Server(folder, port)
        started.start()
        yield started
        started.end()


def filing(server: Server, browser: Browser) -> Hands:
    """A visitor who has written the story and not sent it."""
    hands = Hands(browser, server.address)
    hands.go("")
    hands.pick("您愿意", "匿名")
    hands.write("经过", STORY)
    return hands


def registering(server: Server, browser: Browser) -> Hands:
    """A clerk who has begun to enter a complaint for somebody."""
    hands = Hands(browser, server.address)
    hands.sign_in("周晓燕")
    hands.go("register")
    hands.write("经过", STORY)
    return hands


def story(hands: Hands) -> str:
    box = hands.page.get_by_label("经过").first
    box.wait_for()
    return box.input_value()


def test_after_a_reload(server: Server, browser: Browser) -> None:
    hands = filing(server, browser)
    hands.page.reload()
    hands.settle()
    assert story(hands) == STORY


def test_after_a_sign_out(server: Server, browser: Browser) -> None:
    hands = registering(server, browser)
    address = hands.page.url
    hands.press("退出登录")
    hands.go(address.removeprefix(f"{server.address}/"))
    assert STORY not in hands.page.content()
    hands.sign_in("周晓燕")
    hands.go(address.removeprefix(f"{server.address}/"))
    assert story(hands) == STORY


def test_a_draft_of_a_clerk_opens_for_nobody_else(server: Server, browser: Browser) -> None:
    hands = registering(server, browser)
    address = hands.page.url.removeprefix(f"{server.address}/")
    other = Hands(browser, server.address)
    other.sign_in("马立华")
    other.go(address)
    assert story(other) == ""


def test_after_a_night(server: Server, browser: Browser) -> None:
    """What is typed into the page that still stands there in the morning is kept too."""
    hands = registering(server, browser)
    address = hands.page.url.removeprefix(f"{server.address}/")
    a_night_passes(server.folder)
    box = hands.page.get_by_label("经过").first
    box.fill(STORY + MORE)
    box.blur()
    hands.page.get_by_text("请先登录").first.wait_for()
    hands.settle()
    assert STORY not in hands.page.content()
    hands.sign_in("周晓燕")
    hands.go(address)
    assert story(hands) == STORY + MORE


def a_night_passes(folder: Path) -> None:
    """Every session was last used yesterday."""
    engine = create_engine(database(folder))
    yesterday = datetime.now(UTC) - timedelta(hours=12)
    with engine.begin() as connection:
        connection.execute(update(tables.sessions).values(at=yesterday))
    engine.dispose()


def test_after_new_rules(server: Server, browser: Browser) -> None:
    """They begin to hold while the words are still in the box."""
    hands = filing(server, browser)
    box = hands.page.get_by_label("经过").first
    box.fill(STORY + MORE)
    new_rules(server.folder)
    box.blur()
    hands.settle()
    assert story(hands) == STORY + MORE
    hands.page.reload()
    hands.settle()
    assert story(hands) == STORY + MORE


def new_rules(folder: Path) -> None:
    """The same rules under another title, published while the app runs."""
    store = open_store(database(folder))
    (held,) = store.published(LOCALITY)
    content = store.canonical(held.digest).replace("闭环管理".encode(), "闭环办理".encode(), 1)
    store.publish(replace(held, digest=digest(content), from_=held.from_ + timedelta(days=1)), content)


def test_after_a_restart_of_the_server(server: Server, browser: Browser) -> None:
    hands = filing(server, browser)
    server.end()
    server.start()
    hands.page.reload()
    hands.settle()
    assert story(hands) == STORY
