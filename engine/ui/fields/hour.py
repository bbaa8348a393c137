"""A time of day, by steps of five minutes or typed."""

from __future__ import annotations

from datetime import time
from typing import Any

import streamlit as st

from engine.policy.forms import Field
from engine.ui.fields.entry import Ask, Entry
from engine.ui.words import say

_STEP = 300


def _draw(ask: Ask) -> None:
    st.time_input(ask.label + say("form.time-hint"), value=ask.shown, key=ask.key, step=_STEP)


def _show(_: Field, answer: Any) -> time | None:
    try:
        return time.fromisoformat(str(answer))
    except ValueError:
        return None


def _read(_: Field, value: Any) -> Any:
    return value.strftime("%H:%M") if isinstance(value, time) else value


ENTRY = Entry(_draw, _show, _read)
