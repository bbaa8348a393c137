"""Pieces of pages as HTML: facts, tables, pills, timelines. Every text inside is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from engine.ui.plain import escape, html_text, tag
from engine.ui.words import say
from engine.views.clocks import ClockLine

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


def called(title: str, number: str) -> str:
    """A case as the words of a link: what it is about, and its number, by which one of two about the same is told
    from the other."""
    return f"{escape(title)}　:small[{escape(number)}]" if title else escape(number)


def time_left(clock: ClockLine, due: date) -> str:
    """How a clock stands, at a glance: how much time there is, then what it is and the day, which is not broken."""
    head = f"{pill(clock.word, clock.colour)}{tag('strong', clock.left)}"
    until = due_day(due, provisional=clock.provisional)
    words = html_text(say("clock.by-day", label=clock.label, day=until))
    below = words.replace(html_text(due_day(due)), tag("span", due_day(due), css="bh-day"))
    return f'<p class="bh-left">{head}<br><span class="bh-when">{below}</span></p>'


@dataclass(frozen=True)
class Mark:
    """One line of a list of clocks: a word on its colour, what it is, how much time there is, and the rest."""

    word: str
    colour: str
    label: str
    left: str
    below: str


def marks(lines: Iterable[Mark]) -> None:
    """Clocks one under another."""
    st.html(f'<ul class="bh-clocks">{"".join(map(_mark, lines))}</ul>')


def _mark(m: Mark) -> str:
    words = tag("strong", m.label) + html_text(f"　{m.left}" if m.left else "")
    below = tag("span", m.below, css="bh-when")
    return f'<li class="{m.colour}"><span>{pill(m.word, m.colour)}</span><span>{words}</span>{below}</li>'


def clocks(lines: Iterable[ClockLine]) -> None:
    """Clocks as the office sees them: with the day, whose they are, and the rule."""
    marks(Mark(c.word, c.colour, c.label, c.left, _below(c)) for c in lines)


def _below(c: ClockLine) -> str:
    due = due_day(c.due, provisional=c.provisional) if c.due else say("clock.none")
    by = say("clock.cited", limit=c.limit, cites=say("comma").join(c.cites)).strip()
    words = (
        say("clock.due-on", day=due),
        say("clock.held", names=c.held_by) if c.holders else "",
        say("clock.ruled", by=by) if by else "",
    )
    return say("dot").join(w for w in words if w)


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """Labels and what belongs to them."""
    st.html(facts_html(pairs))


def facts_html(pairs: Iterable[tuple[str, str]]) -> str:
    """Labels and values as a definition list."""
    inner = "".join(tag("dt", a) + tag("dd", b) for a, b in pairs)
    return f'<dl class="bh-facts">{inner}</dl>'


def table(
    head: Sequence[str], rows: Iterable[Sequence[Cell]], *, cards: bool = True, widths: Sequence[int] = ()
) -> None:
    """A table that scrolls inside itself; on a phone each row becomes a card, its first cell the heading.
    `widths` are hundredths of the whole, where the contents do not decide."""
    st.html(table_html(head, rows, cards=cards, widths=widths))


def table_html(
    head: Sequence[str], rows: Iterable[Sequence[Cell]], *, cards: bool = True, widths: Sequence[int] = ()
) -> str:
    """The same, to stand inside other HTML."""
    sized = [f' style="width: {w}%"' for w in widths] or [""] * len(head)
    top = "".join(f'<th scope="col"{w}>{html_text(h)}</th>' for h, w in zip(head, sized, strict=True))
    body = "".join(_row(head, row) for row in rows)
    css = "bh-table" + (" cards" if cards else "") + (" even" if widths else "")
    return (
        f'<div class="bh-scroll" tabindex="0"><table class="{css}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(head: Sequence[str], row: Sequence[Cell]) -> str:
    cells = (f'<td data-label="{html_text(h)}">{c}</td>' for h, c in zip(head, row, strict=True))
    return f"<tr>{''.join(cells)}</tr>"


def day(value: date, *, provisional: bool = False) -> str:
    """A day as people write it; a year not yet announced says so."""
    words = value.strftime(say("day-format"))
    return say("day-provisional", day=words) if provisional else words


def due_day(value: date, *, provisional: bool = False) -> str:
    """The same with its weekday, for a day until which something must be done."""
    words = say("day-weekday", day=day(value), weekday=say(f"weekday.{value.isoweekday()}"))
    return say("day-provisional", day=words) if provisional else words


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
