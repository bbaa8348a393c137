"""查询进度: the complainant follows by code, reads the answer, asks for a review or for protection."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from engine.casework.desk import Acted, CaseFile
from engine.casework.requests import COMPLAINANT, Refused
from engine.policy.directory import Directory
from engine.ui import blocks, refusals, visitors
from engine.ui.cases import acting
from engine.ui.plain import tag
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names
from engine.views.next_acts import NextAct
from engine.views.progress import Progress, Promise, progress

_CODE = "follow-code"


def draw() -> None:
    """The page."""
    blocks.heading(say("follow.title"), say("follow.sub"))
    code = st.session_state.get(_CODE)
    if not code:
        _ask()
        return
    found = office().desk.follow(code)
    if isinstance(found, Refused):
        refusals.show(found)
        _ask()
        return
    _show(code, found)


def _ask() -> None:
    with st.form("follow-form", border=False):  # in a form, so that Enter asks as the button does
        st.text_input(say("follow.code"), key="follow-typed", placeholder=say("follow.hint"), autocomplete="off")
        asked = st.form_submit_button(say("follow.go"), type="primary", key="follow-go")
    if asked and visitors.may("follow"):
        _take()
        st.rerun()


def _take() -> None:
    st.session_state[_CODE] = str(st.session_state.get("follow-typed") or "").strip()[:80]


def _leave() -> None:
    st.session_state.pop(_CODE, None)


def _show(code: str, found: CaseFile) -> None:
    here = office()
    calendar = here.calendar(found.ruleset.calendar)
    clocks = here.store.clocks(found.case.id)
    seen = progress(found.case, found.events, clocks, found.ruleset, calendar, here.now(), lang())
    _where(found.number, seen)
    _promises(seen)
    _letters(seen)
    names = Names(found.ruleset, Directory(), lang())
    actor = acting.Actor(COMPLAINANT, None, found.case.locality, partial(_do, code))
    offered = here.desk.actions(found.case.id, COMPLAINANT)
    with st.container(key="act-area"):
        st.header(say("follow.ask"), anchor=False)
        acting.draw(found.case, tuple(NextAct(a) for a in offered), names, actor)
        st.button(say("follow.leave"), key="follow-leave", on_click=_leave)
    st.caption(say("follow.print"))


def _do(code: str, event: str, with_: dict[str, Any], names: dict[str, str], token: str) -> Acted | Refused:
    return office().desk.act_with_code(code, event, with_=with_, token=token, names=names)


def _where(number: str, seen: Progress) -> None:
    steps = "".join(
        tag("li", s, css=("done" if i <= seen.stage else "ahead") + (" now" if i == seen.stage else ""))
        for i, s in enumerate(seen.stages)
    )
    about = say("follow.about", number=number, day=blocks.day(seen.opened))
    st.html(
        f'<ol class="bh-steps">{steps}</ol>{tag("p", seen.sentence, css="bh-lead")}{tag("p", about, css="bh-when")}'
    )


def _promises(seen: Progress) -> None:
    if not seen.promises:
        return
    st.header(say("follow.dates"), anchor=False)
    blocks.marks(_promise(p) for p in seen.promises)


def _promise(p: Promise) -> blocks.Mark:
    due = blocks.due_day(p.due, provisional=p.provisional)
    whose = say("follow.mine" if p.mine else "follow.ours", day=due)
    by = say("clock.cited", limit=p.limit, cites=say("comma").join(p.cites)).strip()
    below = say("dot").join((whose, say("act.by", cites=by))) if by else whose
    return blocks.Mark(p.word, p.colour, p.label, p.left, below)


def _letters(seen: Progress) -> None:
    if not seen.letters:
        return
    st.header(say("follow.letters"), anchor=False)
    for letter in seen.letters:
        blocks.paper(letter.label, letter.contents, say("follow.sent-on", day=blocks.day(letter.on)))
