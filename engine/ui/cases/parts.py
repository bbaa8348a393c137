"""Parts of the case page, each drawn from a view model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from engine.casework.desk import CaseFile, Looked
from engine.casework.files.attachments import erased_in, named_in
from engine.casework.requests import Refused
from engine.policy.calendar import Calendar, local_date
from engine.ui import blocks, refusals
from engine.ui.cases import attached
from engine.ui.identity import me
from engine.ui.plain import tag
from engine.ui.runtime import office
from engine.ui.shelf import StoreShelf
from engine.ui.words import lang, say
from engine.views.clocks import ClockLine
from engine.views.filed import filed
from engine.views.graph import state_graph
from engine.views.moments import Moment, moments
from engine.views.names import Names
from engine.views.timeline import Details, TimelineLine, timeline
from engine.views.work import owners_shown

_MOST = 5
"""Clocks that stand open above what is to be done."""
_LATEST = 30
"""Moments of a timeline that are shown at once."""


def clocks(lines: Sequence[ClockLine], ids: Collection[str]) -> None:
    """What runs, against whom, until when. On a file with many, those against the reader (`ids`) or the most
    urgent stand open; the others and what has ended are folded away."""
    running = [c for c in lines if c.running]
    own = [c for c in running if not set(ids).isdisjoint(c.holders)]
    first = running if len(running) <= _MOST else (own or running)[:_MOST]
    if first:
        blocks.clocks(first)
    _folded("clock.others", [c for c in running if c not in first])
    _folded("clock.ended", [c for c in lines if not c.running])


def _folded(title: str, lines: list[ClockLine]) -> None:
    if lines:
        with st.expander(say(title, count=len(lines))):
            blocks.clocks(lines)


def timeline_of(found: CaseFile, names: Names, calendar: Calendar) -> None:
    """Everything that happened, the latest first, with the clauses behind it."""
    zone = ZoneInfo(calendar.zone)
    everything = st.toggle(say("case.everything"), key=f"everything-{found.case.id}")
    lines = timeline(found.events, names.ruleset, names.directory, names.lang)
    shown = [line for line in lines if everything or line.tone != "time" or line.kind == "step-taken"]
    told = moments(shown, names)[::-1]
    key = f"earlier-{found.case.id}"
    latest = told if st.session_state.get(key) else told[:_LATEST]
    st.html(f'<ul class="bh-line">{"".join(_moment(m, zone) for m in latest)}</ul>')
    if len(latest) < len(told):
        st.button(say("case.earlier", count=len(told) - len(latest)), key=f"{key}-show", on_click=_unfold, args=(key,))


def _unfold(key: str) -> None:
    st.session_state[key] = True


def _moment(told: Moment, zone: ZoneInfo) -> str:
    when = say("case.when", at=told.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"), who=told.who)
    said = "".join(_line(line) for line in told.lines)
    return f'<li class="{told.tone}">{tag("p", when, css="bh-when")}{said}{_why(told)}</li>'


def _line(line: TimelineLine) -> str:
    """What happened, and what was written with it; what a decision rests on stands with its reasons."""
    own = line.details if line.kind not in ("opened", "decided") else ()
    return tag("p", line.sentence, css=f"what {line.tone}") + (blocks.facts_html(own) if own else "")


def _why(told: Moment) -> str:
    """The facts of decisions and the clauses, folded away."""
    facts = "".join(
        tag("p", say("case.on-facts", what=line.sentence, facts=_listed(line.details)))
        for line in told.lines
        if line.kind == "decided" and line.details
    )
    clauses = "".join(tag("p", say("case.why", what=r.what, cites=say("comma").join(r.cites))) for r in told.reasons)
    if not facts and not clauses:
        return ""
    summary = tag("summary", say("case.why-fold"))
    return f'<details class="bh-reason">{summary}<div class="bh-why">{facts}{clauses}</div></details>'


def _listed(details: Details) -> str:
    return say("semicolon").join(say("case.fact", label=a, value=b) for a, b in details)


def matter(found: CaseFile, names: Names) -> None:
    """What the complainant wrote, with the files."""
    form = found.ruleset.forms.get(found.case.form)
    if form is None:
        blocks.empty(say("case.no-form"))
        return
    fields = {f.key: f for _, f in form.all_fields()}
    blocks.facts(filed(found.case.answers, fields, found.events, names))
    named = (i for f in fields.values() if f.type == "files" for i in found.case.answers.get(f.key) or ())
    ids = tuple(dict.fromkeys([*named, *sorted(named_in(found.events))]))
    attached.draw(found.case.id, ids, erased_in(found.events), StoreShelf(office(), found.case.id))


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


def papers(found: CaseFile, names: Names, calendar: Calendar) -> None:
    """The papers of the case as they stand."""
    if not found.case.papers:
        blocks.empty(say("case.no-papers"))
    latest = found.case.papers.items()
    for key, version in [(k, v) for k, last in latest for v in (*last.beside, last)]:
        pairs = names.answers(version.contents, names.paper_fields(key))
        pairs += tuple((names.of(s), names.all_of(ids)) for s, ids in version.seats.items())
        status = say(f"paper.{version.status}")
        written = blocks.day(local_date(calendar, version.at))
        foot = say("paper.foot", status=status, by=names.actor(version.by), day=written)
        if version.signatures:
            foot += say("paper.signed-by", signers=names.all_of(version.signatures))
        blocks.paper(names.of(key), pairs, foot)


def states(found: CaseFile) -> None:
    """The way of the case through the states."""
    dot = state_graph(found.ruleset, found.case.state, visited=found.case.visited, lang=lang())
    st.graphviz_chart(dot, width="stretch", alt=say("case.states"))


def people(looked: Looked, names: Names) -> None:
    """Who sits where on this case, and who is out."""
    found, row = looked.file, looked.row
    pairs = [(say("people.owner"), names.all_of(owners_shown(row, names)))]
    pairs += [(names.of(seat), names.all_of(ids)) for seat, ids in found.case.seats.items()]
    pairs += [(say("people.on-case"), names.all_of(row.on_case))]
    if found.case.out:
        pairs += [(say("people.out"), names.all_of(sorted(found.case.out)))]
    blocks.facts(pairs)
