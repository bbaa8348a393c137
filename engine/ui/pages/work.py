"""工作台: the cases that wait for somebody, overdue first; and all the cases they are on.

A case waits for whoever owns its state, and for whomever a clock runs against.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache, partial

import streamlit as st

from engine.casework.ports import CaseRow, ClockRow
from engine.casework.rows import standing_id
from engine.policy.calendar import Calendar
from engine.ui import address, blocks, localities
from engine.ui.page_run import PageRun, Reader
from engine.ui.pages import duties, sign_in
from engine.ui.plain import escape, tag
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names
from engine.views.work import WorkLine, acting_as, names_by_digest, owed, work_lines

_PAGE = 15
_DUTIES = 5
_TOP = "work-list"


def draw(run: PageRun) -> None:
    """The page."""
    reader = run.reader
    if reader is None:
        sign_in.draw_first()
        return
    someone, here = reader.me, office()
    rules = here.rules.holding(someone.locality, reader.sight.at)
    body = localities.called(someone.locality, rules.ruleset if rules else None)
    blocks.heading(say("work.title"), say("work.sub", name=someone.shown, body=body))
    left, middle, right = st.columns([5, 4, 6])
    scope = left.segmented_control(
        say("work.scope"), ["mine", "all"], default="mine", key="work-scope",
        format_func=lambda v: say(f"work.{v}"), on_change=_go, args=(0,),
    )  # fmt: skip
    urgency = middle.selectbox(
        say("work.urgency"), ["any", "red", "amber", "green"], key="work-urgency",
        format_func=lambda v: say(f"work.urgency-{v}"), on_change=_go, args=(0,),
    )  # fmt: skip
    words = right.text_input(
        say("work.search"), key="work-search", placeholder=say("work.search-hint"), on_change=_go, args=(0,)
    )
    known = here.desk.cases(someone.locality, someone.person)
    if standing_id(someone.locality) in {row.id for row in known}:
        _duties(reader)
    lines = _lines(reader, known, rules.calendar, everything=scope == "all") if rules else ()
    fitting = _filtered(lines, urgency or "any", words or "")
    if fitting:
        _list(fitting)
    else:
        _nothing(lines, everything=scope == "all")


def _duties(reader: Reader) -> None:
    """The turns of the body's own duties that fall to this person, the next due first."""
    looked = duties.standing_file(reader)
    found = duties.own(looked, reader.me.person) if looked else ()
    if looked is None or not found:
        return
    today = duties.today_on(looked)
    with st.container(border=True, key="own-duties"):
        st.html(tag("h2", say("duties.yours"), css="bh-small-head"))
        for t in found[:_DUTIES]:
            due = say("duties.due-on", due=blocks.due_day(t.due)) if t.due else ""
            pill = duties.look(t, today)
            st.html(f'<p class="bh-text">{pill} {blocks.text(t.label)} {tag("span", due, css="bh-when")}</p>')
        if len(found) > _DUTIES:
            st.caption(say("duties.and-more", count=len(found) - _DUTIES))
        address.link(address.DUTIES, escape(say("duties.all-of-them")))


def _lines(
    reader: Reader, known: Sequence[CaseRow], calendar: Calendar, *, everything: bool
) -> tuple[WorkLine, ...]:  # fmt: skip
    """What waits for this person: as owner of the state, or because a clock runs against them or their unit.
    The clocks against them come before those of others."""
    here, someone, sight = office(), reader.me, reader.sight
    names = names_by_digest(lambda digest: Names(here.ruleset_of(digest), sight.directory, lang()))
    acting = cache(partial(acting_as, someone.person))
    running = here.store.running_clocks(someone.locality)
    own = {row.id: owed(row, running.get(row.id, ()), names(row).ruleset, acting(names(row))) for row in known}
    rows = [row for row in known if everything or own[row.id] or (row.closed is None and someone.person in row.owners)]

    def clocks(case_id: str) -> tuple[ClockRow, ...]:
        mine_first = not everything or case_id == standing_id(someone.locality)
        return (own[case_id] if mine_first else ()) or running.get(case_id, ())

    return work_lines(rows, clocks, names, calendar, sight.at)


