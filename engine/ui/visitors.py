"""Who is at the other end of the line, as far as it takes to count attempts."""

from __future__ import annotations

import streamlit as st

from engine.accounts.logs import note
from engine.accounts.rates import Attempt, Rates
from engine.i18n import text
from engine.ui.runtime import office, wall_clock
from engine.ui.words import lang


def rates() -> Rates:
    """The counters of this installation."""
    here = office()
    return Rates(here.store, here.vault)


def address() -> str | None:
    """The address that this session's browser connected from; None for this very machine."""
    found = st.context.ip_address
    return found if isinstance(found, str) else None  # a page under test has no browser


def may(attempt: Attempt) -> bool:
    """Count one attempt; when it is one too many, say so on the page."""
    if rates().allowed(attempt, address(), wall_clock()):
        return True
    note("too-many", attempt=attempt)
    st.error(text("refusal.too-many", lang()))
    return False
