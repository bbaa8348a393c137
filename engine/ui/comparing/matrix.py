"""对照表: concepts × localities, searched, filtered and a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import streamlit as st

from engine.printing.comparison_html import cell_html, term_html
from engine.printing.comparison_xlsx import as_xlsx
from engine.ui.comparing import sheet, turning
from engine.ui.plain import html_text, tag
from engine.ui.words import say
from engine.views.comparison.page import ComparisonView, RowView

ROWS = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Filter:
    """What is to be seen: words that must stand in a row, one section, and which rows at all."""

    words: str = ""
    section: str = ""
    differing: bool = False
    outliers: bool = False


def draw(view: ComparisonView) -> None:
    """The filters, the table, and the whole of it to take away."""
    wanted, clauses, terms = _filter(view)
    rows = [r for r in view.rows if fits(r, wanted)]
    st.caption(say("compare.count", shown=len(rows), all=len(view.rows), first=view.heads[0][0]))
    if not rows:
        st.html(tag("p", say("compare.no-rows"), css="bh-empty"))
        return
    shown = turning.part(rows, ROWS, "compare-rows")
    sheet.show(table(view, shown, terms=terms, differing=wanted.differing), quiet=not clauses)
    st.download_button(
        say("compare.matrix-xlsx"), partial(as_xlsx, view), file_name="comparison.xlsx", mime=XLSX, on_click="ignore"
    )


def _filter(view: ComparisonView) -> tuple[Filter, bool, bool]:
    """What is to be seen; whether with clauses; whether with every term."""
    sections = {r.section: r.section_name for r in view.rows}
    left, right = st.columns([3, 2])
    words = left.text_input(say("compare.search"), key="compare-search", max_chars=80)
    section = right.selectbox(
        say("compare.section"), ["", *sections], key="compare-section",
        format_func=lambda s: sections.get(s, say("compare.every-section")),
    )  # fmt: skip
    odd = any(c is not None and c.outlier for r in view.rows for c in r.cells)
    with st.container(horizontal=True, gap="medium"):
        differing = st.toggle(say("compare.only-differing"), value=True, key="compare-differing")
        outliers = odd and st.toggle(say("compare.only-outliers"), key="compare-outliers")
        clauses = st.toggle(say("compare.clauses"), key="compare-clauses")
        terms = st.toggle(say("compare.terms"), key="compare-terms")
    return Filter(words or "", section or "", differing, outliers), clauses, terms


def fits(row: RowView, wanted: Filter) -> bool:
    """Whether a row is to be seen; every word asked for must stand somewhere in it."""
    if wanted.section and row.section != wanted.section:
        return False
    if wanted.differing and not row.differs:
        return False
    if wanted.outliers and not any(c is not None and c.outlier for c in row.cells):
        return False
    said = _said(row) if wanted.words.strip() else ""
    return all(w in said for w in wanted.words.lower().split())


def _said(row: RowView) -> str:
    cells = (f"{c.name} {c.words} {c.clause}" for c in row.cells if c is not None)
    terms = (f"{t.name} {' '.join(t.values)}" for t in row.terms)
    return " ".join((row.name, row.concept, row.section_name, *cells, *terms)).lower()


def table(view: ComparisonView, rows: Sequence[RowView], *, terms: bool, differing: bool) -> str:
    """The rows as a table with a head and a first column that stay in sight; section by section."""
    heads = "".join(f'<th scope="col"><b>{html_text(n)}</b>{tag("span", t, css="clause")}</th>' for n, t in view.heads)
    label = html_text(say("compare.matrix"))
    sections = (list(found) for _, found in groupby(rows, key=lambda r: r.section))
    body = "".join(line for found in sections for line in _section(found, view, terms=terms, differing=differing))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="grid"><thead><tr>'
        f'<th scope="col">{html_text(say("compare.thing"))}</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _section(rows: Sequence[RowView], view: ComparisonView, *, terms: bool, differing: bool) -> Iterator[str]:
    name = tag("th", rows[0].section_name, scope="row")
    yield f'<tr class="section">{name}<td colspan="{len(view.heads)}"></td></tr>'
    for row in rows:
        other = tag("span", row.concept, css="soft small") if row.concept not in ("", row.name) else ""
        cells = "".join(cell_html(c, row, view.lang) for c in row.cells)
        yield f'<tr><th scope="row"><b>{html_text(row.name)}</b>{other}</th>{cells}</tr>'
        if terms:
            yield from (term_html(t) for t in row.terms if t.differs or not differing)
