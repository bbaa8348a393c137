"""工作台: the cases that wait for somebody, overdue first; and all the cases they are on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from engine.casework.ports import CaseRow, ClockRow
from engine.casework.rows import standing_id
from engine.ui import address, blocks, localities
from engine.ui.identity import Me, me
from engine.ui.pages import duties, sign_in
from engine.ui.pages.follow import day
from engine.ui.plain import escape, tag
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names
from engine.views.work import WorkLine, names_by_digest, work_lines

_PAGE = 15
_DUTIES = 5


def draw() -> None:
    """The page."""
    someone = me()
    if someone is None:
        sign_in.draw_first()
        return
    blocks.heading(say("work.title"), say("work.sub", name=someone.shown, body=localities.name(someone.locality)))
    left, middle, right = st.columns([2, 2, 3])
    scope = left.segmented_control(
        say("work.scope"), ["mine", "all"], default="mine", key="work-scope",
        format_func=lambda v: say(f"work.{v}"),
    )  # fmt: skip
    urgency = middle.selectbox(
        say("work.urgency"), ["any", "red", "amber", "green"], key="work-urgency",
        format_func=lambda v: say(f"work.urgency-{v}"),
    )  # fmt: skip
    words = right.text_input(say("work.search"), key="work-search", placeholder=say("work.search-hint"))
    _duties(someone)
    lines = _lines(someone, everything=scope == "all")
    _list(_filtered(lines, urgency or "any", words or ""))


def _duties(someone: Me) -> None:
    """The turns of the body's own duties that fall to this person, the next due first."""
    found = duties.own(someone)
    if not found:
        return
    with st.container(border=True, key="own-duties"):
        st.html(tag("h2", say("duties.yours"), css="bh-small-head"))
        for t in found[:_DUTIES]:
            due = say("duties.due-on", due=day(t.due, provisional=False)) if t.due else ""
            pill = blocks.pill(say(f"duties.status-{t.status}"), t.colour)
            st.html(f'<p class="bh-text">{pill} {blocks.text(t.label)} {tag("span", due, css="bh-when")}</p>')
        if len(found) > _DUTIES:
            st.caption(say("duties.and-more", count=len(found) - _DUTIES))
        address.link(address.DUTIES, escape(say("duties.title")))


def _lines(someone: Me, *, everything: bool) -> tuple[WorkLine, ...]:
    here = office()
    find = here.desk.cases if everything else here.desk.work
    rows: Sequence[CaseRow] = find(someone.locality, someone.person)
    ruleset = here.ruleset(someone.locality)
    if ruleset is None:
        return ()
    calendar = here.calendar(ruleset.calendar)
    directory = here.directory(someone.locality)
    names = names_by_digest(lambda digest: Names(here.ruleset_of(digest), directory, lang()))
    person = directory.persons.get(someone.person)
    mine = {someone.person, *(person.member_of if person else ())}

    def clocks(case_id: str) -> tuple[ClockRow, ...]:
        """On the standing file each has turns of their own: those come first."""
        found = here.store.clocks(case_id)
        own = tuple(c for c in found if mine & set(c.holders))
        return own if own and case_id == standing_id(someone.locality) else found

    return work_lines(rows, clocks, names, calendar, here.now())


def _filtered(lines: Sequence[WorkLine], urgency: str, words: str) -> list[WorkLine]:
    wanted = words.strip().lower()
    return [
        line for line in lines
        if (urgency == "any" or (line.clock and line.clock.colour == urgency))
        and (not wanted or wanted in f"{line.number} {line.title} {line.state} {line.owners}".lower())
    ]  # fmt: skip


def _list(lines: list[WorkLine]) -> None:
    if not lines:
        blocks.empty(say("work.empty"))
        return
    pages = -(-len(lines) // _PAGE)
    page = min(int(st.session_state.get("work-page", 0)), pages - 1)
    for line in lines[page * _PAGE : (page + 1) * _PAGE]:
        _line(line)
    if pages > 1:
        _turn(page, pages, len(lines))


def _line(line: WorkLine) -> None:
    with st.container(border=True, key=f"line-{line.id}"):
        left, right = st.columns([3, 2], vertical_alignment="center")
        with left:
            address.link(address.CASE, escape(f"{line.number}　{line.title}"), id=line.id)
            pills = blocks.pill(line.state, "blue") + "".join(blocks.pill(f.label, f.colour) for f in line.flags)
            pills += blocks.pill(say("case.sealed"), "red") if line.sealed else ""
            st.html(f'<p class="bh-sub">{pills} {blocks.text(say("work.owner", names=line.owners))}</p>')
        with right:
            st.html(_clock(line))


def _clock(line: WorkLine) -> str:
    if line.clock is None or line.clock.due is None:
        return tag("p", say("work.closed") if line.closed else say("work.no-clock"), css="bh-sub")
    due = day(line.clock.due, provisional=line.clock.provisional)
    words = say("work.due", label=line.clock.label, day=due, left=line.clock.left)
    return f'<p class="bh-sub">{blocks.pill(line.clock.word, line.clock.colour)} {blocks.text(words)}</p>'


def _turn(page: int, pages: int, total: int) -> None:
    left, middle, right = st.columns([1, 2, 1], vertical_alignment="center")
    left.button(say("work.back"), key="work-back", disabled=page == 0, on_click=_go, args=(page - 1,))
    middle.html(tag("p", say("work.page", page=page + 1, pages=pages, total=total), css="bh-sub"))
    right.button(say("work.next"), key="work-next", disabled=page >= pages - 1, on_click=_go, args=(page + 1,))


def _go(page: int) -> None:
    st.session_state["work-page"] = page
