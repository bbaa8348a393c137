"""规则: the rules in force, to read: states, limits, tables, and the clauses behind them."""

from __future__ import annotations

import streamlit as st

from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory
from engine.ui import blocks, localities, manual
from engine.ui.page_run import PageRun
from engine.ui.plain import escape
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.graph import state_graph
from engine.views.names import Names
from engine.views.rules import deadline_rows, gap_rows, paper_rows, table_views


def draw(run: PageRun) -> None:
    """The page."""
    someone = run.me
    blocks.heading(say("rules.title"), say("rules.sub"))
    locality = someone.locality if someone else localities.choose("locality.rules-of")
    ruleset = office().ruleset(locality) if locality else None
    if ruleset is None:
        blocks.empty(say("rules.choose-first") if office().store.localities() else say("intake.no-rules"))
        return
    names = Names(ruleset, Directory(), lang())
    st.html(f'<p class="bh-text">{blocks.text(ruleset.title.in_(lang()))}</p>')
    manual.offer(office(), ruleset.id)
    tabs = st.tabs([say(f"rules.{t}") for t in ("states", "deadlines", "tables", "papers", "gaps")])
    with tabs[0]:
        st.graphviz_chart(state_graph(ruleset, None, lang=lang()), width="stretch", alt=say("rules.states"))
    with tabs[1]:
        head = tuple(say(f"rules.{k}") for k in ("what", "limit", "from", "until", "who", "clause"))
        blocks.table(head, [tuple(blocks.text(c) for c in row) for row in deadline_rows(names)])
    with tabs[2]:
        _tables(ruleset, names)
    with tabs[3]:
        head = tuple(say(f"rules.{k}") for k in ("paper", "writer", "signer", "to", "clause"))
        blocks.table(head, [tuple(blocks.text(c) for c in row) for row in paper_rows(names)])
    with tabs[4]:
        _gaps(names)


def _tables(ruleset: RuleSet, names: Names) -> None:
    for view in table_views(names):
        st.header(escape(view.label), anchor=False)
        head = (say("rules.when"), say("rules.then"), say("rules.clause"))
        rows = [tuple(blocks.text(c) for c in row) for row in view.rows]
        rows.append((blocks.text(say("rules.otherwise")), blocks.text(view.otherwise), blocks.text(view.cites)))
        blocks.table(head, rows, widths=(50, 18, 32))
    if not ruleset.tables:
        blocks.empty(say("rules.no-tables"))


def _gaps(names: Names) -> None:
    st.caption(say("rules.gaps-sub"))
    head = (say("rules.clause"), say("rules.kind"), say("rules.because"))
    blocks.table(head, [tuple(blocks.text(c) for c in row) for row in gap_rows(names)], widths=(28, 22, 50))
