"""The running server: every answer carries the headers, and nobody gets a page of the office by its address."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from engine.ui.security import HEADERS
from scripts.demo_server import serving

pytestmark = pytest.mark.full
PATHS = (
    "/",
    "/work",
    "/case?id=abcd",
    "/sign-in",
    "/alive",
    "/_stcore/health",
    "/files/x/y",
    "/nowhere.js",
    "/media/x",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The app over an empty database, and its log."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, lambda url: url) as address:
        yield address, folder / "app.log"


def fetch(address: str) -> tuple[int, dict[str, str], str]:
    try:
        with urllib.request.urlopen(address, timeout=300) as answer:
            return (
                answer.status,
                {k.lower(): v for k, v in answer.headers.items()},
                answer.read().decode("utf-8", "replace"),
            )
    except urllib.error.HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, ""


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_of_the_server_carries_the_headers(served: tuple[str, Path], path: str) -> None:
    _, headers, _ = fetch(served[0] + path)
    assert {k for k in HEADERS if k not in headers} == set()
    cookie = headers.get("set-cookie", "")
    assert cookie == "" or cookie.startswith("_streamlit_xsrf="), "before signing in: no cookie but Streamlit's"


def test_scripts_and_styles_of_the_page_are_its_own(served: tuple[str, Path]) -> None:
    _, headers, page = fetch(served[0] + "/")
    assets = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert assets
    assert [a for a in assets if a.startswith(("http:", "https:", "//"))] == []
    script = next(a for a in assets if a.endswith(".js"))
    status, of_script, _ = fetch(f"{served[0]}/{script.lstrip('./')}")
    assert status == 200
    assert of_script["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize("origin", ["https://evil.test", "null"])
def test_the_socket_is_shut_to_pages_of_other_hosts(served: tuple[str, Path], origin: str) -> None:
    """Streamlit's own check, on the app as we run it."""
    with pytest.raises(InvalidStatus) as refused, connect(socket_of(served[0]), origin=origin, open_timeout=300):
        pass
    assert refused.value.response.status_code == 403


def test_the_socket_is_open_to_our_own_pages(served: tuple[str, Path]) -> None:
    with connect(socket_of(served[0]), origin=served[0], open_timeout=300) as socket:
        assert socket.protocol.state.name == "OPEN"


def socket_of(address: str) -> str:
    return f"{address.replace('http', 'ws', 1)}/_stcore/stream"


def test_the_server_logs_no_address_and_no_path(served: tuple[str, Path]) -> None:
    fetch(f"{served[0]}/files/case-of-zhang/{'0' * 64}")
    log = served[1].read_text(encoding="utf-8")
    assert "file-not-given" in log
    assert "case-of-zhang" not in log
    assert "127.0.0.1:" not in log.replace(served[0].removeprefix("http://"), "")
