"""登记信访: a clerk of the intake office enters a complaint that came by letter, visit or phone."""

from __future__ import annotations

import streamlit as st

from engine.casework.registering import registrars
from engine.policy.definitions import RuleSet
from engine.policy.forms import Form
from engine.ui import blocks, localities
from engine.ui.filling import receipts
from engine.ui.identity import me
from engine.ui.pages import intake, sign_in
from engine.ui.plain import escape
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names

_RECEIPT = "register-receipt"


def draw() -> None:
    """The page."""
    someone = me()
    if someone is None:
        sign_in.draw_first()
        return
    if receipts.there(_RECEIPT, someone.person):
        receipts.draw(_RECEIPT, say("register.again"), to_hand_on=True)
        return
    blocks.heading(say("register.title"), say("register.sub", body=localities.name(someone.locality)))
    ruleset = office().ruleset(someone.locality)
    if ruleset is None or not ruleset.intake:
        blocks.empty(say("intake.no-rules"))
        return
    directory = office().directory(someone.locality)
    who = registrars(ruleset, directory)
    if not who.includes(someone.person):
        names = Names(ruleset, directory, lang())
        blocks.empty(say("register.elsewhere", office=say("comma").join(map(names.of, who.ids))))
        return
    form = _form(ruleset)
    intake.fill(someone.locality, form, page=f"register-{form.id}", actor=someone.person, receipt_key=_RECEIPT)


def _form(ruleset: RuleSet) -> Form:
    """The form by which a case begins; chosen where there are several."""
    if len(ruleset.intake) == 1:
        return ruleset.forms[ruleset.intake[0]]
    chosen = st.radio(
        say("register.form"), ruleset.intake, key="register-form", horizontal=True,
        format_func=lambda i: escape(ruleset.forms[i].title.in_(lang())),
    )  # fmt: skip
    return ruleset.forms[chosen]
