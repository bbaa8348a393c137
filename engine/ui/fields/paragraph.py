"""Several lines of text."""

from __future__ import annotations

import streamlit as st

from engine.ui.fields.entry import Ask, Entry
from engine.ui.words import say


def draw(ask: Ask) -> None:
    """A text area."""
    st.text_area(ask.label, ask.shown or "", key=ask.key, height="content", placeholder=say("form.type-here"))


ENTRY = Entry(draw)
