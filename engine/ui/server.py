"""The server: Streamlit's app with our routes beside it and our headers on everything.

`python app.py` serves on the port of `.streamlit/config.toml`, or of STREAMLIT_SERVER_PORT.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from engine.ui.routes import ROUTES
from engine.ui.security import SecureHeaders

app = st.App(Path(__file__).with_name("script.py"), routes=list(ROUTES), middleware=[Middleware(SecureHeaders)])


def main() -> None:
    """Serve until stopped."""
    app.run()
