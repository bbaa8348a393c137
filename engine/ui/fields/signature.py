"""A typed name and a tick. The moment is kept with the event by which it is submitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from engine.policy.forms import Field
from engine.ui.fields.entry import Ask, Entry
from engine.ui.words import say


def _draw(ask: Ask) -> None:
    hint, named = say("form.signature-hint"), ask.begins("name") or ""
    st.text_input(ask.label, named, key=ask.part("name"), placeholder=hint, autocomplete="off")
    st.checkbox(say("form.i-confirm"), bool(ask.begins("confirmed")), key=ask.part("confirmed"))


def _show(_: Field, answer: Any) -> Mapping[str, Any]:
    return answer if isinstance(answer, Mapping) else {}


ENTRY = Entry(_draw, _show, read=lambda _, parts: {k: v for k, v in parts.items() if v}, parts=("name", "confirmed"))
