"""One choice: all to be seen when they are few, a list to search when they are many."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from engine.policy.forms import Choice, Field
from engine.ui.fields import line
from engine.ui.fields.entry import NOTHING, Ask, Entry, position
from engine.ui.plain import escape
from engine.ui.words import lang, say

FEW = 6


def named(f: Field, *, markdown: bool = False) -> Callable[[str], str]:
    """How a choice reads; one that is not offered any more says so. Round buttons and pills read their
    options as Markdown, lists that open do not."""

    def name(value: str) -> str:
        if value == NOTHING:
            return say("form.no-answer")
        known = f.choices.get(value)
        words = known.in_(lang()) if known else value
        words = escape(words) if markdown else words
        gone = known is None or (isinstance(known, Choice) and known.retired)
        return say("form.retired", choice=words) if gone else words

    return name


def _draw(ask: Ask) -> None:
    if not ask.f.choices:
        line.draw(ask)
        return
    options = list(ask.f.offered())
    if isinstance(ask.answer, str) and ask.answer and ask.answer not in options:
        options.append(ask.answer)
    if len(options) > FEW:
        hint = say("form.choose")
        at = position(options, ask.shown)
        st.selectbox(ask.label, options, index=at, key=ask.key, format_func=named(ask.f), placeholder=hint)
        return
    options += [] if ask.required else [NOTHING]
    at = position(options, ask.shown)
    st.radio(ask.label, options, index=at, key=ask.key, format_func=named(ask.f, markdown=True))


ENTRY = Entry(_draw)
