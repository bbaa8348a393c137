"""One widget for one question of a form.

Each keeps its value in the session under the key it is given; `engine.ui.filling` reads it from there.
Nothing here checks an answer: a browser can be told anything, so `engine.policy.answers` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from engine.policy.forms import Field, FieldType
from engine.ui.plain import escape
from engine.ui.words import lang, say

NOTHING = ""
_FEW = 6
_EARLIEST, _LATEST = date(1949, 10, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Ask:
    """What a widget needs: its field, key and label, and the answer we have."""

    f: Field
    key: str
    label: str
    required: bool
    answer: object


def draw(f: Field, key: str, *, required: bool, answer: object) -> None:
    """The widget of a field, with its label and help; `answer` keeps a retired choice readable."""
    _WIDGETS[f.type](Ask(f, key, label_of(f, required=required), required, answer))
    if f.help:
        st.caption(escape(f.help.in_(lang())))


def label_of(f: Field, *, required: bool) -> str:
    """The label, safe for Markdown, saying whether it may be left empty."""
    return escape(f.label.in_(lang())) + (say("form.required") if required else say("form.optional"))


def _text(ask: Ask) -> None:
    hint = say("form.contact-hint") if ask.f.type == "contact" else say("form.type-here")
    st.text_input(ask.label, key=ask.key, placeholder=hint, autocomplete="off")


def _number(ask: Ask) -> None:
    st.text_input(ask.label, key=ask.key, placeholder=say("form.number-hint"), autocomplete="off")


def _long_text(ask: Ask) -> None:
    st.text_area(ask.label, key=ask.key, height=160, placeholder=say("form.type-here"))


def _official(ask: Ask) -> None:
    st.text_input(ask.label, key=ask.key, placeholder=say("form.official-hint"), autocomplete="off")


def _date(ask: Ask) -> None:
    label = ask.label + say("form.date-hint")
    st.date_input(label, value=None, key=ask.key, min_value=_EARLIEST, max_value=_LATEST, format="YYYY-MM-DD")


def _yes_no(ask: Ask) -> None:
    options: list[bool | str] = [True, False, *([] if ask.required else [NOTHING])]
    words = {True: say("form.yes"), False: say("form.no"), NOTHING: say("form.no-answer")}
    st.radio(ask.label, options, index=None, key=ask.key, format_func=lambda v: words[v], horizontal=True)


def _choice(ask: Ask) -> None:
    if not ask.f.choices:
        _text(ask)
        return
    options = list(ask.f.choices)
    if isinstance(ask.answer, str) and ask.answer and ask.answer not in options:
        options.append(ask.answer)
    if len(options) > _FEW:
        hint = say("form.choose")
        st.selectbox(ask.label, options, index=None, key=ask.key, format_func=_named(ask.f), placeholder=hint)
        return
    options += [] if ask.required else [NOTHING]
    st.radio(ask.label, options, index=None, key=ask.key, format_func=_named(ask.f))


def _named(f: Field) -> Callable[[str], str]:
    def name(value: str) -> str:
        if value == NOTHING:
            return say("form.no-answer")
        known = f.choices.get(value)
        return escape(known.in_(lang())) if known else say("form.retired", choice=escape(value))

    return name


_WIDGETS: dict[FieldType, Callable[[Ask], None]] = {
    "text": _text,
    "contact": _text,
    "number": _number,
    "long-text": _long_text,
    "official": _official,
    "date": _date,
    "yes-no": _yes_no,
    "choice": _choice,
    "place": _choice,
    "matter": _choice,
}
"""Every type but `group` and `files`, which `engine.ui.forms` and `engine.ui.uploads` draw."""
