"""The app on a free port over a fresh database, for screenshots and journeys in a browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_PATIENCE = 90

Fill = Callable[[str], object]
"""Puts something into the empty database at this address."""


def demo_data(url: str) -> object:
    """Everything of `make run`."""
    from engine import demo

    return demo.fill(url, ROOT, now=datetime.now(UTC), environment={})


@contextlib.contextmanager
def serving(folder: Path, fill: Fill = demo_data) -> Iterator[str]:
    """The address of the running app; it is stopped at the end. `folder` holds the database."""
    url = database(folder)
    fill(url)
    port = free_port()
    environment = {
        **os.environ, "BIHUAN_DATABASE": url, "BIHUAN_HOME": str(ROOT), "BIHUAN_PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    environment.pop("BIHUAN_KEY", None)
    with (folder / "app.log").open("w") as log:
        server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server, folder / "app.log")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def database(folder: Path) -> str:
    """The address of the database in this folder."""
    return f"sqlite:///{folder / 'demo.db'}"


def browser() -> str:
    """The browser: BIHUAN_BROWSER, or the first that is installed. Raises RuntimeError when none is."""
    names = [os.environ.get("BIHUAN_BROWSER") or "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError("no browser: install chromium, or name one with BIHUAN_BROWSER")
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers. Raises RuntimeError with its log when it ends or takes too long."""
    for _ in range(_PATIENCE * 5):
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(f"{address}/alive"):
            return
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"the app did not start: {log.read_text()[-2000:]}")
