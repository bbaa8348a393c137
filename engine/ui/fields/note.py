"""Text that asks nothing."""

from __future__ import annotations

import streamlit as st

from engine.ui.fields.entry import Ask, Entry
from engine.ui.plain import tag
from engine.ui.words import lang


def _draw(ask: Ask) -> None:
    label = tag("strong", ask.f.label.in_(lang()))
    more = tag("p", ask.f.help.in_(lang()), css="bh-text") if ask.f.help else ""
    st.html(f'<div class="bh-note">{label}{more}</div>')


ENTRY = Entry(_draw)
