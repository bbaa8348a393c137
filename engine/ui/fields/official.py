"""An official or a unit: in the writer's own words, or picked by the office from its directory.

Who files never sees the directory. What the office types may also be somebody it does not list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from engine.policy.forms import Field
from engine.ui.fields import line
from engine.ui.fields.entry import Ask, Entry, position
from engine.ui.words import say


@dataclass(frozen=True)
class Listed:
    """Somebody of the directory, or one of its units."""

    id: str
    name: str


def _draw(ask: Ask) -> None:
    if not ask.officials:
        line.draw(ask)
        return
    options: list[Listed | str] = [Listed(i, name) for i, name in ask.officials.items()]
    kept = st.session_state.get(ask.key)
    if isinstance(kept, Listed) and kept not in options:
        st.session_state[ask.key] = kept.name
    begins = ask.shown.name if isinstance(ask.shown, Listed) and ask.shown not in options else ask.shown
    if begins and begins not in options:
        options.append(begins)
    st.selectbox(
        ask.label, options, index=position(options, begins), key=ask.key, format_func=_named,
        placeholder=say("form.choose-official"), accept_new_options=True,
    )  # fmt: skip


def _named(option: Listed | str) -> str:
    return option.name if isinstance(option, Listed) else option


def _show(_: Field, answer: Any) -> Listed | str:
    if not isinstance(answer, Mapping):
        return str(answer)
    words, link = str(answer.get("text", "")), answer.get("link")
    return Listed(link, words) if isinstance(link, str) else words


def _read(_: Field, value: Any) -> Mapping[str, str]:
    return {"text": value.name, "link": value.id} if isinstance(value, Listed) else {"text": str(value)}


ENTRY = Entry(_draw, _show, _read)
