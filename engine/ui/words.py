"""The language of one session, and its sentences."""

from __future__ import annotations

import streamlit as st

from engine.i18n import text

LANG = "lang"


def lang() -> str:
    """`zh` or `en`, as chosen in this session; Chinese first."""
    return "en" if st.session_state.get(LANG) == "en" else "zh"


def say(key: str, **values: object) -> str:
    """The sentence `ui.<key>` in the session's language."""
    return text(f"ui.{key}", lang(), missing=None, **values)
