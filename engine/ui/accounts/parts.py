"""The setting up of a device, as the page of one's own account and the sign-in page draw it."""

from __future__ import annotations

import streamlit as st

from engine.accounts.second_factor import offered
from engine.casework.ports.accounts import Account
from engine.ui import localities
from engine.ui.accounts import forms as account_forms
from engine.ui.accounts import told as account_told
from engine.ui.plain import tag
from engine.ui.runtime import office, wall_clock
from engine.ui.words import say

CONFIRM, OFFER = "factor-confirm", "factor-offer"


def draw_offer(account: Account) -> bool:
    """A device that is being set up, if there is one. Whoever mistyped its first code has the picture and the codes
    already: they are folded away below, so that the entry is seen at once."""
    offer = offered(office().store, office().vault, account, wall_clock())
    if offer is None:
        return False
    device = account_forms.offer_html(offer, account.name, localities.name(account.locality))
    confirm = tag("p", say("account.offer-confirm")) + account_forms.confirm_form()
    if account_told.refused() == CONFIRM:
        again = tag("summary", say("account.offer-once-more"))
        st.html(f'{confirm}<details class="bh-again">{again}{device}</details>')
    else:
        st.html(device + confirm)
    return True
