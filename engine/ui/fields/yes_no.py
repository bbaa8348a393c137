"""Yes or no, or no answer where none is needed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from engine.policy.forms import Field
from engine.ui.fields.entry import NOTHING, Ask, Entry, position
from engine.ui.words import say


def _draw(ask: Ask) -> None:
    options: list[bool | str] = [True, False, *([] if ask.required else [NOTHING])]
    words = {True: say("form.yes"), False: say("form.no"), NOTHING: say("form.no-answer")}
    at = position(options, ask.shown)
    st.radio(ask.label, options, index=at, key=ask.key, format_func=lambda v: words[v], horizontal=True)


def _show(_: Field, answer: Any) -> bool | None:
    return answer if isinstance(answer, bool) else None


ENTRY = Entry(_draw, _show)
