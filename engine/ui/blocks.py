"""Pieces of pages as HTML: facts, tables, pills, timelines. Every text inside is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from engine.ui.plain import html_text, tag

Cell = str
"""HTML that `plain.tag` or `text` made."""


def text(words: object) -> Cell:
    """Plain words as a cell."""
    return html_text(words)


def pill(word: str, colour: str) -> Cell:
    """A word on a coloured ground; the word says what the colour means."""
    return tag("span", word, css=f"bh-pill bh-{colour}")


def heading(title: str, sub: str = "", pills: Iterable[Cell] = ()) -> None:
    """The head of a page."""
    below = tag("p", sub, css="bh-sub") if sub else ""
    st.html(f'<div class="bh-head">{tag("h1", title)}{"".join(pills)}</div>{below}')


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """Labels and what belongs to them."""
    st.html(facts_html(pairs))


def facts_html(pairs: Iterable[tuple[str, str]]) -> str:
    """Labels and values as a definition list."""
    inner = "".join(tag("dt", a) + tag("dd", b) for a, b in pairs)
    return f'<dl class="bh-facts">{inner}</dl>'


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]], *, cards: bool = True) -> None:
    """A table that scrolls inside itself; on a phone each row becomes a card."""
    top = "".join(f'<th scope="col">{html_text(h)}</th>' for h in head)
    body = "".join(_row(head, row) for row in rows)
    css = "bh-table cards" if cards else "bh-table"
    st.html(
        f'<div class="bh-scroll" tabindex="0"><table class="{css}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(head: Sequence[str], row: Sequence[Cell]) -> str:
    cells = (f'<td data-label="{html_text(h)}">{c}</td>' for h, c in zip(head, row, strict=True))
    return f"<tr>{''.join(cells)}</tr>"


def empty(words: str) -> None:
    """Nothing to show, said kindly."""
    st.html(tag("p", words, css="bh-empty"))


def paper(title: str, pairs: Iterable[tuple[str, str]], foot: str = "") -> None:
    """A paper as it will be read."""
    below = tag("p", foot, css="bh-when") if foot else ""
    st.html(f'<div class="bh-paper">{tag("h3", title)}{facts_html(pairs)}{below}</div>')


def code(label: str, value: str) -> None:
    """Something to copy: one click selects it all."""
    st.html(tag("p", label, css="bh-when") + tag("div", value, css="bh-code", tabindex="0"))
