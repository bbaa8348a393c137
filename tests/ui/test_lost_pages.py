"""Addresses that no page has: they lead to a page that says so, and nothing else is in its way."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from engine.office import Office
from engine.ui import address
from engine.ui.lost_pages import LostPages
from engine.ui.routes import ROUTES
from tests.access.asgi import ask
from tests.ui.test_pages import clerk, office, page, read

__all__ = ["clerk", "office"]


def everything(_: Request) -> Response:
    """Answers whatever is let through, as Streamlit does with its first page."""
    return PlainTextResponse("served")


APP = Starlette(routes=[Route("/{path:path}", everything)], middleware=[Middleware(LostPages)])


@pytest.mark.parametrize("path", ["/nonsense", "/Work", "/工作台", "/nonsense/"])
def test_an_address_that_nobody_has_leads_to_the_page_that_says_so(path: str) -> None:
    answer = ask(APP, path)
    assert (answer.status, answer.headers["location"]) == (303, "/lost")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        *(f"/{p}" for p in sorted(address.PAGES)),
        "/favicon.png",
        "/_stcore/health",
        f"/{address.RULES}/_stcore/health",
    ],
)
def test_pages_and_what_a_browser_asks_beside_them_are_let_through(path: str) -> None:
    assert ask(APP, path).body == b"served"


def test_no_page_and_no_route_of_ours_is_forgotten() -> None:
    words = {v for k, v in vars(address).items() if k.isupper() and isinstance(v, str)}
    assert words == address.PAGES
    alone = [r.path for r in ROUTES if r.path.count("/") == 1]
    assert alone
    assert [p for p in alone if ask(APP, p).body != b"served"] == []


def test_the_page_says_so_and_leads_on(office: Office) -> None:
    at = page("lost")
    assert "没有这一页" in read(at)
    assert [link.proto.page for link in at.get("page_link")] == ["follow"]
    assert "no such page" in read(page("lost", lang="en"))


def test_whoever_works_here_is_led_to_the_work(office: Office, clerk: str) -> None:
    assert [link.proto.page for link in page("lost").get("page_link")] == ["work", "follow"]
