"""我的账号: change the password, set up or remove the second factor, see and end one's own sessions."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from engine.accounts import own_account
from engine.accounts.own_account import OwnSession
from engine.accounts.sign_in import factor_is_asked
from engine.casework.ports.accounts import Account
from engine.ui import account_forms, account_parts, blocks
from engine.ui.identity import me, token
from engine.ui.pages import sign_in
from engine.ui.plain import html_text, tag
from engine.ui.runtime import office, wall_clock
from engine.ui.words import say

_FEW = 3
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
    account_parts.told()
    if account.demo:
        st.info(say("account.demo"))
        _sessions(account)
        return
    setting_up = office().store.offer(account.name) is not None
    for part in (_factor, _password, _sessions) if setting_up else (_password, _factor, _sessions):
        part(account)


def _password(account: Account) -> None:
    st.header(say("account.password-head"), anchor=False)
    st.html(tag("p", say("account.password-sub"), css="bh-sub"))
    st.html(account_forms.new_password_form(account.name))


def _factor(account: Account) -> None:
    st.header(say("account.factor-head"), anchor=False)
    if account_parts.draw_offer(account):
        return
    factor = office().store.second_factor(account.name)
    if factor is None:
        st.html(tag("p", say("account.factor-none"), css="bh-sub"))
        st.html(account_forms.offer_form(say("account.factor-begin"), has_factor=False))
        return
    left = office().store.recovery_codes_left(account.name)
    day = _local(account, factor.since)[:10]
    st.html(tag("p", say("account.factor-set", day=day, left=left), css="bh-sub"))
    if left < _FEW:
        st.warning(say("account.factor-few", left=left))
    with st.expander(say("account.factor-again")):
        st.html(account_forms.offer_form(say("account.factor-again"), has_factor=True))
    if factor_is_asked(office().store, account):
        st.caption(say("account.factor-needed"))
        return
    with st.expander(say("account.factor-remove")):
        st.html(account_forms.remove_form())


def _sessions(account: Account) -> None:
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
        return
    password = account_forms.password_field("bh-end-password", "password", say("account.session-password"))
    everyone = tag("button", say("account.session-end-others"), type="submit", name_="end", value=own_account.OTHERS)
    st.html(account_forms.form("sessions", _NO_DEFAULT, password, f'<div class="bh-wide">{table}</div>', everyone))


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
