"""The language of one session, and its sentences; the browser remembers the language for the next one."""

from __future__ import annotations

import streamlit as st

from engine.i18n import LANGUAGES, text

LANG = "lang"
REMEMBERED = "bihuan_lang"
"""The cookie; it says nothing but the language. Set by a route of ours (`engine.ui.routes`)."""
_SWITCHED = "language-switched"


def lang() -> str:
    """`zh` or `en`, as chosen in this session; Chinese first."""
    return "en" if st.session_state.get(LANG) == "en" else "zh"


def say(key: str, **values: object) -> str:
    """The sentence `ui.<key>` in the session's language."""
    return text(f"ui.{key}", lang(), missing=None, **values)


def begin() -> None:
    """At the beginning of a run: the language that the address names, or that this browser chose before."""
    if LANG not in st.session_state:
        asked = (st.query_params.get(LANG), st.context.cookies.get(REMEMBERED))
        st.session_state[LANG] = next((a for a in asked if a in LANGUAGES), LANGUAGES[0])
    if LANG in st.query_params:
        del st.query_params[LANG]


def switch(to: str) -> None:
    """From now on this language."""
    st.session_state[LANG] = to
    st.session_state[_SWITCHED] = True


def remember() -> None:
    """After a switch the page asks the route for the cookie once, as for a picture: nothing is loaded anew, so that
    what is being typed stays."""
    if st.session_state.pop(_SWITCHED, False):
        st.html(f'<img src="/language/{lang()}" alt="" style="display:none">')
