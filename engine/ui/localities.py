"""Which locality a page is about: the signed-in person's own, or the one a visitor chose."""

from __future__ import annotations

import streamlit as st

from engine.policy.definitions import RuleSet
from engine.ui.filling import drafts
from engine.ui.runtime import office
from engine.ui.words import lang, say

_CHOICE = "locality-choice"


def choose(label: str = "locality.choose") -> str | None:
    """The locality of a visitor; asked only where the installation serves several, and not again for a
    draft that was begun there."""
    known = office().store.localities()
    if not known:
        return None
    if len(known) == 1:
        return known[0]
    if _CHOICE not in st.session_state and (begun := drafts.begun_at(office())) in known:
        st.session_state[_CHOICE] = begun
    st.selectbox(
        say(label), known, key=_CHOICE, index=None, placeholder=say("form.choose"),
        format_func=name,
    )  # fmt: skip
    chosen = st.session_state.get(_CHOICE)
    return chosen if chosen in known else None


def name(locality: str) -> str:
    """What the body is called."""
    return called(locality, office().ruleset(locality))


def called(locality: str, ruleset: RuleSet | None) -> str:
    """The same by the rules that are in force there."""
    if ruleset is None:
        return locality
    return ruleset.body.zh if lang() == "zh" else ruleset.body.en


def digest(locality: str) -> str:
    """The digest of the rules in force now, by which a draft notices that they changed."""
    return office().rules.in_force(locality, office().now()) or ""
