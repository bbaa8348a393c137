"""The app on a free port over a fresh database, for screenshots and journeys in a browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_PATIENCE = 300
"""Seconds in which it begins to answer, and in which it ends; on a machine with nothing else to do, a few."""

Fill = Callable[[str], object]
"""Puts something into the empty database at this address."""


def demo_data(url: str) -> object:
    """Everything of `make run`."""
    from engine import demo

    return demo.fill(url, ROOT, now=datetime.now(UTC), environment={})


@contextlib.contextmanager
def serving(folder: Path, fill: Fill = demo_data) -> Iterator[str]:
    """The address of the running app; it is stopped at the end. `folder` holds the database."""
    fill(database(folder))
    with held_port() as port:
        server = start(folder, port)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server, folder / "app.log")
            yield address
        finally:
            end(server)


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The app over the database in this folder; what it says goes on in `app.log` there."""
    environment = {
        **os.environ, "BIHUAN_DATABASE": database(folder), "BIHUAN_HOME": str(ROOT), "BIHUAN_PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    environment.pop("BIHUAN_KEY", None)
    with (folder / "app.log").open("a") as log:
        return subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=log, stderr=log)


def end(server: subprocess.Popen[bytes]) -> None:
    """Ask it to end, and wait until it has."""
    server.terminate()
    server.wait(timeout=_PATIENCE)


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


@contextlib.contextmanager
def held_port() -> Iterator[int]:
    """A port for a server to listen on. It is held until the end: a port that was only found free goes to whoever
    asks for one next. Nothing is heard at it here, and so Linux lets a server have it too."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers. Raises RuntimeError with its log when it ends or takes too long."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/alive", timeout=_PATIENCE):
            return
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"the app did not start: {log.read_text()[-2000:]}")
