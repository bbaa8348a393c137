"""What came of a form of sign-in or of one's own account, as the address says: at that form, or above all.

`told` is of an act that is done, `why` of one that was refused, `at` the form that was refused. Only sentences that we
know are said.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from engine.i18n import text
from engine.ui.plain import tag
from engine.ui.words import lang, say

DONE, WHY, AT = "told", "why", "at"


def refused() -> str | None:
    """The form that was refused, when the address names one."""
    return st.query_params.get(AT) if WHY in st.query_params else None


def at_form(act: str) -> str:
    """The refusal as HTML, to stand first in the form of this act; nothing when another was refused, or none."""
    return tag("p", _why(st.query_params[WHY]), css="bh-problem", role="alert") if refused() == act else ""


def above(drawn: Collection[str] = ()) -> None:
    """What was done; and a refusal, unless its form is among those that are drawn."""
    why, done = st.query_params.get(WHY), st.query_params.get(DONE)
    if why and refused() not in drawn:
        st.error(_why(why))
    elif done and not why:
        words = text(f"ui.account.told-{done}", lang(), missing="")
        if words:
            st.success(words)


def _why(code: str) -> str:
    return text(f"refusal.{code}", lang(), missing=say("sign-in.failed"))
