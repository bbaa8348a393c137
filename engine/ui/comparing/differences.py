"""差异: what one locality does otherwise than another, and which cases come out differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

import streamlit as st

from engine.printing.comparison_html import as_html, case_html, difference_html, first_html, notes_html
from engine.ui import blocks
from engine.ui.comparing import kept, sheet, turning
from engine.ui.comparing.sides import Chosen
from engine.ui.plain import escape, html_text, tag
from engine.ui.words import lang, say
from engine.views.comparison.page import ComparisonView, DifferenceView, PairView

CARDS = 12
CASES = 8


def draw(chosen: Sequence[Chosen], day: date) -> None:
    """Choose two, then read what they do differently."""
    two = _two(chosen)
    if two is None:
        return
    with st.spinner(say("compare.working")):
        pair = kept.pair(*two, day)
    st.caption(say("compare.pair", here=pair.here, there=pair.there))
    sheet.show("".join(notes_html(pair.notes, lang())))
    kinds = {"made": len(pair.differences), "cases": len(pair.cases) + len(pair.always)}
    kind = st.segmented_control(
        say("compare.what"), list(kinds), default="made", key="compare-kind", required=True,
        format_func=lambda k: say(f"compare.kind-{k}", count=kinds[k]),
    )  # fmt: skip
    if kind == "cases":
        _cases(pair)
    else:
        _made(pair)
    _offer(pair, two, day)


def _two(chosen: Sequence[Chosen]) -> tuple[Chosen, Chosen] | None:
    """The first of the choice against another one, or any two."""
    by_name = {c.side.name: c for c in chosen}
    names = list(by_name)
    left, right = st.columns(2)
    here = left.selectbox(escape(say("compare.here")), names, key="compare-here")
    there = right.selectbox(escape(say("compare.there")), names, index=1, key="compare-there")
    if here == there or here is None or there is None:
        blocks.empty(say("compare.two-different"))
        return None
    return by_name[here], by_name[there]


def _made(pair: PairView) -> None:
    sections = list(dict.fromkeys(d.section for d in pair.differences))
    if not sections:
        blocks.empty(say("compare.none-made"))
        return
    if pair.first:
        with st.expander(escape(say("compare.first", count=len(pair.first))), expanded=True):
            sheet.show("".join(first_html(pair, lang())))
    left, right = st.columns([3, 2])
    words = left.text_input(say("compare.search"), key="compare-find", max_chars=80)
    section = right.selectbox(
        say("compare.section"), ["", *sections], key="compare-part",
        format_func=lambda s: s or say("compare.every-section"),
    )  # fmt: skip
    found = [d for d in pair.differences if fits(d, words or "", section or "")]
    if not found:
        blocks.empty(say("compare.no-rows"))
    shown = turning.part(found, CARDS, "compare-cards")
    cards = "".join(line for d in shown for line in difference_html(d, pair, lang()))
    sheet.show(f'<ol class="differences">{cards}</ol>')


def fits(d: DifferenceView, words: str, section: str) -> bool:
    """Whether a difference is of the section and says every word asked for."""
    if section and d.section != section:
        return False
    regions = (f"{f} {v}" for c in d.changes for r in (*c.regions, *c.examples) for f, v in r)
    said = " ".join((d.name, d.part, d.here, d.there, d.clause_here, d.clause_there, *regions)).lower()
    return all(w in said for w in words.lower().split())


def _cases(pair: PairView) -> None:
    if not pair.cases and not pair.always:
        blocks.empty(say("compare.none-cases"))
        return
    if pair.always:
        with st.expander(escape(say("compare.always", count=len(pair.always)))):
            sheet.show("".join(_always(pair)))
    shown = turning.part(pair.cases, CASES, "compare-groups")
    sheet.show("".join(line for c in shown for line in case_html(c, pair, lang())))


def _always(pair: PairView) -> Iterator[str]:
    heads = "".join(tag("th", n, scope="col") for n in (pair.here, pair.there))
    yield f'<table class="effects"><thead><tr><td></td>{heads}</tr></thead><tbody>'
    for what, here, there in pair.always:
        cells = "".join(
            f'<td data-side="{html_text(side)}">{html_text(words)}</td>'
            for side, words in ((pair.here, here), (pair.there, there))
        )
        yield f"<tr>{tag('th', what, scope='row')}{cells}</tr>"
    yield "</tbody></table>"


def _offer(pair: PairView, two: tuple[Chosen, Chosen], day: date) -> None:
    """The two side by side as one page to take away."""
    st.download_button(
        say("compare.pair-html"), partial(_page, pair, two, day), file_name="comparison.html", mime="text/html",
        on_click="ignore",
    )  # fmt: skip


def _page(pair: PairView, two: tuple[Chosen, Chosen], day: date) -> bytes:
    whole = kept.matrix(two)
    return as_html(ComparisonView(whole.lang, whole.heads, whole.rows, (pair,)), day).encode("utf-8")
