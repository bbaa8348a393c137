"""指标: the figures by which the body measures its own work, over the cases in the store.

Small cells are left out, nothing is ranked, and no figure is about a person who files. Each metric shows whole
periods of its own only: with days of one's choice the difference of two spans would tell of a single case.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from engine.casework.records import records
from engine.office.published_rules import InForce
from engine.policy.calendar import local_date
from engine.ui import blocks
from engine.ui.page_run import PageRun, Reader
from engine.ui.pages import sign_in
from engine.ui.plain import tag
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.metrics import Cell, MetricLine, metric_lines
from engine.views.names import Names

_SPANS = ("now", "before", "day")
_EARLIEST = date(2000, 1, 1)


def draw(run: PageRun) -> None:
    """The page."""
    reader = run.reader
    if reader is None:
        sign_in.draw_first()
        return
    blocks.heading(say("metrics.title"), say("metrics.sub"))
    rules = office().rules.holding(reader.me.locality, reader.sight.at)
    if rules is None or not rules.ruleset.metrics:
        blocks.empty(say("metrics.none"))
        return
    today = local_date(rules.calendar, reader.sight.at)
    chosen = st.segmented_control(
        say("metrics.span"), _SPANS, default="now", key="metrics-span", format_func=lambda v: say(f"metrics.span-{v}")
    )
    day = _chosen_day(today) if chosen == "day" else today
    if day is None:
        blocks.empty(say("metrics.choose"))
        return
    for line in _lines(reader, rules, day, before=chosen == "before"):
        _draw(line)
    st.caption(say("metrics.small"))


def _chosen_day(today: date) -> date | None:
    """A day that is given, for the period that holds it; None until it is."""
    day: date | None = st.date_input(
        say("metrics.day") + say("form.date-hint"), value=None, key="metrics-day", format="YYYY-MM-DD",
        min_value=_EARLIEST, max_value=max(today, _EARLIEST),
    )  # fmt: skip
    return day


def _lines(reader: Reader, rules: InForce, day: date, *, before: bool) -> tuple[MetricLine, ...]:
    """What this person may see of it, measured by the rules in force."""
    here = office()
    seen = records(here.desk, here.store, reader.me.locality, seen_by=reader.me.ids)
    names = Names(rules.ruleset, reader.sight.directory, lang())
    return metric_lines(here.rules.book(rules.digest), seen, day, rules.calendar, names, before=before)


def _draw(line: MetricLine) -> None:
    with st.container(border=True, key=f"metric-{line.key}"):
        span = say("metrics.of", first=line.window.first, last=line.window.last) if line.window else say("metrics.ever")
        verdict = blocks.pill(line.whole.verdict, _colour(line.whole))
        figure = f'<p class="bh-figure">{blocks.text(_share(line.whole))}</p>' if line.whole.share else ""
        above = f'<div class="bh-head">{tag("h2", line.label)}{verdict}</div>{tag("p", span, css="bh-sub")}'
        st.html(above + figure)
        blocks.facts(
            [
                (say("metrics.counted"), line.counted),
                (say("metrics.among"), line.among),
                (say("metrics.target"), line.target),
                (say("metrics.clause"), say("comma").join(line.cites)),
            ]
        )
        for fact, cells in line.by:
            head = (fact, say("metrics.share"), say("metrics.verdict"))
            rows = [(blocks.text(c.label), blocks.text(_share(c)), blocks.pill(c.verdict, _colour(c))) for c in cells]
            blocks.table(head, rows)


def _share(cell: Cell) -> str:
    return say("metrics.of-all", share=cell.share, count=cell.count, among=cell.among) if cell.share else "—"


def _colour(cell: Cell) -> str:
    return {"met": "green", "missed": "red"}.get(cell.state, "grey")
