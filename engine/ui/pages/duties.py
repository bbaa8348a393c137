"""职责: the body's recurring duties, turn by turn: who owes what by when, what was done, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from engine.casework.desk import Looked
from engine.casework.requests import Refused
from engine.casework.rows import standing_id
from engine.policy.calendar import local_date
from engine.ui import address, blocks
from engine.ui.page_run import PageRun, Reader
from engine.ui.pages import sign_in
from engine.ui.plain import escape, tag
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.duties import Turn, mine, turns
from engine.views.names import Names
from engine.views.work import acting_as

_PAST = 40


def draw(run: PageRun) -> None:
    """The page."""
    reader = run.reader
    if reader is None:
        sign_in.draw_first()
        return
    blocks.heading(say("duties.title"), say("duties.sub"))
    looked = standing_file(reader)
    found = of_body(looked) if looked else ()
    if looked is None or not found:
        blocks.empty(say("duties.none"))
        return
    address.link(address.CASE, escape(say("duties.file")), id=looked.row.id)
    labels = dict.fromkeys(t.label for t in found)
    chosen = st.selectbox(
        say("duties.which"), list(labels), index=None, key="duties-which", placeholder=say("duties.all")
    )
    shown = [t for t in found if chosen in (None, t.label)]
    today = today_on(looked)
    _table(say("duties.open"), [t for t in shown if t.status in ("owed", "late")], today)
    over = [t for t in shown if t.status not in ("owed", "late", "cancelled")]
    _table(say("duties.over"), over[:_PAST], today)
    if len(over) > _PAST:
        st.caption(say("duties.more", shown=_PAST, total=len(over)))


def standing_file(reader: Reader) -> Looked | None:
    """The standing file of the body, as far as this person may see it."""
    looked = office().desk.look(standing_id(reader.me.locality), reader.me.person, reader.sight)
    return None if isinstance(looked, Refused) else looked


def of_body(looked: Looked) -> tuple[Turn, ...]:
    """The turns on the standing file."""
    return turns(looked.file.events, _names(looked), looked.calendar)


def own(looked: Looked, person: str) -> tuple[Turn, ...]:
    """The open turns that fall to this person."""
    holders = {c.clock: c.holders for c in looked.clocks}
    return tuple(mine(of_body(looked), acting_as(person, _names(looked)), holders))


def today_on(looked: Looked) -> date:
    """The day on the calendar of the file."""
    return local_date(looked.calendar, looked.at)


def _names(looked: Looked) -> Names:
    return Names(looked.file.ruleset, looked.directory, lang())


def look(t: Turn, today: date) -> str:
    """How a turn stands, as a word on its colour; what falls due today says so."""
    if t.status == "owed" and t.due and t.due <= today:
        return blocks.pill(say("duties.status-today"), "amber")
    return blocks.pill(say(f"duties.status-{t.status}"), t.colour)


def _table(title: str, found: Sequence[Turn], today: date) -> None:
    st.header(escape(title), anchor=False)
    if not found:
        blocks.empty(say("duties.nothing"))
        return
    head = tuple(say(f"duties.{k}") for k in ("duty", "who", "turn", "due", "status", "proof"))
    blocks.table(head, [_row(t, today) for t in found])


def _row(t: Turn, today: date) -> tuple[str, ...]:
    span = say("metrics.of", first=t.first, last=t.last) if t.first else "—"
    due = blocks.due_day(t.due) if t.due else "—"
    done = say("duties.done-by", day=t.done_on, by=t.by) if t.done_on else ""
    took = tag("span", say("duties.swapped", name=t.swapped), css="bh-when") if t.swapped else ""
    proof = "　".join(part for part in (done, t.proof) if part) or "—"
    return (
        blocks.text(t.label) + tag("div", say("comma").join(t.cites), css="bh-when"), blocks.text(t.holder) + took,
        blocks.text(span), tag("span", due, css="bh-day"), look(t, today),
        blocks.text(proof),
    )  # fmt: skip
