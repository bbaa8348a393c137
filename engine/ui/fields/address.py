"""An address: the division step by step, from the province down; the rest in free words.

A step shows when the one above is chosen; what lies elsewhere is forgotten when that one changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from engine.policy.divisions import DEEPEST, inside, last_on_the_way, way_to
from engine.policy.forms import Field
from engine.ui.fields.choice import named
from engine.ui.fields.entry import Ask, Entry, position
from engine.ui.words import say

_STEPS = ("division", *(f"division-{n}" for n in range(2, DEEPEST + 1)))
_REST = "rest"


def _draw(ask: Ask) -> None:
    known = _known(ask.f, ask.answer)
    steps: list[tuple[str, tuple[str, ...]]] = []
    upper: str | None = None
    for step in _STEPS:
        options = inside(upper, known)
        if not options or (steps and upper is None):
            break
        upper = _still(ask, step, options)
        steps.append((step, options))
    for name in _STEPS[len(steps) :]:
        st.session_state.pop(ask.part(name), None)
    _draw_steps(ask, steps)
    st.text_input(
        say("form.rest-of-address", label=ask.label), key=ask.part(_REST), placeholder=say("form.rest-hint"),
        value=ask.begins(_REST) or "", label_visibility="collapsed", autocomplete="off",
    )  # fmt: skip


def _draw_steps(ask: Ask, steps: list[tuple[str, tuple[str, ...]]]) -> None:
    """Side by side; on a phone one beneath the other."""
    for i, (column, (step, options)) in enumerate(zip(st.columns(max(2, len(steps))), steps, strict=False)):
        label = (
            ask.label
            if i == 0
            else say("form.within", upper=named(ask.f, markdown=True)(_chosen(ask, steps[i - 1][0])))
        )
        column.selectbox(
            label, options, index=position(options, ask.begins(step)), key=ask.part(step),
            format_func=named(ask.f), placeholder=say("form.choose-division"),
        )  # fmt: skip


def _chosen(ask: Ask, step: str) -> str:
    return str(st.session_state.get(ask.part(step), ask.begins(step)) or "")


def _still(ask: Ask, step: str, options: tuple[str, ...]) -> str | None:
    """What is chosen at this step; forgotten when it is not offered any more."""
    chosen = st.session_state.get(ask.part(step), ask.begins(step))
    if chosen is not None and chosen not in options:
        st.session_state.pop(ask.part(step), None)
        return None
    return chosen if isinstance(chosen, str) else None


def _known(f: Field, answer: object) -> tuple[str, ...]:
    """What is offered, and what was answered before, also where it is retired."""
    before = answer.get("division") if isinstance(answer, Mapping) else None
    return (*f.offered(), *((before,) if before and before not in f.offered() else ()))


def _show(f: Field, answer: Any) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping):
        return {}
    division = answer.get("division")
    way = way_to(str(division), f.choices) if division else ()
    return {_REST: answer.get("rest"), **dict(zip(_STEPS, way, strict=False))}


def _read(f: Field, parts: Mapping[str, Any]) -> Mapping[str, Any]:
    known = (*f.choices, *(v for v in (parts.get(_STEPS[0]),) if v and v not in f.choices))
    division = last_on_the_way([parts.get(s) for s in _STEPS], known)
    found = {"division": division, "rest": parts.get(_REST)}
    return {k: v for k, v in found.items() if v}


ENTRY = Entry(_draw, _show, read=_read, parts=(*_STEPS, _REST))
