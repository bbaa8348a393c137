"""What came of past cases: what was read, charts, tables, rows that cannot be judged, files to take away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from engine.i18n import text
from engine.printing.backtest_page import page
from engine.printing.rows_xlsx import MOST_ROWS, rows_xlsx
from engine.simulate.backtest import PairResult
from engine.ui import blocks
from engine.ui.comparing import plots, turning
from engine.ui.comparing.matrix import XLSX
from engine.ui.comparing.trying import Tried, rows_of
from engine.ui.plain import escape, tag
from engine.ui.words import lang, say
from engine.views import backtest_plots
from engine.views.backtest import Chart, charts

DIRTY_SHOWN = 200
_ROWS = 15
_BOM = b"\xef\xbb\xbf"
"""Spreadsheet programs read a CSV as UTF-8 only when it begins with this."""


def draw(tried: Tried) -> None:
    """Everything, the short of it first."""
    result = tried.result
    st.html(tag("p", say("compare.past-sum", rows=result.rows, judged=result.judged), css="bh-sum"))
    heads = [say(f"compare.past-{h}") for h in ("changed", "differing", "share")]
    blocks.table(heads, [_pair(p, result.judged) for p in result.pairs])
    _dirty(tried)
    _downloads(tried)
    _drawn(tried)
    with st.expander(escape(say("compare.past-tables"))):
        for chart in charts(result, tried.rules, lang()):
            _table(chart)


def _pair(pair: PairResult, judged: int) -> tuple[str, ...]:
    share = f"{100 * pair.differing / judged:.1f}%" if judged else "—"
    said = (say("compare.past-change", a=pair.a, b=pair.b), f"{pair.differing:,}", share)
    return tuple(blocks.text(w) for w in said)


def _dirty(tried: Tried) -> None:
    """Rows that could not be judged, with the reasons; all of them can be taken away."""
    if not tried.result.unclean:
        return
    st.warning(escape(say("compare.past-dirty", count=tried.result.unclean)))
    _, rows = rows_of(tried.dirty, DIRTY_SHOWN)
    with st.expander(escape(say("compare.past-dirty-show", shown=len(rows), all=tried.result.unclean))):
        shown = turning.part(rows, _ROWS, "past-dirty")
        heads = [say(f"compare.past-{h}") for h in ("row", "case", "reasons")]
        blocks.table(heads, [(blocks.text(n), blocks.text(c), blocks.text(_reasons(r))) for n, c, r in shown])


def _reasons(written: str) -> str:
    return say("comma").join(text(f"backtest.reason.{r}", lang(), missing=r) for r in written.split())


def _downloads(tried: Tried) -> None:
    files = [("past-html", partial(_page, tried), "backtest.html", "text/html")]
    if tried.differing:
        files.append(("past-csv", partial(_csv, tried.differing), "differing.csv", "text/csv"))
        files.append(("past-xlsx", partial(_xlsx, tried.differing), "differing.xlsx", XLSX))
    if tried.dirty:
        files.append(("past-dirty-csv", partial(_csv, tried.dirty), "dirty.csv", "text/csv"))
    for column, (key, make, name, mime) in zip(st.columns(len(files)), files, strict=True):
        column.download_button(
            say(f"compare.{key}"), make, file_name=name, mime=mime, on_click="ignore", key=key, width="stretch"
        )
    if tried.differing:
        pair = tried.result.pairs[tried.listed]
        st.caption(say("compare.past-of-pair", a=pair.a, b=pair.b, most=f"{MOST_ROWS:,}"))


def _page(tried: Tried) -> bytes:
    title = text("backtest.page", lang(), missing=None, file=tried.result.history)
    return page(title, lang(), charts(tried.result, tried.rules, lang())).encode("utf-8")


def _csv(content: bytes) -> bytes:
    return _BOM + content


def _xlsx(content: bytes) -> bytes:
    return rows_xlsx(*rows_of(content, MOST_ROWS))


def _drawn(tried: Tried) -> None:
    """Load and days of one rule set, the share of late cases of all."""
    speaks = lang()
    names = [one.id for one in tried.result.sets]
    one = st.selectbox(say("compare.plot-of"), names, key="past-plot-of")
    late = backtest_plots.late(tried.result, tried.rules, speaks)
    if len(names) > plots.MOST:
        late = tuple(p for p in late if p.set == one)
    if late:
        plots.show(plots.late(), late, plots.tall(late), say("compare.plot-late-title"), say("compare.plot-late-alt"))
    load = [p for p in backtest_plots.load(tried.result, tried.rules, speaks) if p.set == one]
    days = [p for p in backtest_plots.days(tried.result, tried.rules, speaks) if p.set == one]
    if load:
        plots.show(
            plots.load(), load, plots.LOAD, say("compare.plot-load-title", name=one), say("compare.plot-load-alt")
        )
    if days:
        plots.show(
            plots.days(), days, plots.tall(days), say("compare.plot-days-title", name=one), say("compare.plot-days-alt")
        )


def _table(chart: Chart) -> None:
    st.html(tag("h3", chart.title, css="bh-small-head"))
    rows: Sequence[tuple[str, ...]] = [tuple(blocks.text(c) for c in row) for row in chart.rows]
    blocks.table(chart.heads, rows)
    if chart.note:
        st.caption(escape(chart.note))
