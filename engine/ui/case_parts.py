"""Parts of the case page, each drawn from a view model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from engine.casework.desk import CaseFile
from engine.casework.ports import ClockRow
from engine.casework.requests import Refused
from engine.policy.calendar import Calendar
from engine.ui import blocks, refusals
from engine.ui.identity import me
from engine.ui.plain import tag
from engine.ui.runtime import office
from engine.ui.shelf import StoreShelf
from engine.ui.words import lang, say
from engine.views.clocks import ClockLine, clock_lines
from engine.views.graph import state_graph
from engine.views.names import Names
from engine.views.timeline import TimelineLine, line_of
from engine.views.work import owners_shown


def clocks(rows: Iterable[ClockRow], names: Names, calendar: Calendar, at: datetime) -> None:
    """What runs, against whom, until when; what has ended is folded away."""
    lines = clock_lines(rows, names, calendar, at)
    running = [c for c in lines if c.running]
    if running:
        _clock_table(running)
    ended = [c for c in lines if not c.running]
    if ended:
        with st.expander(say("clock.ended", count=len(ended))):
            _clock_table(ended)


def _clock_table(lines: list[ClockLine]) -> None:
    head = tuple(say(f"clock.{k}") for k in ("what", "how", "due", "who", "by"))
    blocks.table(head, (_clock_row(c) for c in lines))


def _clock_row(c: ClockLine) -> tuple[str, ...]:
    due = c.due.strftime(say("day-format")) if c.due else say("clock.none")
    due = say("day-provisional", day=due) if c.provisional else due
    left = f" {tag('span', c.left, css='bh-when')}" if c.left else ""
    cites = say("clock.cited", limit=c.limit, cites=say("comma").join(c.cites))
    return (
        blocks.text(c.label), blocks.pill(c.word, c.colour), blocks.text(due) + left,
        blocks.text(c.held_by), tag("span", cites, css="bh-when"),
    )  # fmt: skip


def timeline_of(found: CaseFile, names: Names, calendar: Calendar) -> None:
    """Everything that happened, the latest first, with the clauses behind it."""
    zone = ZoneInfo(calendar.zone)
    everything = st.toggle(say("case.everything"), key=f"everything-{found.case.id}")
    lines = [line_of(e, names) for e in reversed(found.events)]
    shown = [line for line in lines if everything or line.tone != "time" or line.kind == "step-taken"]
    st.html(f'<ul class="bh-line">{"".join(_event(line, zone) for line in shown)}</ul>')


def _event(line: TimelineLine, zone: ZoneInfo) -> str:
    when = say("case.when", at=line.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"), who=line.who)
    details = blocks.facts_html(line.details) if line.details and line.kind != "opened" else ""
    why = "".join(
        tag("p", say("case.why", what=r.what, cites=say("comma").join(r.cites)), css="bh-why")
        for r in line.reasons
        if r.cites
    )
    what = tag("p", line.sentence, css="what")
    return f'<li class="{line.tone}">{tag("p", when, css="bh-when")}{what}{details}{why}</li>'


def matter(found: CaseFile, names: Names) -> None:
    """What the complainant wrote, with the files."""
    form = found.ruleset.forms.get(found.case.form)
    if form is None:
        blocks.empty(say("case.no-form"))
        return
    fields = {f.key: f for _, f in form.all_fields()}
    blocks.facts(names.answers(found.case.answers, fields))
    ids = [i for f in fields.values() if f.type == "files" for i in found.case.answers.get(f.key) or ()]
    shelf = StoreShelf(office())
    links = (tag("a", shelf.name(i), href=f"/files/{found.case.id}/{i}", target="_self") for i in ids)
    if ids:
        st.html(f"<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>")


def identity(found: CaseFile, person: str) -> None:
    """Sealed identity: opened by role, with a reason that stays in the record."""
    if not found.may_unseal or not office().store.identity(found.case.id):
        return
    st.header(say("identity.title"), anchor=False)
    st.caption(say("identity.sub"))
    key = f"why-{found.case.id}"
    st.text_input(say("identity.why"), key=key, placeholder=say("identity.hint"), on_change="ignore")
    if st.button(say("identity.open"), key=f"unseal-{found.case.id}"):
        _unseal(found, person, str(st.session_state.get(key) or ""))


def _unseal(found: CaseFile, person: str, why: str) -> None:
    someone = me()
    if someone is None or someone.person != person:
        refusals.show(Refused("signed-out"))
        return
    opened = office().desk.unseal(found.case.id, person, why, locality=someone.locality)
    if isinstance(opened, Refused):
        refusals.show(opened)
        return
    form = found.ruleset.forms[found.case.form]
    fields = {f.key: f.label.in_(lang()) for _, f in form.all_fields()}
    blocks.facts((fields.get(k, k), v) for k, v in opened.items())
    st.caption(say("identity.kept"))


def papers(found: CaseFile, names: Names) -> None:
    """The papers of the case as they stand."""
    if not found.case.papers:
        blocks.empty(say("case.no-papers"))
    latest = found.case.papers.items()
    for key, version in [(k, v) for k, last in latest for v in (*last.beside, last)]:
        pairs = names.answers(version.contents, names.paper_fields(key))
        pairs += tuple((names.of(s), names.all_of(ids)) for s, ids in version.seats.items())
        status = say(f"paper.{version.status}")
        foot = say("paper.foot", status=status, by=names.actor(version.by))
        if version.signatures:
            foot += say("paper.signed-by", signers=names.all_of(version.signatures))
        blocks.paper(names.of(key), pairs, foot)


def states(found: CaseFile) -> None:
    """The way of the case through the states."""
    dot = state_graph(found.ruleset, found.case.state, visited=found.case.visited, lang=lang())
    st.graphviz_chart(dot, width="stretch", alt=say("case.states"))


def people(found: CaseFile, names: Names) -> None:
    """Who sits where on this case, and who is out."""
    row = office().store.row(found.case.id)
    pairs = [(say("people.owner"), names.all_of(owners_shown(row, names)))]
    pairs += [(names.of(seat), names.all_of(ids)) for seat, ids in found.case.seats.items()]
    pairs += [(say("people.on-case"), names.all_of(row.on_case))]
    if found.case.out:
        pairs += [(say("people.out"), names.all_of(sorted(found.case.out)))]
    blocks.facts(pairs)
