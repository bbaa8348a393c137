"""The way of entering each type of field, and the session's keys that it uses."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

import streamlit as st

from engine.policy.field_types.registry import kind_of
from engine.policy.forms import Field, Text
from engine.ui.fields.entry import Ask, Entry, Officials
from engine.ui.plain import escape
from engine.ui.words import lang, say

ELSEWHERE = ("group", "files")
"""`engine.ui.filling.forms` draws rows, `engine.ui.filling.uploads` files."""
NOT_DRAWN = object()
_MARK = 8


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
        shown = entry.show(f, answer) if answer is not None and kind_of(f).answered else None
        entry.draw(Ask(f, key, label_of(f, required=required), required, answer, shown, officials or {}))
    if f.help and kind_of(f).entry != "note":
        st.caption(escape(f.help.in_(lang())))


def label_of(f: Field, *, required: bool) -> str:
    """The label, safe for Markdown, saying whether it may be left empty."""
    words = escape(f.label.in_(lang()))
    if not kind_of(f).answered:
        return words
    return words + (say("form.required") if required else say("form.optional"))


@dataclass(frozen=True, eq=False)
class _Offered:
    """Choices, told apart by being the same map or not: there may be thousands."""

    choices: Mapping[str, Text]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Offered) and self.choices is other.choices

    def __hash__(self) -> int:
        return id(self.choices)


def mark_of(f: Field) -> str:
    """By what the widget of this field is told from that of another version of the form: a field of another type,
    or with other choices, has a widget of its own. Other words above it leave it as it is, for somebody may be
    typing into it."""
    return _mark(f.type, _Offered(f.choices))


@lru_cache(maxsize=4_096)
def _mark(type_: str, offered: _Offered) -> str:
    return hashlib.sha256(repr((type_, dict(offered.choices))).encode()).hexdigest()[:_MARK]


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
