"""A day, from a calendar or typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from engine.policy.field_types.date import day_in
from engine.policy.forms import Field
from engine.ui.fields.entry import Ask, Entry

_EARLIEST, _LATEST = date(1949, 10, 1), date(2099, 12, 31)


def _draw(ask: Ask) -> None:
    st.date_input(ask.label, value=ask.shown, key=ask.key, min_value=_EARLIEST, max_value=_LATEST, format="YYYY-MM-DD")


def _show(_: Field, answer: Any) -> date | None:
    return day_in(answer)


def _read(_: Field, value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


ENTRY = Entry(_draw, _show, _read)
