"""A new follow-up code on the page of a case that the office entered: told once, with a reason that stays."""

from __future__ import annotations

import streamlit as st

from engine.casework.desk import CaseFile
from engine.casework.requests import Refused
from engine.ui import blocks, refusals
from engine.ui.identity import me
from engine.ui.runtime import office
from engine.ui.words import say


def draw(found: CaseFile, person: str) -> None:
    """Offered to whoever may; nothing to others."""
    if not found.may_renew_code:
        return
    st.header(say("new-code.title"), anchor=False)
    st.caption(say("new-code.sub"))
    key = f"new-code-why-{found.case.id}"
    st.text_input(say("new-code.why"), key=key, placeholder=say("new-code.hint"), on_change="ignore")
    if st.button(say("new-code.issue"), key=f"new-code-{found.case.id}"):
        _issue(found, person, str(st.session_state.get(key) or ""))


def _issue(found: CaseFile, person: str, why: str) -> None:
    """Ask again who this is: a role may have gone, an account may have been revoked."""
    someone = me()
    if someone is None or someone.person != person:
        refusals.show(Refused("signed-out"))
        return
    code = office().desk.renew_code(found.case.id, person, why, locality=someone.locality)
    if isinstance(code, Refused):
        refusals.show(code)
        return
    blocks.code(say("receipt.code"), code)
    st.caption(say("new-code.once"))
