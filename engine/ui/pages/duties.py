"""职责: the body's recurring duties, turn by turn: who owes what by when, what was done, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from engine.casework.requests import Refused
from engine.casework.rows import standing_id
from engine.policy.calendar import local_date
from engine.ui import address, blocks
from engine.ui.identity import Me, me
from engine.ui.pages import sign_in
from engine.ui.plain import escape, tag
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.duties import Turn, mine, turns
from engine.views.names import Names
from engine.views.work import acting_as

_PAST = 40


def draw() -> None:
    """The page."""
    someone = me()
    if someone is None:
        sign_in.draw_first()
        return
    blocks.heading(say("duties.title"), say("duties.sub"))
    found = of_body(someone)
    if not found:
        blocks.empty(say("duties.none"))
        return
    address.link(address.CASE, escape(say("duties.file")), id=standing_id(someone.locality))
    labels = dict.fromkeys(t.label for t in found)
    chosen = st.selectbox(
        say("duties.which"), list(labels), index=None, key="duties-which", placeholder=say("duties.all")
    )
    shown = [t for t in found if chosen in (None, t.label)]
    today = today_at(someone.locality)
    _table(say("duties.open"), [t for t in shown if t.status in ("owed", "late")], today)
    over = [t for t in shown if t.status not in ("owed", "late", "cancelled")]
    _table(say("duties.over"), over[:_PAST], today)
    if len(over) > _PAST:
        st.caption(say("duties.more", shown=_PAST, total=len(over)))


def of_body(someone: Me) -> tuple[Turn, ...]:
    """The turns on the standing file, as far as this person may see it."""
    here = office()
    if standing_id(someone.locality) not in {r.id for r in here.desk.cases(someone.locality, someone.person)}:
        return ()
    seen = here.desk.view(standing_id(someone.locality), someone.person, locality=someone.locality)
    if isinstance(seen, Refused):
        return ()
    ruleset = here.ruleset_of(seen.case.digest)
    names = Names(ruleset, here.directory(someone.locality), lang())
    return turns(seen.events, names, here.calendar(ruleset.calendar))


def own(someone: Me) -> tuple[Turn, ...]:
    """The open turns that fall to this person."""
    found = of_body(someone)
    if not found:
        return ()
    here = office()
    ruleset = here.ruleset_of(here.store.row(standing_id(someone.locality)).digest)
    names = Names(ruleset, here.directory(someone.locality), lang())
    holders = {c.clock: c.holders for c in here.store.clocks(standing_id(someone.locality))}
    return tuple(mine(found, acting_as(someone.person, names), holders))


def look(t: Turn, today: date) -> str:
    """How a turn stands, as a word on its colour; what falls due today says so."""
    if t.status == "owed" and t.due and t.due <= today:
        return blocks.pill(say("duties.status-today"), "amber")
    return blocks.pill(say(f"duties.status-{t.status}"), t.colour)


def today_at(locality: str) -> date:
    """The day on the locality's calendar."""
    here = office()
    ruleset = here.ruleset(locality)
    return local_date(here.calendar(ruleset.calendar), here.now()) if ruleset else here.now().date()


def _table(title: str, found: Sequence[Turn], today: date) -> None:
    st.header(escape(title), anchor=False)
    if not found:
        blocks.empty(say("duties.nothing"))
        return
    head = tuple(say(f"duties.{k}") for k in ("duty", "who", "turn", "due", "status", "proof"))
    blocks.table(head, [_row(t, today) for t in found])


def _row(t: Turn, today: date) -> tuple[str, ...]:
    span = say("metrics.of", first=t.first, last=t.last) if t.first else "—"
    due = blocks.day(t.due, provisional=False) if t.due else "—"
    done = say("duties.done-by", day=t.done_on, by=t.by) if t.done_on else ""
    took = tag("span", say("duties.swapped", name=t.swapped), css="bh-when") if t.swapped else ""
    proof = "　".join(part for part in (done, t.proof) if part) or "—"
    return (
        blocks.text(t.label) + tag("div", say("comma").join(t.cites), css="bh-when"), blocks.text(t.holder) + took,
        blocks.text(span), tag("span", due, css="bh-day"), look(t, today),
        blocks.text(proof),
    )  # fmt: skip
