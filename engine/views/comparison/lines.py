"""A comparison as lines to read in a terminal: what to read first, all differences, cases, concept by concept."""

from __future__ import annotations

from collections.abc import Iterator

from engine.views.comparison.page import CellView, ComparisonView, DifferenceView, Pairs, PairView, RowView
from engine.views.comparison.terms import say


def lines(view: ComparisonView, *, everything: bool = False) -> Iterator[str]:
    """Every line; rows on which all localities agree only when `everything` is asked for."""
    for pair in view.pairs:
        yield from _first(pair, view.lang)
    for pair in view.pairs:
        yield from _pair(pair, view.lang)
    rows = [r for r in view.rows if everything or r.differs]
    yield f"# {say('concepts', view.lang)} ({say('count', view.lang, shown=len(rows), all=len(view.rows))})"
    for row in rows:
        yield from _row(row, view, everything=everything)


def _first(pair: PairView, lang: str) -> Iterator[str]:
    """The few to read first, a line each, where there are many."""
    if not pair.first:
        return
    count = say("first-of", lang, shown=len(pair.first), all=len(pair.differences))
    yield f"# {say('pair', lang, here=pair.here, there=pair.there)}: {count}"
    yield f"  {counts_words(pair, lang)}"
    for d in pair.first:
        part = f" · {d.part}" if d.part else ""
        relation = "" if d.relation in ("absent", "different") else f" ({say(f'relation.{d.relation}', lang)})"
        yield f"- {say(f'kind.{d.kind}', lang)} | {d.name}{part}: {d.here} | {d.there}{relation}"
    yield ""


def counts_words(pair: PairView, lang: str) -> str:
    """How many differences there are of each kind."""
    return " · ".join(f"{say(f'kind.{kind}', lang)} {count}" for kind, count in pair.counts)


def _pair(pair: PairView, lang: str) -> Iterator[str]:
    count = say("summary", lang, count=len(pair.differences))
    yield f"# {say('pair', lang, here=pair.here, there=pair.there)}: {count}"
    yield from (f"! {note}" for note in pair.notes)
    for number, d in enumerate(pair.differences, start=1):
        yield from _difference(number, d, pair, lang)
    if not pair.differences:
        yield say("none-differences", lang)
    yield ""
    yield f"## {say('cases', lang)}"
    for name, here, there in pair.always:
        yield f"  {say('always', lang)}: {name}: {here} | {there}"
    for case in pair.cases:
        yield from (f"- {_region(r, lang)}" for r in case.regions)
        yield f"    {say('example', lang)}: {_region(case.examples[0], lang)}"
        yield from (f"    {name}: {here} | {there}" for name, here, there in case.effects)
    if not pair.always and not pair.cases:
        yield say("none-cases", lang)
    yield ""


def _difference(number: int, d: DifferenceView, pair: PairView, lang: str) -> Iterator[str]:
    part = f" · {d.part}" if d.part else ""
    relation = say(f"relation.{d.relation}", lang)
    yield f"{number}. {d.section} · {d.name}{part} ({relation}) [{d.path}]"
    yield f"    {pair.here}: {d.here}  {d.clause_here}".rstrip()
    yield f"    {pair.there}: {d.there}  {d.clause_there}".rstrip()
    if d.stands:
        yield f"    {d.stands}"
    told = [r for c in d.changes for r in c.regions if r]
    yield from (f"    {say('head.case', lang)}: {_region(r, lang)}" for r in told)


def _region(pairs: Pairs, lang: str) -> str:
    return "；".join(f"{fact}：{value}" for fact, value in pairs) or say("every-case", lang)


def _row(row: RowView, view: ComparisonView, *, everything: bool) -> Iterator[str]:
    concept = f" ({row.concept})" if row.concept else ""
    yield f"{row.section_name} · {row.name}{concept}"
    for (name, _), cell in zip(view.heads, row.cells, strict=True):
        yield f"    {name}: {_cell(cell, view.lang)}"
    for term in row.terms:
        if term.differs or everything:
            said = (f"{n} {v or say('nothing', view.lang)}" for (n, _), v in zip(view.heads, term.values, strict=True))
            yield f"      {term.name}: {' | '.join(said)}"


def _cell(cell: CellView | None, lang: str) -> str:
    if cell is None:
        return say("absent", lang)
    told = [say(f"relation.{cell.relation}", lang)] if cell.relation not in ("same", "different") else []
    told += [say(f"floor.{cell.floor}", lang)] if cell.floor not in ("", "same") else []
    told += [say("outlier", lang)] if cell.outlier else []
    return "  ".join(p for p in (cell.words, cell.clause, "、".join(told)) if p)
