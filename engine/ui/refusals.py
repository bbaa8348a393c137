"""Why something was not done, in words."""

from __future__ import annotations

import streamlit as st

from engine.casework.requests import Refused
from engine.i18n import text
from engine.ui.plain import escape
from engine.ui.words import lang, say


def sentence(refused: Refused) -> str:
    """One sentence for a refusal: what is wrong and what to do."""
    values = {k: v for k, v in refused.params.items() if k not in ("key", "lang", "missing")}
    why = values.get("why")
    for code in (why, refused.code):
        found = text(f"refusal.{code}", lang(), missing="", **values) if isinstance(code, str) else ""
        if found:
            return found
    return say("app.refused")


def show(refused: Refused) -> None:
    """The refusal as a message on the page."""
    st.error(escape(sentence(refused)))
