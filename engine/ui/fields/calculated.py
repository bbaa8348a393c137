"""A number that is worked out: shown, never entered."""

from __future__ import annotations

import streamlit as st

from engine.ui.fields.entry import Ask, Entry
from engine.ui.plain import html_text, tag
from engine.ui.words import lang, say


def _draw(ask: Ask) -> None:
    value = say("form.not-yet") if ask.answer is None else str(ask.answer)
    name = html_text(ask.f.label.in_(lang()))
    st.html(f'<p class="bh-sum"><span>{name}</span> {tag("output", value)}</p>')


ENTRY = Entry(_draw)
