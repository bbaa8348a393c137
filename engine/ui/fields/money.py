"""An amount of money, typed in yuan and kept in fen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from engine.policy.field_types.money import FEN, written
from engine.policy.forms import Field
from engine.ui.fields.entry import Ask, Entry
from engine.ui.fields.number import decimal_in
from engine.ui.words import say


def _draw(ask: Ask) -> None:
    label, hint = ask.label + say("form.in-yuan"), say("form.money-hint")
    st.text_input(label, ask.shown or "", key=ask.key, placeholder=hint, autocomplete="off")


def _read(_: Field, value: Any) -> Any:
    """Whole fen; an amount with parts of a fen stays as it was typed."""
    found = decimal_in(value)
    fen = found * FEN if found is not None else None
    return int(fen) if fen is not None and fen == fen.to_integral_value() else value


ENTRY = Entry(_draw, show=lambda _, answer: written(answer), read=_read)