def _filtered(lines: Sequence[WorkLine], urgency: str, words: str) -> list[WorkLine]:
    wanted = _plain(words).split()
    return [
        line for line in lines
        if (urgency == "any" or (line.clock and line.clock.colour == urgency))
        and _has(line, wanted)
    ]  # fmt: skip


def _has(line: WorkLine, wanted: Sequence[str]) -> bool:
    """Whether each of the words stands somewhere in the line."""
    told = _plain(f"{line.number} {line.title} {line.state} {line.owners}")
    return all(word in told for word in wanted)


def _plain(words: str) -> str:
    """Without what a Chinese keyboard adds: full-width letters, digits and blanks are as narrow ones."""
    return unicodedata.normalize("NFKC", words).casefold()


def _nothing(lines: Sequence[WorkLine], *, everything: bool) -> None:
    """An empty list says whether there is nothing, or nothing that fits what was asked for."""
    if lines:
        blocks.empty(say("work.none-fits", total=len(lines)))
        st.button(say("work.no-filter"), key="work-no-filter", on_click=_no_filter)
    else:
        blocks.empty(say("work.none-at-all") if everything else say("work.none-waits"))


def _no_filter() -> None:
    st.session_state["work-urgency"] = "any"
    st.session_state["work-search"] = ""


def _list(lines: list[WorkLine]) -> None:
    st.html(_sum(lines))
    pages = -(-len(lines) // _PAGE)
    page = min(int(st.session_state.get("work-page", 0)), pages - 1)
    if pages > 1:  # above too: whoever turns the page there sees the new one from its beginning
        _turn(page, pages, "above")
    for line in lines[page * _PAGE : (page + 1) * _PAGE]:
        _line(line)
    if pages > 1:
        _turn(page, pages, "below")


def _sum(lines: Sequence[WorkLine]) -> str:
    """How many there are, and how many of each colour that wants attention."""
    counts = Counter(line.clock.colour for line in lines if line.clock)
    pills = "".join(
        blocks.pill(say("work.count", word=say(f"work.urgency-{c}"), count=counts[c]), c)
        for c in ("red", "amber", "green")
        if counts[c]
    )
    return f'<p class="bh-sub bh-start" id="{_TOP}">{blocks.text(say("work.total", count=len(lines)))} {pills}</p>'


def _line(line: WorkLine) -> None:
    colour = line.clock.colour if line.clock else "grey"
    with st.container(border=True, key=f"line-{colour}-{line.id}"):
        left, right = st.columns([3, 2], vertical_alignment="center")
        with left:
            address.link(address.CASE, blocks.called(line.title, line.number), id=line.id)
            pills = blocks.pill(line.state, "blue") + "".join(blocks.pill(f.label, f.colour) for f in line.flags)
            pills += blocks.pill(say("case.sealed"), "red") if line.sealed else ""
            owner = "" if line.closed else say("work.owner", names=line.owners)
            st.html(f'<p class="bh-sub">{pills}{tag("span", owner, css="bh-when")}</p>')
        with right:
            st.html(_clock(line))


def _clock(line: WorkLine) -> str:
    if line.clock is None or line.clock.due is None:
        return tag("p", say("work.closed") if line.closed else say("work.no-clock"), css="bh-sub")
    return blocks.time_left(line.clock, line.clock.due)


def _turn(page: int, pages: int, where: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"work-turn-{where}"):
        st.button(say("work.back"), key=f"work-back-{where}", disabled=page == 0, on_click=_go, args=(page - 1,))
        st.html(tag("p", say("work.page", page=page + 1, pages=pages), css="bh-sub"), width="content")
        st.button(
            say("work.next"), key=f"work-next-{where}", disabled=page >= pages - 1, on_click=_go, args=(page + 1,)
        )
        if where == "below":  # the next page is drawn under the eyes of whoever turned it at its end
            st.html(tag("a", say("work.to-top"), css="bh-link", href=f"#{_TOP}"), width="content")


def _go(page: int) -> None:
    """To that page; another list begins with its first, where the most urgent stand."""
    st.session_state["work-page"] = page
