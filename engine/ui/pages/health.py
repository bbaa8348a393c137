"""运行状况: the matcher, cases that somebody should look at, and the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import streamlit as st

from engine.delivery.smtp import fault_words
from engine.i18n import text
from engine.office.health import Attention
from engine.ui import address, blocks
from engine.ui.page_run import PageRun, Reader
from engine.ui.pages import sign_in
from engine.ui.plain import tag
from engine.ui.runtime import office, scanner
from engine.ui.words import lang, say
from engine.views.names import Names

_MOST = 1000
_TOLD = 20

NOTICEABLE = timedelta(minutes=2)
"""Clocks of several machines are never quite alike."""


def draw(run: PageRun) -> None:
    """The page."""
    reader = run.reader
    if reader is None:
        sign_in.draw_first()
        return
    here = office()
    found = here.health()
    fine = found.matching.well
    word = blocks.pill(say("health.fine"), "green") if fine else blocks.pill(say("health.trouble"), "red")
    blocks.heading(say("health.title"), say("health.sub"), [word])
    for line in found.matching.lines(lang()):
        st.html(tag("p", line, css="bh-text"))
    if found.behind > NOTICEABLE:
        st.warning(say("health.clock-behind", minutes=found.behind // timedelta(minutes=1)))
    cases = {row.id: row.number for row in here.desk.cases(reader.me.locality, reader.me.person)}
    _attention(reader, [a for a in found.attention if a.case in cases])
    _mails()
    _scanner()
    _withheld(cases)


def _attention(reader: Reader, troubled: Sequence[Attention]) -> None:
    """Cases that cannot go on by themselves, each leading to the case: what is to be done comes before how the
    machinery is."""
    st.header(say("health.attention"), anchor=False)
    ruleset = office().ruleset(reader.me.locality)
    if ruleset is None or not troubled:
        blocks.empty(say("health.nothing"))
        return
    names = Names(ruleset, reader.sight.directory, lang())
    rows = [
        (
            tag("a", a.number, css="bh-link", href=f"/{address.CASE}?id={a.case}"),
            blocks.text(say("comma").join(say(f"trouble.{t}") for t in a.troubles) or "—"),
            blocks.text(say("comma").join(names.of(v.split(".")[-1]) for v in a.vacancies) or "—"),
        )
        for a in troubled
    ]
    blocks.table((say("health.case"), say("health.troubles"), say("health.vacant")), rows)


def _scanner() -> None:
    """Whether uploads are looked through for malware, and whether who does it answers now."""
    st.header(text("scanning.health", lang()), anchor=False)
    looking = scanner()
    state = looking.state() if looking else None
    if looking is None or state is None:
        blocks.empty(text("scanning.none", lang()))
    elif state.trouble:
        away = text(f"scanning.away-{looking.settings.away}", lang())
        why = text(f"scanning.trouble.{state.trouble}", lang())
        st.warning(text("scanning.fails", lang(), why=why, away=away))
    else:
        st.html(tag("p", text("scanning.answers", lang(), version=state.version), css="bh-text"))


def _withheld(cases: Mapping[str, str]) -> None:
    """On which of these cases a file is handed out no more, by their numbers."""
    store = office().store
    having = store.cases_with(store.withheld()).values()
    if numbers := sorted({cases[c] for some in having for c in some if c in cases}):
        st.warning(text("scanning.withheld", lang(), cases=say("comma").join(numbers[:_TOLD]), count=len(numbers)))


def _mails() -> None:
    """Whether mails were given up, or wait after a failure; how many, never to whom."""
    st.header(text("delivery.health-mails", lang()), anchor=False)
    failed = len(office().store.mails("failed", limit=_MOST))
    waiting = [n for n in office().store.mails("waiting", limit=_MOST) if n.fault]
    if failed:
        st.warning(text("delivery.health-failed", lang(), count=_at_most(failed)))
    if waiting:
        why = fault_words(waiting[-1].fault, lang())
        st.warning(text("delivery.health-waiting", lang(), count=_at_most(len(waiting)), fault=why))
    if not (failed or waiting):
        blocks.empty(text("delivery.health-well", lang()))


def _at_most(count: int) -> str:
    return f"{count}+" if count == _MOST else str(count)
