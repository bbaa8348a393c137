"""The app and its clock, both as children of this process; Ctrl-C ends all three."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from engine.cli.home import CHECKOUT, home_of
from engine.cli.installation import address
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, HomePath, Lang
from engine.cli.printing import say
from engine.cli.scanner import scanner_settings_of
from engine.errors import EngineError
from engine.store.addresses import without_password

APP = "from engine.ui.server import main; main()"
_LOOK = 0.5
_PATIENCE = 10
_STANDSTILL = 60.0
"""Seconds without anything new, after which whoever was filling in demo data is taken for dead."""


def command(
    demo: Annotated[bool, typer.Option("--demo")] = False,
    port: Annotated[int, typer.Option("--port")] = 8501,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Serve the app and let time act, until stopped."""
    root = home_of(home)
    url = address(database, root)
    _free(port)
    _limits()
    scanner_settings_of(lang)  # a wrong setting is told before anything runs
    (root / "var").mkdir(exist_ok=True)
    if demo:
        say("run.demo", lang, cases=_fill(url, root))
    say("run.serving", lang, port=port)
    sys.stdout.flush()
    environment = {**os.environ, "BIHUAN_HOME": str(root), "BIHUAN_DATABASE": url, "BIHUAN_PORT": str(port)}
    environment["PYTHONPATH"] = os.pathsep.join([str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])])
    app = [sys.executable, "-c", APP]
    clock = [sys.executable, "-m", "engine", "clock", "--lang", lang]
    return serve([app, clock], environment)


def serve(commands: Sequence[Sequence[str]], environment: dict[str, str]) -> int:
    """Run them side by side until one ends or this process is told to stop; then end the others."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        children += [subprocess.Popen(c, env=environment, cwd=CHECKOUT) for c in commands]
        while all(c.poll() is None for c in children):
            time.sleep(_LOOK)
        return max(abs(c.returncode) for c in children if c.returncode is not None) and 1
    except KeyboardInterrupt:
        return 0
    finally:
        _end(children)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, then make it."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _free(port: int) -> None:
    """Raises WrongUse for a port that is none, or that somebody else listens on."""
    if not 0 < port < 65536:
        raise WrongUse("port", seen=port)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise WrongUse("port-taken", seen=port) from error


def _limits() -> None:
    """Raises WrongUse for a limit on files that is no number, before anything runs."""
    from engine.casework.files.settings import BadFileSetting, file_limits

    try:
        file_limits(os.environ)
    except BadFileSetting as bad:
        raise WrongUse("files", variable=bad.variable, seen=bad.seen) from bad


def _fill(url: str, home: Path) -> int:
    """Demo data, once; how many cases there are. Where another process is filling in, its end is waited for."""
    from engine.demo import BeingFilled, fill  # only here: SQLAlchemy is slow to import

    seen, since = -1, time.monotonic()
    while True:
        try:
            return fill(url, home, now=datetime.now(UTC), environment=dict(os.environ))
        except BeingFilled as other:
            if other.events != seen:
                seen, since = other.events, time.monotonic()
            elif time.monotonic() - since > _STANDSTILL:
                raise WrongUse("demo-unfinished", url=without_password(url)) from other
            time.sleep(_LOOK)
        except EngineError as error:
            raise WrongUse("demo", detail=error) from error
