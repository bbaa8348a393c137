"""What the page of one's own account and the sign-in page have in common."""

from __future__ import annotations

import streamlit as st

from engine.accounts.second_factor import offered
from engine.casework.ports.accounts import Account
from engine.i18n import text
from engine.ui import account_forms, localities
from engine.ui.runtime import office, wall_clock
from engine.ui.words import lang, say


def told() -> None:
    """What came of the form that was sent, as the address says; only sentences that we know."""
    why, done = st.query_params.get("why"), st.query_params.get("told")
    if why:
        st.error(text(f"refusal.{why}", lang(), missing=say("sign-in.failed")))
    elif done:
        words = text(f"ui.account.told-{done}", lang(), missing="")
        if words:
            st.success(words)


def draw_offer(account: Account) -> bool:
    """A device that is being set up, if there is one."""
    offer = offered(office().store, office().vault, account, wall_clock())
    if offer is None:
        return False
    st.html(account_forms.offer_html(offer, account.name, localities.name(account.locality)))
    st.html(account_forms.confirm_form())
    return True
