"""案件: one case: what is due, what to do next, what happened and why, papers, people, identity."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from engine.casework.desk import Acted, CaseFile, Looked
from engine.casework.requests import Refused
from engine.ui import address, blocks, refusals
from engine.ui.cases import acting, new_code, presses, slips
from engine.ui.cases import parts as case_parts
from engine.ui.filling import drafts
from engine.ui.identity import Me, me
from engine.ui.page_run import PageRun
from engine.ui.pages import sign_in
from engine.ui.plain import escape
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.clocks import clock_lines
from engine.views.names import Names
from engine.views.next_acts import next_acts
from engine.views.work import acting_as, marks_of, number_of, title_of

_CHOSEN = "case-chosen"


def draw(run: PageRun) -> None:
    """The page."""
    reader = run.reader
    if reader is None:
        sign_in.draw_first()
        return
    case_id = address.given("id") or st.session_state.get(_CHOSEN)
    if case_id is None:
        blocks.heading(say("menu.case"))
        blocks.empty(say("case.choose"))
        return
    st.session_state[_CHOSEN] = case_id
    address.remember("id", case_id)
    looked = office().desk.look(case_id, reader.me.person, reader.sight)
    if isinstance(looked, Refused):
        blocks.heading(say("menu.case"))
        _gone(case_id, looked)
        return
    _show(looked, reader.me)


def _show(looked: Looked, someone: Me) -> None:
    found = looked.file
    names = Names(found.ruleset, looked.directory, lang())
    _head(looked, names)
    clocks = clock_lines(looked.clocks, names, looked.calendar, looked.at)
    acting_for = acting_as(someone.person, names)
    case_parts.clocks(clocks, acting_for)
    actor = acting.Actor(someone.person, someone.person, someone.locality, partial(_do, found))
    with st.container(key="act-area"):
        st.header(say("case.next"), anchor=False)
        acting.draw(
            found.case, next_acts(looked.offered, clocks, found.ruleset, found.case.state, acting_for), names, actor
        )
    _tabs(looked, names, someone)


def _tabs(looked: Looked, names: Names, someone: Me) -> None:
    """What is on file. The standing file of the office has no complaint and goes through no states."""
    found, calendar = looked.file, looked.calendar
    standing = found.case.standing
    titles = ("timeline", "papers") if standing else ("timeline", "matter", "papers", "states", "people")
    tabs = dict(zip(titles, st.tabs([say(f"case.{t}") for t in titles]), strict=True))
    with tabs["timeline"]:
        case_parts.timeline_of(found, names, calendar)
    with tabs["papers"]:
        case_parts.papers(found, names, calendar)
        slips.offer(looked, names, someone)
    if standing:
        return
    with tabs["matter"]:
        case_parts.matter(found, names)
        case_parts.identity(found, someone.person)
        new_code.draw(found, someone.person)
    with tabs["states"]:
        case_parts.states(found)
    with tabs["people"]:
        case_parts.people(looked, names)


def _gone(case_id: str, refused: Refused) -> None:
    """A case that one may not see; after an own act that led it elsewhere, that too is said."""
    drafts.keep_typed(office())
    _, said = presses.of(case_id).done
    if said:
        st.success(escape(said))
        st.info(escape(say("case.gone")))
    else:
        refusals.show(refused)


def _head(looked: Looked, names: Names) -> None:
    case, row = looked.file.case, looked.row
    pills = [blocks.pill(names.of(case.state), "blue")]
    pills += [blocks.pill(say("case.sealed"), "red")] if case.sealed else []
    pills += [blocks.pill(m.label, m.colour) for m in marks_of(sorted(case.flags | case.periods), names)]
    pills += [blocks.pill(say("case.trouble"), "red")] if case.troubles else []
    number = say("case.number", number=number_of(row, names)) if row.sequence else ""
    blocks.heading(title_of(row, names), number, pills)
    for what in sorted(case.vacancies):
        st.warning(escape(names.say("event.vacant", what=names.of(what.split(".")[-1]))))


def _do(found: CaseFile, event: str, with_: dict[str, Any], names: dict[str, str], token: str) -> Acted | Refused:
    """Ask again who this is: a role may have gone, an account may have been revoked."""
    someone = me()
    if someone is None:
        return Refused("signed-out")
    return office().desk.act(
        found.case.id, event, actor=someone.person, with_=with_, token=token, seen=found.case.seq,
        locality=someone.locality, names=names,
    )  # fmt: skip
