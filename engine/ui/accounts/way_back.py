"""The page that somebody wanted before they had to sign in, carried along by the forms of signing in.

It comes back from a browser, which can be told anything: only a page of ours is gone to, with at most an id behind it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import streamlit as st

from engine.ui.address import ID, LOST, PAGES, SIGN_IN, given

TO = "to"
"""What it is called in an address and in a form."""
NO_WAY = "no-way-back"
"""The key of the session that says that none is wanted here any more."""
_WANTED = ("id", "draft")
"""What may stand in the address of such a page."""
_WAY = re.compile(rf"({'|'.join(sorted(PAGES - {SIGN_IN, LOST}))})(\?({'|'.join(_WANTED)})={ID.pattern})?")


def way(words: str | None) -> str | None:
    """The address of a page of ours when the words are one, with at most an id behind it; anything else is nothing."""
    return words if words and _WAY.fullmatch(words) else None


def wanted() -> str | None:
    """The page that is wanted: the one whose address this is, or the one that the sign-in page was told."""
    if st.session_state.get(NO_WAY):
        return None
    page = urlsplit(st.context.url or "").path.strip("/")
    if page in ("", SIGN_IN):
        return way(st.query_params.get(TO))
    named = next((f"?{name}={value}" for name in _WANTED if (value := given(name))), "")
    return way(page + named)


def forget_way() -> None:
    """From now on no page is wanted in this window."""
    st.session_state[NO_WAY] = True
