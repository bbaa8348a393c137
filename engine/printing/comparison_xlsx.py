"""A comparison as a spreadsheet: what to read first, concepts, differences, cases, a sheet for each.

Every cell is written as text: what begins with `=`, `+`, `-` or `@` stays what it is and is never run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from engine.views.comparison.page import CellView, ComparisonView, DifferenceView, Pairs, RowView
from engine.views.comparison.terms import say

Row = Sequence[str]
_LIMIT = 32_000
"""A cell of a spreadsheet holds no more characters."""
_A4 = 9
_NARROW, _MIDDLE, _WIDE = 9, 16, 26
"""Widths of columns, in signs of the Latin alphabet."""
_FIRST = (_MIDDLE, _MIDDLE, _NARROW, _MIDDLE, _MIDDLE, _WIDE, _WIDE, _MIDDLE)
_DIFFERENCES = (*_FIRST, _WIDE, _MIDDLE)
_CASES = (_MIDDLE, _MIDDLE, _WIDE, _WIDE, _MIDDLE, _WIDE, _WIDE)
_LINE, _HIGHEST = 13.5, 409.0
"""Heights of a line and of the highest row, in points."""
_IDEOGRAPH, _WIDER = 0x2E80, 1.9
_FORBIDDEN = str.maketrans("[]:*?/\\", "·······")


@dataclass(frozen=True)
class _Looks:
    head: Format
    plain: Format
    item: Format
    outlier: Format


def as_xlsx(view: ComparisonView) -> bytes:
    """The workbook, ready to be written to a file."""
    content = BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    looks = _looks(book)
    if any(p.first for p in view.pairs):
        _sheet(book, say("first", view.lang), _first_heads(view), _first(view), looks, _FIRST)
    _concepts(book, view, looks)
    _sheet(book, say("differences", view.lang), _difference_heads(view), _differences(view), looks, _DIFFERENCES)
    _sheet(book, say("cases", view.lang), _case_heads(view), _cases(view), looks, _CASES)
    book.close()
    return content.getvalue()


def _looks(book: Workbook) -> _Looks:
    plain = {"text_wrap": True, "valign": "top", "font_size": 10, "bottom": 4, "bottom_color": "#9AA7B2"}
    return _Looks(
        book.add_format({**plain, "bold": True, "bg_color": "#E8EEF7", "bottom": 1}),
        book.add_format(plain),
        book.add_format({**plain, "bold": True, "top": 1}),
        book.add_format({**plain, "bg_color": "#FFF2CC", "top": 1}),
    )


def _concepts(book: Workbook, view: ComparisonView, looks: _Looks) -> None:
    """Items with their terms below, folded away; the first columns stay in sight."""
    heads = [say(f"head.{h}", view.lang) for h in ("section", "item", "term", "differs")]
    widths = (_NARROW, _MIDDLE, _MIDDLE, _NARROW, *(_WIDE for _ in view.heads))
    titles = [*heads, *(title for _, title in view.heads)]
    sheet = _begun(book, say("concepts", view.lang), titles, looks, widths, keep=3)
    line = 1
    for row in view.rows:
        for number, (cells, look) in enumerate(_concept_lines(row, view, looks)):
            _written(sheet, line, cells, look)
            folded = {"level": 1, "hidden": True} if number else {}
            sheet.set_row(line, height(cells, widths), None, folded)
            line += 1
    sheet.autofilter(0, 0, max(line - 1, 1), 3 + len(view.heads))


def _concept_lines(row: RowView, view: ComparisonView, looks: _Looks) -> Iterator[tuple[list[str], list[Format]]]:
    lang = view.lang
    differs = say("yes", lang) if row.differs else ""
    cells = [_cell_text(c, lang) for c in row.cells]
    marks = [looks.outlier if c is not None and c.outlier else looks.item for c in row.cells]
    name = f"{row.name}\n{row.concept}" if row.concept and row.concept != row.name else row.name
    yield [row.section_name, name, "", differs, *cells], [looks.item] * 4 + marks
    for t in row.terms:
        mark = say("yes", lang) if t.differs else ""
        yield [row.section_name, row.name, t.name, mark, *t.values], [looks.plain] * (4 + len(t.values))


def _cell_text(cell: CellView | None, lang: str) -> str:
    if cell is None:
        return say("absent", lang)
    told = [cell.words, cell.clause]
    told += [say(f"relation.{cell.relation}", lang)] if cell.relation not in ("same", "different") else []
    told += [cell.stands, say(f"floor.{cell.floor}", lang) if cell.floor not in ("", "same") else ""]
    return "\n".join(t for t in told if t)


def _first_heads(view: ComparisonView) -> list[str]:
    names = [say(f"head.{h}", view.lang) for h in ("kind", "item", "term")]
    return [*_pair_heads(view), *names, say("head.here", view.lang), say("head.there", view.lang),
            say("head.relation", view.lang)]  # fmt: skip


def _first(view: ComparisonView) -> Iterator[Row]:
    for pair in view.pairs:
        for d in pair.first:
            relation, here, there = _sides(d, view.lang)
            yield (pair.here, pair.there, say(f"kind.{d.kind}", view.lang), d.name, d.part, here, there, relation)


def _pair_heads(view: ComparisonView) -> list[str]:
    return [say("head.first-place", view.lang), say("head.second-place", view.lang)]


def _difference_heads(view: ComparisonView) -> list[str]:
    names = [say(f"head.{h}", view.lang) for h in ("section", "item", "term", "relation", "case", "path")]
    both = [say("head.here", view.lang), say("head.there", view.lang)]
    return [*_pair_heads(view), *names[:3], *both, names[3], *names[4:]]


def _differences(view: ComparisonView) -> Iterator[Row]:
    for pair in view.pairs:
        for d in pair.differences:
            regions = "\n".join(_region(r, view.lang) for c in d.changes for r in c.regions)
            relation, here, there = _sides(d, view.lang)
            yield (pair.here, pair.there, d.section, d.name, d.part, here, there, relation, regions, d.path)


def _sides(d: DifferenceView, lang: str) -> tuple[str, str, str]:
    """How the second stands to the first, and what either says by which clause."""
    relation = "\n".join(x for x in (say(f"relation.{d.relation}", lang), d.stands) if x)
    here, there = ("\n".join(x for x in said if x) for said in ((d.here, d.clause_here), (d.there, d.clause_there)))
    return relation, here, there


def _case_heads(view: ComparisonView) -> list[str]:
    names = [say(f"head.{h}", view.lang) for h in ("case", "example", "item", "here", "there")]
    return [*_pair_heads(view), *names]


def _cases(view: ComparisonView) -> Iterator[Row]:
    for pair in view.pairs:
        every = say("every-case", view.lang)
        yield from ((pair.here, pair.there, every, "", *effect) for effect in pair.always)
        for case in pair.cases:
            regions = "\n".join(_region(r, view.lang) for r in case.regions)
            example = _region(case.examples[0], view.lang)
            yield from ((pair.here, pair.there, regions, example, *effect) for effect in case.effects)


def _region(pairs: Pairs, lang: str) -> str:
    return "；".join(f"{fact}：{value}" for fact, value in pairs) or say("every-case", lang)


def height(cells: Row, widths: Sequence[int]) -> float:
    """How high a row must be for its longest cell: a spreadsheet need not find that out by itself."""
    lines = max(_lines(words, width) for words, width in zip(cells, widths, strict=True))
    return min(_LINE * lines + 2, _HIGHEST)


def _lines(words: str, width: int) -> int:
    return sum(max(1, ceil(sum(_WIDER if ord(c) > _IDEOGRAPH else 1 for c in w) / width)) for w in words.split("\n"))


def _sheet(book: Workbook, title: str, heads: Row, rows: Iterable[Row], looks: _Looks, widths: Sequence[int]) -> None:
    sheet = _begun(book, title, heads, looks, widths, keep=2)
    last = 0
    for last, row in enumerate(rows, start=1):
        _written(sheet, last, row, [looks.plain] * len(row))
        sheet.set_row(last, height(row, widths))
    sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)


def _begun(book: Workbook, title: str, heads: Row, looks: _Looks, widths: Sequence[int], *, keep: int) -> Worksheet:
    sheet = book.add_worksheet(title.translate(_FORBIDDEN)[:31])
    _written(sheet, 0, heads, [looks.head] * len(heads))
    sheet.freeze_panes(1, keep)
    sheet.set_row(0, height(heads, widths))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    return sheet


def _written(sheet: Worksheet, line: int, cells: Row, looks: Sequence[Format]) -> None:
    for column, (words, look) in enumerate(zip(cells, looks, strict=True)):
        sheet.write_string(line, column, str(words)[:_LIMIT], look)
