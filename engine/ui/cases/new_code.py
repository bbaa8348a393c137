"""A new follow-up code on the page of a case that the office entered: told once, with a reason that stays."""

from __future__ import annotations

import streamlit as st

from engine.casework.desk import CaseFile
from engine.casework.requests import Refused
from engine.ui import blocks, refusals
from engine.ui.identity import me
from engine.ui.runtime import office
from engine.ui.words import say

_TOLD = "new-codes"


def draw(found: CaseFile, person: str) -> None:
    """Offered to whoever may; nothing to others. What was issued is told in place of the question, in this session and
    as long as nothing else happens on the case: a double click is cut before it can say the code, and asks for no
    second one, because the button is another one then."""
    if not found.may_renew_code:
        return
    case, seq = found.case.id, found.case.seq
    told: dict[tuple[str, str, int], str] = st.session_state.setdefault(_TOLD, {})
    st.header(say("new-code.title"), anchor=False)
    if code := told.get((case, person, seq)):
        blocks.code(say("receipt.code"), code)
        st.caption(say("new-code.once"))
        return
    st.caption(say("new-code.sub"))
    key = f"new-code-why-{case}-{seq}"
    st.text_input(say("new-code.why"), key=key, placeholder=say("new-code.hint"), on_change="ignore")
    if st.button(say("new-code.issue"), key=f"new-code-{case}-{seq}"):
        _issue(found, person, str(st.session_state.get(key) or ""), told)


def _issue(found: CaseFile, person: str, why: str, told: dict[tuple[str, str, int], str]) -> None:
    """Ask again who this is: a role may have gone, an account may have been revoked."""
    case, someone = found.case, me()
    if someone is None or someone.person != person:
        refusals.show(Refused("signed-out"))
        return
    code = office().desk.renew_code(case.id, person, why, locality=someone.locality)
    if isinstance(code, Refused):
        refusals.show(code)
        return
    told[case.id, person, case.seq + 1] = code  # noted before Streamlit is called, which may cut this script
    st.rerun()
