"""我的账号: change the password, set up or remove the second factor, see and end one's own sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from engine.accounts import own_account
from engine.accounts.own_account import OwnSession
from engine.accounts.sign_in import factor_is_asked
from engine.casework.ports.accounts import Account
from engine.ui import blocks
from engine.ui.accounts import forms as account_forms
from engine.ui.accounts import parts as account_parts
from engine.ui.accounts import told as account_told
from engine.ui.identity import me, token
from engine.ui.pages import sign_in
from engine.ui.plain import html_text, tag
from engine.ui.runtime import office, wall_clock
from engine.ui.words import say

Acts = tuple[str, ...]
"""The acts whose forms a part of the page draws."""
_FEW, _REMOVE = 3, "factor-remove"
_NO_DEFAULT = '<button type="submit" disabled hidden></button>'
"""The Enter key presses the first button of a form, and no session should end by it."""


def draw() -> None:
    """The page."""
    someone = me()
    account = office().store.account(someone.name) if someone else None
    if someone is None or account is None:
        sign_in.draw_first()
        return
    blocks.heading(say("account.title"), say("account.sub", name=account.name))
    top = st.container()
    if account.demo:
        st.info(say("account.demo"))
    parts = {_sessions} if account.demo else {_password, _factor, _sessions}
    drawn = [act for part in _in_order(account) if part in parts for act in part(account)]
    with top:
        account_told.above(drawn)


def _in_order(account: Account) -> list[Part]:
    """First the part whose form was refused, for the page begins there; else a device that is being set up."""
    usual: list[Part] = [_password, _factor, _sessions]
    refused = account_told.refused()
    at = next((part for part, acts in _ACTS.items() if refused in acts), None)
    if at is None and office().store.offer(account.name) is not None:
        at = _factor
    return usual if at is None else [at, *(p for p in usual if p is not at)]


def _password(account: Account) -> Acts:
    st.header(say("account.password-head"), anchor=False)
    st.html(tag("p", say("account.password-sub"), css="bh-sub"))
    st.html(account_forms.new_password_form(account.name))
    return ("password",)


def _factor(account: Account) -> Acts:
    st.header(say("account.factor-head"), anchor=False)
    if account_parts.draw_offer(account):
        return (account_parts.CONFIRM,)
    factor = office().store.second_factor(account.name)
    if factor is None:
        st.html(tag("p", say("account.factor-none"), css="bh-sub"))
        st.html(account_forms.offer_form(say("account.factor-begin"), has_factor=False))
        return (account_parts.OFFER,)
    left = office().store.recovery_codes_left(account.name)
    day = _local(account, factor.since)[:10]
    st.html(tag("p", say("account.factor-set", day=day, left=left), css="bh-sub"))
    if left < _FEW:
        st.warning(say("account.factor-few", left=left))
    with st.expander(say("account.factor-again"), expanded=account_told.refused() == account_parts.OFFER):
        st.html(account_forms.offer_form(say("account.factor-again"), has_factor=True))
    if factor_is_asked(office().store, account):
        st.caption(say("account.factor-needed"))
        return (account_parts.OFFER,)
    with st.expander(say("account.factor-remove"), expanded=account_told.refused() == _REMOVE):
        st.html(account_forms.remove_form())
    return (account_parts.OFFER, _REMOVE)


def _sessions(account: Account) -> Acts:
    st.header(say("account.sessions-head"), anchor=False)
    st.html(tag("p", say("account.sessions-sub"), css="bh-sub"))
    shown = own_account.own_sessions(office().store, token(), wall_clock())
    others = [s for s in shown if not s.here]
    table = blocks.table_html(
        [say(f"account.session{word}") for word in ("", "-began", "-last", *(["-act"] if others else []))],
        [_row(account, s, alone=not others) for s in shown],
    )
    if not others:
        st.html(table + tag("p", say("account.session-only"), css="bh-when"))
        return ()
    password = account_forms.password_field("bh-end-password", "password", say("account.session-password"))
    everyone = tag("button", say("account.session-end-others"), type="submit", name_="end", value=own_account.OTHERS)
    st.html(account_forms.form("sessions", _NO_DEFAULT, password, f'<div class="bh-wide">{table}</div>', everyone))
    return ("sessions",)


Part = Callable[[Account], Acts]
_ACTS: dict[Part, Acts] = {
    _password: ("password",),
    _factor: (account_parts.CONFIRM, account_parts.OFFER, _REMOVE),
    _sessions: ("sessions",),
}


def _row(account: Account, session: OwnSession, *, alone: bool) -> tuple[str, ...]:
    last = _local(account, session.last)
    if session.here:
        first, end = blocks.pill(say("account.session-here"), "blue"), ""
    else:
        first = blocks.text(say("account.session-other"))
        end = (
            f'<button type="submit" name="end" value="{html_text(session.handle)}" class="bh-quiet" '
            f'aria-label="{html_text(say("account.session-end", last=last))}">'
            f"{html_text(say('account.session-end-one'))}</button>"
        )
    cells = (first, blocks.text(_local(account, session.began)), blocks.text(last))
    return cells if alone else (*cells, end)


def _local(account: Account, at: datetime) -> str:
    """The moment in the time of the account's locality."""
    ruleset = office().ruleset(account.locality)
    zone = office().calendar(ruleset.calendar).zone if ruleset else "UTC"
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
