"""The receipt of a complaint: number and code, until somebody begins anew.

It may be lost on the way, with the window or the line. So for some minutes it shows again at the address
where the complaint was written; to whoever has that address all of it was open until then.
"""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from engine.casework.desk import TOLD_AGAIN, Opened
from engine.ui import address, blocks
from engine.ui.filling import drafts
from engine.ui.plain import escape
from engine.ui.runtime import office
from engine.ui.words import say

Answers = tuple[tuple[str, str], ...]
"""Label and words of each."""


def token_of(draft: str) -> str:
    """What makes one record of a draft, however often it is sent."""
    return f"open:{draft}"


def there(key: str, owner: str | None) -> bool:
    """Whether this session has a receipt to show, or finds the one of the draft in its address."""
    if key not in st.session_state and (id_ := drafts.unknown()) and (lost := sent_before(id_, owner)):
        st.session_state[key] = lost
    return key in st.session_state


def sent_before(draft: str, owner: str | None) -> Opened | None:
    """The receipt of a draft that was sent a short while ago and is kept no more."""
    here = office()
    if here.store.draft(draft) is not None:
        return None
    for locality in here.store.localities():
        ruleset = here.ruleset(locality)
        for form in ruleset.intake if ruleset else ():
            token = token_of(draft)
            found = here.desk.opened_before(locality, form, actor=owner, token=token, within=TOLD_AGAIN)
            if found is not None:
                return found
    return None


def show(key: str, done: Opened, unsent: Answers = ()) -> NoReturn:
    """From now on the page is the receipt. `unsent` is what was filled in here and is not what was sent."""
    st.session_state[key] = done
    st.session_state[_unsent(key)] = unsent
    st.rerun()


def draw(key: str, again: str, *, to_hand_on: bool = False) -> None:
    """Number and code, before what was not sent, however long that is. A clerk has them `to_hand_on`."""
    done: Opened = st.session_state[key]
    blocks.heading(say("receipt.title"), say("receipt.sub-hand-on" if to_hand_on else "receipt.sub"))
    unsent = st.session_state.get(_unsent(key))
    if unsent:
        st.error(escape(say("receipt.otherwise")))
    blocks.code(say("receipt.number"), done.number)
    if done.code:  # it may have been replaced since
        blocks.code(say("receipt.code"), done.code)
    st.warning(escape(say("receipt.keep-hand-on" if to_hand_on else "receipt.keep")))
    if unsent:
        blocks.paper(say("receipt.unsent"), unsent)
    left, right = st.columns([1, 3], vertical_alignment="center")
    left.button(again, key=f"{key}-done", on_click=_begin_anew, args=(key,))
    with right:
        address.link(address.FOLLOW, escape(say("receipt.follow")))


def _begin_anew(key: str) -> None:
    st.session_state.pop(key, None)
    st.session_state.pop(_unsent(key), None)
    drafts.begin_anew()


def _unsent(key: str) -> str:
    return f"{key}-unsent"
