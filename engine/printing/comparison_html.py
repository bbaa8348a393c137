"""A comparison as one HTML page: nothing is fetched from elsewhere; it searches, filters and prints.

Without script everything is there to be read; the script folds and filters. Every word from a rule file
is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from importlib.resources import files
from itertools import groupby

from engine.views.comparison.lines import counts_words
from engine.views.comparison.page import (
    CaseView,
    CellView,
    ComparisonView,
    DifferenceView,
    Pairs,
    PairView,
    RowView,
    TermView,
)
from engine.views.comparison.terms import say

_CODE = {"zh": "zh-Hans", "en": "en"}
_QUIET = ("", "same", "different")
_SHOWN_REGIONS = 12
_FEW_NOTES = 3


def as_html(view: ComparisonView, day: date) -> str:
    """The whole page; `day` is the one on which the cases compared begin."""
    title = f"{say('title', view.lang)}：{'、'.join(name for name, _ in view.heads)}"
    pairs = (line for p in view.pairs for line in _pair(p, view.lang))
    body = "\n".join((*_header(view, title, day), "<main>", *_foremost(view), *_table(view), *pairs, "</main>"))
    return f"""<!DOCTYPE html>
<html lang="{_CODE[view.lang]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
{_file("comparison.css")}</style>
</head>
<body>
{body}
<script>
{_file("comparison.js")}</script>
</body>
</html>
"""


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _header(view: ComparisonView, title: str, day: date) -> Iterator[str]:
    yield f"<header><h1>{escape(title)}</h1>"
    yield f'<p class="soft">{escape(say("made", view.lang, day=day))} {escape(say("legend", view.lang))}</p></header>'
    yield f'<p class="soft">{escape(say("reach", view.lang))}</p>'
    yield "<nav><ul>"
    if any(p.first for p in view.pairs):
        yield f'<li><a href="#first">{escape(say("first", view.lang))}</a></li>'
    yield f'<li><a href="#concepts">{escape(say("concepts", view.lang))}</a></li>'
    for pair in view.pairs:
        told = f"{say('pair', view.lang, here=pair.here, there=pair.there)}（{len(pair.differences)}）"
        yield f'<li><a href="#{escape(_anchor(pair))}">{escape(told)}</a></li>'
    yield "</ul></nav>"


# ── What to read first ───────────────────────────────────────────────
def _foremost(view: ComparisonView) -> Iterator[str]:
    pairs = [p for p in view.pairs if p.first]
    if not pairs:
        return
    yield f'<section><h2 id="first">{escape(say("first", view.lang))}</h2>'
    for pair in pairs:
        yield f"<h3>{escape(say('pair', view.lang, here=pair.here, there=pair.there))}</h3>"
        yield from first_html(pair, view.lang)
    yield "</section>"


def first_html(pair: PairView, lang: str) -> Iterator[str]:
    """The few differences to read first, as a table, and how many there are of each kind."""
    told = f"{say('first-of', lang, shown=len(pair.first), all=len(pair.differences))}：{counts_words(pair, lang)}"
    yield f'<p class="soft small">{escape(told)}</p>'
    heads = "".join(f'<th scope="col">{escape(h)}</th>' for h in (say("head.item", lang), pair.here, pair.there))
    yield f'<table class="effects first"><thead><tr>{heads}</tr></thead><tbody>'
    for d in pair.first:
        name = f"{d.name} · {d.part}" if d.part else d.name
        kind = f'<span class="clause">{escape(say(f"kind.{d.kind}", lang))}</span>'
        cells = "".join(
            f'<td data-side="{escape(side)}">{escape(words)}<span class="clause">{escape(clause)}</span>{tag}</td>'
            for side, words, clause, tag in (
                (pair.here, d.here, d.clause_here, ""), (pair.there, d.there, d.clause_there, _first_tag(d, lang)),
            )
        )  # fmt: skip
        yield f'<tr><th scope="row">{escape(name)}{kind}</th>{cells}</tr>'
    yield "</tbody></table>"


def _first_tag(d: DifferenceView, lang: str) -> str:
    return "" if d.relation in (*_QUIET, "absent") else _tag(d.relation, say(f"relation.{d.relation}", lang), d.stands)


# ── Concepts × localities ────────────────────────────────────────────
def _table(view: ComparisonView) -> Iterator[str]:
    lang = view.lang
    yield f'<section><h2 id="concepts">{escape(say("concepts", lang))}</h2>'
    yield from _tools(view)
    label = escape(say("concepts", lang))
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="grid">'
    heads = "".join(
        f'<th scope="col">{escape(title)}<span class="clause">{escape(n)}</span></th>' for n, title in view.heads
    )
    yield f'<thead><tr><th scope="col">{escape(say("head.item", lang))}</th>{heads}</tr></thead>'
    for section, rows in groupby(view.rows, key=lambda r: r.section):
        found = list(rows)
        span = len(view.heads) + 1
        title = f'<th colspan="{span}" scope="colgroup"><span>{escape(found[0].section_name)}</span></th>'
        yield f'<tbody class="section" data-section="{section}"><tr>{title}</tr></tbody>'
        for row in found:
            yield from _row(row, lang)
    yield "</table></div></section>"


def _tools(view: ComparisonView) -> Iterator[str]:
    lang = view.lang
    yield '<div class="tools" hidden>'
    search = escape(say("search", lang))
    yield f'<input id="find" type="search" aria-label="{search}" placeholder="{search}">'
    yield f'<label><input id="only" type="checkbox" checked>{escape(say("only-differences", lang))}</label>'
    if any(c is not None and c.outlier for r in view.rows for c in r.cells):
        yield f'<label><input id="odd" type="checkbox">{escape(say("only-outliers", lang))}</label>'
    yield f'<label><input id="all" type="checkbox">{escape(say("details", lang))}</label>'
    words = escape(say("count", lang, shown="{shown}", all="{all}"))
    yield f'<span class="soft small" id="count" aria-live="polite" data-words="{words}"></span></div>'


def _row(row: RowView, lang: str) -> Iterator[str]:
    odd = any(c is not None and c.outlier for c in row.cells)
    marks = " ".join(m for m, on in (("item", True), ("differs", row.differs), ("odd", odd)) if on)
    yield f'<tbody class="{marks}" data-section="{row.section}">'
    other = row.concept if row.concept != row.name else ""
    concept = f'<span class="soft small">{escape(other)}</span>' if other else ""
    words = f"{escape(say('details', lang))} ({len(row.terms)})"
    fold = f'<button class="fold" type="button" aria-expanded="false">{words}</button>' if row.terms else ""
    cells = "".join(cell_html(c, row, lang) for c in row.cells)
    yield f'<tr><th scope="row"><b>{escape(row.name)}</b>{concept} {fold}</th>{cells}</tr>'
    yield from (term_html(t) for t in row.terms)
    yield "</tbody>"


def cell_html(cell: CellView | None, row: RowView, lang: str) -> str:
    """What one locality says, as a cell of a table: words, clause, and how it stands, said in words."""
    if cell is None:
        return f'<td class="none">{escape(say("absent", lang))}</td>'
    own = f'<span class="soft small">{escape(cell.name)}：</span>' if cell.name != row.name else ""
    tags = "".join(_tags(cell, lang))
    mark = ' class="outlier"' if cell.outlier else ""
    return f'<td{mark}>{own}{escape(cell.words)}<span class="clause">{escape(cell.clause)}</span> {tags}</td>'


def _tags(cell: CellView, lang: str) -> Iterator[str]:
    if cell.outlier:
        yield f'<span class="tag outlier">{escape(say("outlier", lang))}</span>'
    if cell.relation not in (*_QUIET, "absent"):
        yield _tag(cell.relation, say(f"relation.{cell.relation}", lang), cell.stands)
    if cell.floor not in ("", "same"):
        yield _tag(cell.floor, say(f"floor.{cell.floor}", lang), cell.to_floor)


def _tag(code: str, words: str, days: str) -> str:
    told = f'<span class="clause">{escape(days)}</span>' if days else ""
    return f'<span class="tag {escape(code)}">{escape(words)}</span>{told}'


def term_html(term: TermView) -> str:
    """One term in every locality, as a row of a table."""
    cells = "".join(f"<td>{escape(v)}</td>" for v in term.values)
    differs = " differs" if term.differs else ""
    return f'<tr class="term{differs}"><th scope="row">{escape(term.name)}</th>{cells}</tr>'


# ── Each locality against the first ──────────────────────────────────
def _pair(pair: PairView, lang: str) -> Iterator[str]:
    heading = say("pair", lang, here=pair.here, there=pair.there)
    yield f'<section id="{escape(_anchor(pair))}"><h2>{escape(heading)}</h2>'
    yield from notes_html(pair.notes, lang)
    yield f"<h3>{escape(say('differences', lang))}（{len(pair.differences)}）</h3>"
    if not pair.differences:
        yield f"<p>{escape(say('none-differences', lang))}</p>"
    yield '<ol class="differences">'
    for d in pair.differences:
        yield from difference_html(d, pair, lang)
    yield f"</ol><h3>{escape(say('cases', lang))}</h3>"
    yield from _cases(pair, lang)
    yield "</section>"


def notes_html(notes: tuple[str, ...], lang: str) -> Iterator[str]:
    """What limits the comparison, folded where there is much of it."""
    if notes:
        told = "".join(f"<li>{escape(note)}</li>" for note in notes)
        open_ = " open" if len(notes) <= _FEW_NOTES else ""
        summary = f"{escape(say('notes', lang))}（{len(notes)}）"
        yield f'<details class="note"{open_}><summary>{summary}</summary><ul>{told}</ul></details>'


def difference_html(d: DifferenceView, pair: PairView, lang: str) -> Iterator[str]:
    """One difference as an item of a list: both sides, and which cases it concerns."""
    part = f" · {d.part}" if d.part else ""
    relation = _tag(d.relation, say(f"relation.{d.relation}", lang), d.stands)
    yield f'<li class="difference"><p>{escape(f"{d.section} · {d.name}{part}")} {relation}</p><div class="sides">'
    for name, words, clause in ((pair.here, d.here, d.clause_here), (pair.there, d.there, d.clause_there)):
        yield f'<div><b>{escape(name)}</b>{escape(words)}<span class="clause">{escape(clause)}</span></div>'
    yield "</div>"
    regions = [(r, e) for c in d.changes for r, e in zip(c.regions, c.examples, strict=True) if r]
    if regions:
        yield from _regions([r for r, _ in regions], regions[0][1], lang)
    yield f'<span class="clause">{escape(d.path)}</span></li>'


def _cases(pair: PairView, lang: str) -> Iterator[str]:
    if not pair.always and not pair.cases:
        yield f"<p>{escape(say('none-cases', lang))}</p>"
    if pair.always:
        yield f'<details class="case"><summary>{escape(say("always", lang))}（{len(pair.always)}）</summary>'
        yield from _effects(pair.always, pair)
        yield "</details>"
    for case in pair.cases:
        yield from case_html(case, pair, lang)


def case_html(case: CaseView, pair: PairView, lang: str) -> Iterator[str]:
    """Cases that come out differently: which, an example, and what differs for them."""
    yield '<div class="case">'
    yield from _regions(case.regions, case.examples[0], lang)
    yield from _effects(case.effects, pair)
    yield "</div>"


def _regions(regions: Iterable[Pairs], example: Pairs, lang: str) -> Iterator[str]:
    found = list(regions)
    yield '<ul class="regions">'
    yield from (f"<li>{escape(_region(r, lang))}</li>" for r in found[:_SHOWN_REGIONS])
    if more := found[_SHOWN_REGIONS:]:
        rest = "".join(f"<li>{escape(_region(r, lang))}</li>" for r in more)
        yield f"<li><details><summary>+{len(more)}</summary><ul>{rest}</ul></details></li>"
    yield "</ul>"
    yield f'<p class="soft small">{escape(say("example", lang))}：{escape(_region(example, lang))}</p>'


def _effects(effects: Iterable[tuple[str, str, str]], pair: PairView) -> Iterator[str]:
    heads = f"<th></th><th>{escape(pair.here)}</th><th>{escape(pair.there)}</th>"
    yield f'<table class="effects"><thead><tr>{heads}</tr></thead><tbody>'
    for name, here, there in effects:
        cells = "".join(
            f'<td data-side="{escape(side)}">{escape(words)}</td>'
            for side, words in ((pair.here, here), (pair.there, there))
        )
        yield f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
    yield "</tbody></table>"


def _region(pairs: Pairs, lang: str) -> str:
    return "；".join(f"{fact}：{value}" for fact, value in pairs) or say("every-case", lang)


def _anchor(pair: PairView) -> str:
    return f"pair-{pair.there}"
