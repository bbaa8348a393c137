"""登录: a plain form that posts to our own route; with demo data, one button for each person."""

from __future__ import annotations

import streamlit as st

from engine.accounts.sign_in import Need
from engine.casework.ports.accounts import Account
from engine.demo import PASSWORD
from engine.ui import blocks, localities
from engine.ui.accounts import forms as account_forms
from engine.ui.accounts import parts as account_parts
from engine.ui.accounts import told as account_told
from engine.ui.accounts import way_back
from engine.ui.filling import drafts
from engine.ui.identity import halfway, leave, me
from engine.ui.plain import html_text, tag
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names

_WAS_IN = "was-signed-in"


def draw_first() -> None:
    """In place of a page that needs somebody signed in; what was typed there before is not lost."""
    drafts.keep_typed(office())
    st.info(say("sign-in.ended") if st.session_state.get(_WAS_IN) else say("sign-in.first"))
    draw()


def note_in() -> None:
    """Somebody is signed in here now. When that is over without their doing, they are told that what they typed is
    kept."""
    st.session_state[_WAS_IN] = True


def leave_of_own_will() -> None:
    """Sign out; whoever comes next is led to their own work and not to this page."""
    leave()
    st.session_state[_WAS_IN] = False
    way_back.forget_way()


def draw() -> None:
    """The page; of a half-open session it asks for what is still missing."""
    if me() is not None:
        blocks.heading(say("sign-in.title"), say("sign-in.already"))
        return
    half = halfway()
    if half is not None:
        _draw_half(*half)
        return
    blocks.heading(say("sign-in.title"), say("sign-in.sub"))
    account_told.above()
    st.html(account_forms.sign_in_form())
    if office().demo:
        _demo_people()


def _draw_half(whose: Account, need: Need) -> None:
    key = {"code": "code", "new-password": "new-password", "second-factor": "factor"}[need]
    blocks.heading(say(f"sign-in.{key}-title"), say(f"sign-in.{key}-sub"))
    top = st.container()
    drawn = _draw_what_is_missing(whose, need)
    with top:
        account_told.above((drawn,))
    st.html(account_forms.leave_form())


def _draw_what_is_missing(whose: Account, need: Need) -> str:
    """The form that comes next; its act."""
    if need == "code":
        st.html(account_forms.code_form())
        return "code"
    if need == "new-password":
        st.html(tag("p", say("account.password-sub"), css="bh-sub"))
        st.html(account_forms.new_password_form(whose.name))
        return "password"
    if account_parts.draw_offer(whose):
        return account_parts.CONFIRM
    st.html(account_forms.offer_form(say("account.factor-begin"), has_factor=False))
    return account_parts.OFFER


def _language() -> str:
    return f'<input type="hidden" name="language" value="{lang()}">'


def _demo_people() -> None:
    accounts = [a for a in office().store.accounts() if a.demo and not a.revoked]
    st.header(say("sign-in.demo"), anchor=False)
    st.caption(say("sign-in.demo-sub"))
    for locality in office().store.localities():
        here = "".join(_person(a) for a in accounts if a.locality == locality)
        st.html(f'{tag("h3", localities.name(locality), css="bh-small-head")}<div class="bh-people">{here}</div>')


def _person(account: Account) -> str:
    here = office()
    ruleset, directory = here.ruleset(account.locality), here.directory(account.locality)
    person = directory.persons.get(account.person)
    if ruleset is None or person is None:
        return ""
    names = Names(ruleset, directory, lang())
    held = say("comma").join(names.of(x) for x in (*person.roles, *person.member_of))
    return (
        '<form method="post" action="/account/sign-in" class="bh-form">'
        f'<input type="hidden" name="user" value="{html_text(account.name)}">'
        f'<input type="hidden" name="password" value="{html_text(PASSWORD)}">'
        f"{_language()}{account_forms.way_on()}"
        f'<button type="submit">{html_text(person.name)}{tag("small", held)}</button></form>'
    )
