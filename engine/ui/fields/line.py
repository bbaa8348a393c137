"""One line of text, with a hint that suits the type."""

from __future__ import annotations

import streamlit as st

from engine.i18n import text
from engine.ui.fields.entry import Ask, Entry
from engine.ui.words import lang, say


def draw(ask: Ask) -> None:
    """A text box."""
    hint = text(f"ui.form.{ask.f.type}-hint", lang(), missing=say("form.type-here"))
    st.text_input(ask.label, ask.shown or "", key=ask.key, placeholder=hint, autocomplete="off")


ENTRY = Entry(draw)
