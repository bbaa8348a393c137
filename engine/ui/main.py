"""The frame around every page: look, language, menu, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from engine.accounts.vault import KeyChanging, WrongKey
from engine.casework.ports import DamagedCase, KeyChanged, StoreBusy
from engine.i18n import text
from engine.ui import address, page_run, style, words
from engine.ui.identity import Me
from engine.ui.page_run import PageRun
from engine.ui.pages import (
    account,
    case,
    clock,
    compare,
    duties,
    follow,
    forms,
    health,
    intake,
    lost,
    metrics,
    notices,
    register,
    rules,
    sign_in,
    versions,
    work,
)
from engine.ui.plain import escape, tag
from engine.ui.words import lang, say


def main() -> None:
    """Draw the page that was asked for."""
    words.begin()
    st.set_page_config(page_title=say("app.title"), layout="wide", initial_sidebar_state="auto")
    style.inject()
    try:
        _draw()
    except (KeyChanged, KeyChanging):
        st.error(say("app.key-changed"))
    except StoreBusy:
        st.error(say("app.busy"))
    except WrongKey:
        st.error(say("app.wrong-key"))
    except DamagedCase as damaged:
        st.error(say("app.damaged", case=damaged.case, seq=damaged.seq))


def _draw() -> None:
    run = page_run.begin()
    menu = _menu(run)
    pages = [page for group in menu.values() for page in group]
    # One list without groups: with groups Streamlit nests them so that a screen reader loses the items.
    page = st.navigation(pages, position="sidebar", expanded=True)
    with st.sidebar:
        _foot(run.me)
    page.run()


def _menu(run: PageRun) -> dict[str, list[st.Page]]:
    someone = run.me
    for_all = [
        _page(intake.draw, "intake", None),
        _page(follow.draw, "follow", address.FOLLOW),
        _page(lost.draw, "lost", address.LOST, hidden=True),
    ]
    inside = [
        _page(partial(work.draw, run), "work", address.WORK),
        _page(partial(case.draw, run), "case", address.CASE, hidden=True),
        _notices(run),
        _page(register.draw, "register", address.REGISTER),
        _page(partial(duties.draw, run), "duties", address.DUTIES),
        _page(partial(metrics.draw, run), "metrics", address.METRICS),
        _page(partial(health.draw, run), "health", address.HEALTH),
        _page(forms.draw, "forms", address.FORMS),
        _page(versions.draw, "versions", address.VERSIONS, hidden=not _runs_it(run)),
        _page(account.draw, "account", address.ACCOUNT),
    ]
    about = [
        _page(partial(rules.draw, run), "rules", address.RULES),
        _page(partial(compare.draw, run), "compare", address.COMPARE),
    ]
    about += [_page(clock.draw, "clock", address.CLOCK)] if run.demo else []
    if someone is not None:  # whoever works here finds the work first
        sign_in.note_in()
        return {say("menu.office"): inside, say("menu.about"): about, say("menu.public"): for_all}
    menu = {
        say("menu.public"): for_all,
        say("menu.office"): [_page(sign_in.draw, "sign-in", address.SIGN_IN)],
        say("menu.about"): about,
    }
    # Addresses of the office's pages lead to the sign-in page instead of nowhere.
    shut = (
        address.WORK, address.CASE, address.REGISTER, address.DUTIES, address.METRICS, address.HEALTH,
        address.FORMS, address.VERSIONS, address.NOTICES, address.ACCOUNT,
    )  # fmt: skip
    menu[say("menu.office")] += [_shut(path) for path in shut]
    return menu


def _page(draw: Callable[[], None], name: str, path: str | None, *, hidden: bool = False) -> st.Page:
    title = say(f"menu.{name}")
    return st.Page(draw, title=title, url_path=path, default=path is None, visibility="hidden" if hidden else "visible")


def _runs_it(run: PageRun) -> bool:
    """Whether the page of versions is for this person."""
    return run.me is not None and versions.may(run.me, demo=run.demo)


def _notices(run: PageRun) -> st.Page:
    """The page of notices."""
    return st.Page(partial(notices.draw, run), title=notices_title(run.me), url_path=address.NOTICES)


def notices_title(someone: Me | None) -> str:
    """It counts the notices that were not read."""
    count = notices.unread(someone) if someone else 0
    return text("delivery.menu-unread", lang(), count=count) if count else say("menu.notices")


def _shut(path: str) -> st.Page:
    return st.Page(sign_in.draw_first, title=say(f"menu.{path}"), url_path=path, visibility="hidden")


def _foot(someone: Me | None) -> None:
    if someone:
        st.html(tag("p", say("app.signed-in", name=someone.shown), css="bh-who"))
        st.button(escape(say("app.sign-out")), key="sign-out", on_click=sign_in.leave_of_own_will)
    st.segmented_control(
        say("app.language"), ["zh", "en"], key="language-choice", default=lang(),
        format_func=lambda v: {"zh": "中文", "en": "English"}[v], on_change=_switch, label_visibility="collapsed",
    )  # fmt: skip

    words.remember()


def _switch() -> None:
    words.switch(st.session_state.get("language-choice") or lang())
