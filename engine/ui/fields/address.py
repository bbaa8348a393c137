"""An address: the division from a list, the rest in free words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from engine.policy.forms import Field
from engine.ui.fields.choice import named
from engine.ui.fields.entry import Ask, Entry
from engine.ui.words import say


def _draw(ask: Ask) -> None:
    options = list(ask.f.offered())
    before = ask.answer.get("division") if isinstance(ask.answer, Mapping) else None
    options += [before] if before and before not in options else []
    st.selectbox(
        ask.label, options, index=None, key=ask.part("division"), format_func=named(ask.f),
        placeholder=say("form.choose-division"),
    )  # fmt: skip
    st.text_input(
        say("form.rest-of-address", label=ask.label), key=ask.part("rest"), placeholder=say("form.rest-hint"),
        label_visibility="collapsed", autocomplete="off",
    )  # fmt: skip


def _show(_: Field, answer: Any) -> Mapping[str, Any]:
    return answer if isinstance(answer, Mapping) else {}


ENTRY = Entry(_draw, _show, read=lambda _, parts: {k: v for k, v in parts.items() if v}, parts=("division", "rest"))
