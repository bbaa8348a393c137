"""通知: what came for the person who is signed in, newest first; read once the page was left by its button."""

from __future__ import annotations

from functools import cache

import streamlit as st

from engine.casework.notices import Notice
from engine.casework.ports import CaseRow
from engine.i18n import text
from engine.ui import address, blocks
from engine.ui.identity import Me
from engine.ui.page_run import PageRun, Reader
from engine.ui.pages import sign_in
from engine.ui.plain import tag
from engine.ui.runtime import office
from engine.ui.words import lang
from engine.views.names import Names
from engine.views.notices import NoticeLine, notice_line

MOST = 100
Found = tuple[tuple[Notice, CaseRow], ...]


def draw(run: PageRun) -> None:
    """The page."""
    reader = run.reader
    if reader is None:
        sign_in.draw_first()
        return
    blocks.heading(_say("title"), _say("sub"))
    found = _found(reader.me)
    lines = _lines(reader, found)
    if not lines:
        blocks.empty(_say("none"))
        return
    unread, shown = any(line.unread for line in lines), tuple(notice.key for notice, _ in found)
    st.button(_say("read-all"), key="notices-read", disabled=not unread, on_click=_read, args=(reader.me, shown))
    for number, line in enumerate(lines):
        _line(line, number)
    if len(lines) == MOST:
        st.caption(_say("newest", most=MOST))


def unread(someone: Me) -> int:
    """How many of the newest notices this person has not read."""
    return sum(notice.read is None for notice, _ in _found(someone))


def _found(someone: Me) -> Found:
    return office().store.notices(someone.locality, someone.person, limit=MOST)


def _lines(reader: Reader, found: Found) -> list[NoticeLine]:
    here = office()

    @cache
    def names(digest: str) -> Names:
        return Names(here.ruleset_of(digest), reader.sight.directory, lang())

    return [
        notice_line(notice, row, names(row.digest), here.calendar(names(row.digest).ruleset.calendar).zone)
        for notice, row in found
    ]


def _line(line: NoticeLine, number: int) -> None:
    with st.container(border=True, key=f"notice-{number}"):
        address.link(address.CASE, blocks.called(line.title, line.number), id=line.case)
        pill = blocks.pill(_say("new"), "blue") if line.unread else ""
        when = tag("span", line.at.strftime("%Y-%m-%d %H:%M"), css="bh-when bh-day")
        st.html(f'<p class="bh-sub">{pill} {blocks.text(line.words)} {when}</p>')


def _read(someone: Me, shown: tuple[str, ...]) -> None:
    office().store.note_read(someone.locality, someone.person, shown, office().now())


def _say(key: str, **values: object) -> str:
    return text(f"delivery.page-{key}", lang(), missing=None, **values)
