"""Several choices: buttons when they are few, a list to search when they are many."""

from __future__ import annotations

from typing import Any

import streamlit as st

from engine.policy.forms import Field
from engine.ui.fields.choice import FEW, named
from engine.ui.fields.entry import Ask, Entry
from engine.ui.words import say


def _draw(ask: Ask) -> None:
    before = ask.answer if isinstance(ask.answer, list) else []
    options = [*ask.f.offered(), *(x for x in before if x not in ask.f.offered())]
    label = ask.label + say("form.several")
    if len(options) > FEW:
        hint = say("form.choose")
        st.multiselect(label, options, ask.shown, key=ask.key, format_func=named(ask.f), placeholder=hint)
    else:
        st.pills(
            label, options, key=ask.key, format_func=named(ask.f, markdown=True), selection_mode="multi",
            default=ask.shown,
        )  # fmt: skip


def _show(_: Field, answer: Any) -> list[str] | None:
    return [str(x) for x in answer] if isinstance(answer, list) else None


ENTRY = Entry(_draw, _show, read=lambda _, value: list(value))
