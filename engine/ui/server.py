"""The server: Streamlit's app with our routes beside it and our headers on everything.

`python app.py` serves on this machine only, at the port of `.streamlit/config.toml`; BIHUAN_PORT and
BIHUAN_ADDRESS say otherwise.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from engine.accounts import logs
from engine.casework.files.settings import BadFileSetting
from engine.scanning.settings import BadScannerSetting
from engine.ui.lost_pages import LostPages
from engine.ui.routes import ROUTES
from engine.ui.runtime import limits_on_files, office, scanner
from engine.ui.security import SecureHeaders

app = st.App(
    Path(__file__).with_name("served") / "script.py",
    routes=list(ROUTES),
    middleware=[Middleware(SecureHeaders), Middleware(LostPages)],
)


PORT, ADDRESS = "BIHUAN_PORT", "BIHUAN_ADDRESS"


def main() -> None:
    """Serve until stopped. Raises SystemExit for a port that is none, and for settings of files that cannot be used."""
    logs.install()
    import_module("engine.ui.main")  # before the first visitor waits for it, and before what is loaded is frozen
    office()
    try:
        limits_on_files()  # a wrong setting is told before anybody files
        scanner()
    except (BadFileSetting, BadScannerSetting) as error:
        raise SystemExit(str(error)) from error
    app.run(config=overrides(os.environ.get(PORT), os.environ.get(ADDRESS)))


def overrides(port: str | None, address: str | None) -> dict[str, object]:
    """What the environment changes in the configuration."""
    found: dict[str, object] = {"logger.enableRich": False}
    found |= {"server.address": address} if address else {}
    if port:
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise SystemExit(f"{PORT} is not a port: {port}")
        found["server.port"] = int(port)
    return found
