"""登录: a plain form that posts to our own route; with demo data, one button for each person."""

from __future__ import annotations

import streamlit as st

from engine.casework.ports.accounts import Account
from engine.demo import PASSWORD
from engine.i18n import text
from engine.ui import blocks, drafts, localities
from engine.ui.identity import me
from engine.ui.plain import html_text, tag
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names


def draw_first() -> None:
    """In place of a page that needs somebody signed in; what was typed there before is not lost."""
    drafts.keep_typed(office())
    st.info(say("sign-in.first"))
    draw()


def draw() -> None:
    """The page."""
    if me() is not None:
        blocks.heading(say("sign-in.title"), say("sign-in.already"))
        return
    blocks.heading(say("sign-in.title"), say("sign-in.sub"))
    why = st.query_params.get("why")
    if why:
        st.error(text(f"refusal.{why}", lang(), missing=say("sign-in.failed")))
    st.html(_form())
    if office().demo:
        _demo_people()


def _form() -> str:
    user = f'<label for="bh-user">{html_text(say("sign-in.user"))}</label>'
    password = f'<label for="bh-password">{html_text(say("sign-in.password"))}</label>'
    return (
        '<form method="post" action="/account/sign-in" class="bh-form" style="max-width:26rem">'
        f'{user}<input id="bh-user" name="user" autocomplete="username" required>'
        f'{password}<input id="bh-password" name="password" type="password" autocomplete="current-password" required>'
        f"{_language()}{tag('button', say('sign-in.go'), type='submit')}</form>"
    )


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
        f'{_language()}<button type="submit">{html_text(person.name)}{tag("small", held)}</button></form>'
    )
