"""The way of entering each type of field, and the session's keys that it uses."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from functools import cache
from importlib import import_module
from typing import Any

import streamlit as st

from engine.policy.field_types.registry import kind_of
from engine.policy.forms import Field
from engine.ui.fields.entry import Ask, Entry, Officials
from engine.ui.plain import escape
from engine.ui.words import lang, say

ELSEWHERE = ("group", "files")
"""`engine.ui.forms` draws rows, `engine.ui.uploads` files."""
NOT_DRAWN = object()


@cache
def _entry(word: str) -> Entry:
    module = import_module(f"engine.ui.fields.{word.replace('-', '_')}")
    entry: Entry = module.ENTRY
    return entry


def entry_of(f: Field) -> Entry | None:
    """How a field is entered; None when another module does it."""
    word = kind_of(f).entry
    return None if word in ELSEWHERE else _entry(word)


def draw(f: Field, key: str, *, required: bool, answer: object, officials: Officials | None = None) -> None:
    """The widget of a field, with its label and help; `answer` keeps a retired choice readable."""
    entry = entry_of(f)
    if entry is not None:
        entry.draw(Ask(f, key, label_of(f, required=required), required, answer, officials or {}))
    if f.help and kind_of(f).entry != "note":
        st.caption(escape(f.help.in_(lang())))


def label_of(f: Field, *, required: bool) -> str:
    """The label, safe for Markdown, saying whether it may be left empty."""
    words = escape(f.label.in_(lang()))
    if not kind_of(f).answered:
        return words
    return words + (say("form.required") if required else say("form.optional"))


def seed(state: MutableMapping[Any, Any], key: str, f: Field, answer: Any) -> None:
    """Give a widget that is drawn for the first time the answer that we have."""
    entry = entry_of(f)
    if entry is None or answer is None or not kind_of(f).answered:
        return
    shown = entry.show(f, answer)
    values = {f"{key}.{p}": shown.get(p) for p in entry.parts} if entry.parts else {key: shown}
    for name, value in values.items():
        if name not in state and value is not None:
            state[name] = value


def taken(state: Mapping[Any, Any], key: str, f: Field) -> Any:
    """The answer that the widgets of a field hold; NOT_DRAWN when there are none."""
    entry = entry_of(f)
    if entry is None or not kind_of(f).answered:
        return NOT_DRAWN
    if entry.parts:
        if not any(f"{key}.{p}" in state for p in entry.parts):
            return NOT_DRAWN
        values = {p: state.get(f"{key}.{p}") for p in entry.parts}
        return entry.read(f, values) if any(values.values()) else None
    if key not in state:
        return NOT_DRAWN
    value = state[key]
    return None if value is None or value in ("", []) else entry.read(f, value)
