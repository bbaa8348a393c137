"""A comparison as a spreadsheet: one sheet of concepts, one of differences, one of cases.

Every cell is written as text: what begins with `=`, `+`, `-` or `@` stays what it is and is never run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from engine.views.comparison.page import CellView, ComparisonView, Pairs, RowView
from engine.views.comparison.terms import say

Row = Sequence[str]
_LIMIT = 32_000
"""A cell of a spreadsheet holds no more characters."""
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
    _concepts(book, view, looks)
    _sheet(book, say("differences", view.lang), _difference_heads(view), _differences(view), looks)
    _sheet(book, say("cases", view.lang), _case_heads(view), _cases(view), looks)
    book.close()
    return content.getvalue()


def _looks(book: Workbook) -> _Looks:
    plain = {"text_wrap": True, "valign": "top", "font_size": 10}
    return _Looks(
        book.add_format({**plain, "bold": True, "bg_color": "#E8EEF7", "bottom": 1}),
        book.add_format(plain),
        book.add_format({**plain, "bold": True, "top": 1}),
        book.add_format({**plain, "bg_color": "#FFF2CC", "top": 1}),
    )


def _concepts(book: Workbook, view: ComparisonView, looks: _Looks) -> None:
    """Items with their terms below, folded away; the first columns stay in sight."""
    heads = [say(f"head.{h}", view.lang) for h in ("section", "item", "term", "differs")]
    sheet = _begun(book, say("concepts", view.lang), [*heads, *(title for _, title in view.heads)], looks, keep=3)
    line = 1
    for row in view.rows:
        for number, (cells, look) in enumerate(_concept_lines(row, view, looks)):
            _written(sheet, line, cells, look)
            if number:
                sheet.set_row(line, None, None, {"level": 1, "hidden": True})
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


def _difference_heads(view: ComparisonView) -> list[str]:
    names = [say(f"head.{h}", view.lang) for h in ("section", "item", "term", "relation", "case", "path")]
    return ["", "", *names[:3], "A", "B", names[3], *names[4:]]


def _differences(view: ComparisonView) -> Iterator[Row]:
    for pair in view.pairs:
        for d in pair.differences:
            regions = "\n".join(_region(r, view.lang) for c in d.changes for r in c.regions)
            relation = "\n".join(x for x in (say(f"relation.{d.relation}", view.lang), d.stands) if x)
            here, there = (
                "\n".join(x for x in (w, c) if x) for w, c in ((d.here, d.clause_here), (d.there, d.clause_there))
            )
            yield (pair.here, pair.there, d.section, d.name, d.part, here, there, relation, regions, d.path)


def _case_heads(view: ComparisonView) -> list[str]:
    return ["", "", say("head.case", view.lang), say("head.example", view.lang), say("head.item", view.lang), "A", "B"]


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


def _sheet(book: Workbook, title: str, heads: Row, rows: Iterable[Row], looks: _Looks) -> None:
    sheet = _begun(book, title, heads, looks, keep=2)
    last = 0
    for last, row in enumerate(rows, start=1):
        _written(sheet, last, row, [looks.plain] * len(row))
    sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)


def _begun(book: Workbook, title: str, heads: Row, looks: _Looks, *, keep: int) -> Worksheet:
    sheet = book.add_worksheet(title.translate(_FORBIDDEN)[:31])
    _written(sheet, 0, heads, [looks.head] * len(heads))
    sheet.freeze_panes(1, keep)
    sheet.set_column(0, len(heads) - 1, 26)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    return sheet


def _written(sheet: Worksheet, line: int, cells: Row, looks: Sequence[Format]) -> None:
    for column, (words, look) in enumerate(zip(cells, looks, strict=True)):
        sheet.write_string(line, column, str(words)[:_LIMIT], look)
