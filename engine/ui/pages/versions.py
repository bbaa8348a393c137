"""版本与搬迁: for administrators: versions of the rules, what a calendar notice moves, open cases to another
version, and open cases from a spreadsheet. Each is a preview first; a second press writes it."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from engine.casework.ports import CaseRow
from engine.casework.records import rows_counted
from engine.casework.upkeep.changes import Change
from engine.policy.amendment import Amendment
from engine.policy.calendar import local_date
from engine.ui import blocks, taking_over
from engine.ui.cases import changes
from engine.ui.identity import Me, me
from engine.ui.pages import sign_in
from engine.ui.plain import escape
from engine.ui.runtime import office
from engine.ui.words import say

LONGEST = 92
_TABS = ("versions", "calendar", "move", "import")


def may(someone: Me, *, demo: bool) -> bool:
    """Whether the page is for this person: administrators, and everybody where all is demo data."""
    return someone.admin or demo


def draw() -> None:
    """The page."""
    someone = me()
    if someone is None:
        sign_in.draw_first()
        return
    blocks.heading(say("versions.title"), say("versions.sub"))
    if not may(someone, demo=office().demo):
        blocks.empty(say("versions.admins-only"))
        return
    tabs = st.tabs([say(f"versions.tab-{t}") for t in _TABS])
    with tabs[0]:
        _published(someone)
    with tabs[1]:
        _calendar(someone)
    with tabs[2]:
        _move(someone)
    with tabs[3]:
        taking_over.draw(someone)


def _published(someone: Me) -> None:
    here = office()
    now = here.rules.in_force(someone.locality, here.now())
    rows = []
    open_ = [row.digest for row in _counted(someone) if row.closed is None and row.sequence]
    for p in reversed(here.store.published(someone.locality)):
        until = here.ruleset_of(p.digest).in_force.until
        mark = blocks.pill(say("versions.now"), "green") if p.digest == now else ""
        words = (p.from_.isoformat(), until.isoformat() if until else "—", p.digest[:12], str(open_.count(p.digest)))
        rows.append((*map(blocks.text, words), mark))
    if not rows:
        blocks.empty(say("intake.no-rules"))
        return
    blocks.table(tuple(say(f"versions.{k}") for k in ("from", "until", "digest", "open", "standing")), rows)
    st.caption(say("versions.stay"))


# ── the calendar ────────────────────────────────────────────────────────────


def _calendar(someone: Me) -> None:
    ruleset = office().ruleset(someone.locality)
    if ruleset is None:
        blocks.empty(say("intake.no-rules"))
        return
    st.caption(say("versions.calendar-sub", calendar=ruleset.calendar))
    source = st.text_input(escape(say("versions.source")), key="amend-source", max_chars=100)
    left, right = st.columns(2)
    today = local_date(office().calendar(ruleset.calendar), office().now())
    first = left.date_input(escape(say("versions.first")), value=today, key="amend-first", format="YYYY-MM-DD")
    last = right.date_input(escape(say("versions.last")), value=first or today, key="amend-last", format="YYYY-MM-DD")
    worked = st.segmented_control(
        say("versions.days-are"), ["free", "worked"], default="free", key="amend-worked",
        format_func=lambda v: say(f"versions.days-{v}"),
    )  # fmt: skip
    wanted = _amendment(ruleset.calendar, source, first, last, worked=worked == "worked")
    if st.button(say("versions.preview"), key="amend-preview", disabled=wanted is None):
        st.session_state["amend-seen"] = wanted
    if wanted is None:
        st.caption(say("versions.amend-needs", most=LONGEST))
    elif st.session_state.get("amend-seen") == wanted:
        _amending(someone, wanted)


def _amendment(calendar: str, source: str, first: object, last: object, *, worked: bool) -> Amendment | None:
    """The notice as it was entered; None while something is missing."""
    if not source.strip() or not isinstance(first, date) or not isinstance(last, date):
        return None
    days = (last - first).days + 1
    if not 0 < days <= LONGEST:
        return None
    return Amendment(calendar, source.strip(), {first + timedelta(n): worked for n in range(days)})


def _amending(someone: Me, wanted: Amendment) -> None:
    found = _mine(office().changes.amending(wanted), someone)
    changes.table(found, someone)
    if _shared(someone, wanted.calendar) and not office().demo:
        st.info(escape(say("versions.shared")))
        return
    if st.button(say("versions.apply"), key="amend-apply", type="primary"):
        done = _mine(office().changes.amend(wanted, by=someone.person), someone)
        changes.told(done)


def _shared(someone: Me, calendar: str) -> bool:
    """Whether another locality counts on this calendar too: then it is not this one's to change."""
    here = office()
    others = (here.ruleset(other) for other in here.store.localities() if other != someone.locality)
    return any(r is not None and here.rules.calendars.counts_on(r.calendar, calendar) for r in others)


# ── another version ─────────────────────────────────────────────────────────


def _move(someone: Me) -> None:
    there = {p.digest: p.from_.isoformat() for p in office().store.published(someone.locality)}
    if not there:
        blocks.empty(say("intake.no-rules"))
        return
    st.caption(say("versions.move-sub"))
    digest = st.selectbox(
        escape(say("versions.to")), list(reversed(there)), key="move-to",
        format_func=lambda d: say("versions.version", day=there[d], digest=d[:12]),
    )  # fmt: skip
    if st.button(say("versions.preview"), key="move-preview"):
        st.session_state["move-seen"] = digest
    if st.session_state.get("move-seen") != digest or digest is None:
        return
    found = _mine(office().changes.moving(someone.locality, digest), someone)
    changes.table(found, someone)
    fit = [c for c in found if not c.obstacles]
    if fit and st.button(say("versions.move-apply", count=len(fit)), key="move-apply", type="primary"):
        done = [office().changes.move(someone.locality, digest, c.case, by=someone.person) for c in fit]
        changes.told(tuple(c for group in done for c in group))


def _mine(found: tuple[Change, ...], someone: Me) -> tuple[Change, ...]:
    """Changes of the own locality's cases, without those that this person must not know of."""
    known = {row.id for row in _counted(someone)}
    return tuple(c for c in found if c.case in known and someone.ids.isdisjoint(c.out))


def _counted(someone: Me) -> tuple[CaseRow, ...]:
    """The cases that may be counted before this person."""
    here = office()
    return tuple(rows_counted(here.desk, here.store, someone.locality, seen_by=someone.ids))
