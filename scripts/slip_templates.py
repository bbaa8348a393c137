"""Writes the shipped templates of the slips, `forms/slips/*.docx`, for docxtpl.

An office edits the files themselves; this script is for those who change what a slip holds. Page and sizes
follow GB/T 9704-2012: A4, margins 37/35/28/26 mm, titles in size 2, text in size 3 (tables in small 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import docx
from docx.document import Document as Docx
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from engine.printing.docx_parts import field, fixed_bytes

FOLDER = Path(__file__).resolve().parents[1] / "forms" / "slips"
BODY, HEAD, TITLE = "仿宋", "黑体", "方正小标宋简体"
SIZE_2, SIZE_3, SIZE_4, SMALL_4 = 22, 16, 14, 12
SIGNED = 16
"""Signs in the line of who signs and when, at the right edge: a date of eight stands four from it (7.3.5.1)."""
WIDTHS = Mm(30), Mm(48), Mm(30), Mm(48)
"""Of the columns of labels and of values, twice; what needs room takes the last three together."""


def page() -> Docx:
    """An empty page of the standard's measures."""
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = file.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(SIZE_3)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    style.paragraph_format.line_spacing = Pt(29)
    style.paragraph_format.space_after = Pt(0)
    language(style.element.get_or_add_rPr())
    file.settings.odd_and_even_pages_header_footer = True
    number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    return file


def language(look: BaseOxmlElement) -> None:
    """Signs are drawn as in China, also where another font stands in for the one that is named."""
    said = OxmlElement("w:lang")
    said.set(qn("w:val"), "en-GB")
    said.set(qn("w:eastAsia"), "zh-CN")
    look.append(said)


def number(footer: _Footer, side: WD_ALIGN_PARAGRAPH) -> None:
    """The page number between dashes, a sign from the edge: odd ones at the right, even ones at the left (7.5)."""
    line = footer.paragraphs[0]
    line.alignment = side
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(SIZE_4)
    put(line, "— ", size=SIZE_4)
    field(line, "PAGE")
    put(line, " —", size=SIZE_4)
    mark = put(footer.add_paragraph(), "{{ mark }}", size=8)
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    mark.paragraph_format.line_spacing = Pt(10)


def put(line: Paragraph, words: str, *, size: float = SIZE_3, font: str = BODY, red: bool = False) -> Paragraph:
    """Words in one font; East Asian signs have a setting of their own."""
    run = line.add_run(words)
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if red:
        run.font.color.rgb = RGBColor(0xC0, 0, 0)
    return line


def centred(file: Docx, words: str, *, size: float, font: str, red: bool = False, apart: float = 0) -> Paragraph:
    """A line in the middle, `apart` points below the one above it."""
    line = put(file.add_paragraph(), words, size=size, font=font, red=red)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.line_spacing = Pt(size * 1.5)
    line.paragraph_format.space_before = Pt(apart)
    return line


def underlined(line: Paragraph) -> None:
    """A red line from margin to margin below it (7.2.7)."""
    edges = OxmlElement("w:pBdr")
    below = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "12"), ("space", "8"), ("color", "C00000")):
        below.set(qn(f"w:{key}"), value)
    edges.append(below)
    line._p.get_or_add_pPr().insert_element_before(edges, "w:shd", "w:spacing", "w:ind", "w:jc")


def table_slip() -> Docx:
    """Handling slip, report, request for extension: one table. Facts stand two abreast; what is written last stays on
    the page of the signatures and the date."""
    file = page()
    centred(file, "{{ body }}", size=SIZE_4, font=BODY)
    centred(file, "{{ title }}", size=SIZE_2, font=TITLE).paragraph_format.space_after = Pt(10)
    table = file.add_table(rows=0, cols=4, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    say(table, "for i in facts | batch(2)")
    say(table, "if i | length == 2")
    whole(row(table, ("{{ i[0][0] }}", "{{ i[0][1] }}", "{{ i[1][0] }}", "{{ i[1][1] }}")))
    say(table, "else")
    whole(row(table, ("{{ i[0][0] }}", "{{ i[0][1] }}")))
    say(table, "endif")
    say(table, "endfor")
    said = ("{{ i.title }}", "{{ i.lines | join('\\n') }}")
    say(table, "for i in parts")
    say(table, "if loop.last and i.lines | join | length < 300")  # longer ones fill the page that they begin on
    beside(row(table, said), stays=True)
    say(table, "else")
    beside(row(table, said))
    say(table, "endif")
    say(table, "endfor")
    say(table, "for i in signatures")
    say(table, "if i.name")
    whole(row(table, ("{{ i.label }}", "{{ i.name }}　　{{ i.on }}")), stays=True)
    say(table, "else")
    open_ = whole(row(table, ("{{ i.label }}", "")), stays=True)
    open_.height, open_.height_rule = Mm(20), WD_ROW_HEIGHT_RULE.AT_LEAST  # room to write by hand
    say(table, "endif")
    say(table, "endfor")
    file.add_paragraph("{%p if cites %}")
    small(file, "{{ cites }}").paragraph_format.keep_with_next = True
    file.add_paragraph("{%p endif %}")
    small(file, "{{ on }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return file


def small(file: Docx, words: str) -> Paragraph:
    """A line below a table."""
    line = put(file.add_paragraph(), words, size=SMALL_4)
    line.paragraph_format.line_spacing = Pt(20)
    return line


def say(table: Table, what: str) -> None:
    """A row that is no row of the slip: it says which rows there are."""
    row(table, (f"{{%tr {what} %}}", ""))


def row(table: Table, words: Sequence[str]) -> _Row:
    """Labels and values; of two words the second takes the rest of the row."""
    made = table.add_row()
    cells = list(made.cells)
    for cell, width in zip(cells, WIDTHS, strict=True):
        cell.width = width
    if len(words) < len(cells):
        cells = [cells[0], cells[1].merge(cells[-1])]
    for cell, text, font in zip(cells, words, cycle((HEAD, BODY))):
        look = cell.paragraphs[0].paragraph_format
        look.line_spacing, look.space_before, look.space_after = Pt(19), Pt(2), Pt(2)
        put(cell.paragraphs[0], text, size=SMALL_4, font=font)
    return made


def whole(made: _Row, *, stays: bool = False) -> _Row:
    """A row that is not broken over two pages; it `stays` on the page of what follows it."""
    made._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in made.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = stays
    return made


def beside(made: _Row, *, stays: bool = False) -> _Row:
    """A row of lines, two short ones beside one another where there is a tab between them."""
    look = made.cells[1].paragraphs[0].paragraph_format
    look.tab_stops.add_tab_stop(Mm(61))
    for cell in made.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = stays
    return made


def letter() -> Docx:
    """The answer: the body's name in red above a line, then the letter. Heads stay with what follows them, and the
    last words with the signature, so that none of them stands alone on a page."""
    file = page()
    centred(file, "{{ body }}", size=30, font=TITLE, red=True)
    underlined(centred(file, "{{ number }}", size=SIZE_3, font=BODY, apart=6))
    centred(file, "{{ title }}", size=SIZE_2, font=TITLE, apart=22).paragraph_format.space_after = Pt(12)
    put(file.add_paragraph(), "{{ greeting }}")
    indented(file, "{{ opening }}", BODY)
    file.add_paragraph("{%p for part in parts %}")
    indented(file, "{{ part.title }}", HEAD, stays=True)
    file.add_paragraph("{%p set ends = loop.last and not cites %}")
    file.add_paragraph("{%p for line in part.lines %}")
    file.add_paragraph("{%p if ends and loop.last %}")
    indented(file, "{{ line }}", BODY, stays=True)
    file.add_paragraph("{%p else %}")
    indented(file, "{{ line }}", BODY)
    file.add_paragraph("{%p endif %}")
    file.add_paragraph("{%p endfor %}")
    file.add_paragraph("{%p endfor %}")
    file.add_paragraph("{%p if cites %}")
    indented(file, "{{ cites }}", BODY, stays=True)
    file.add_paragraph("{%p endif %}")
    for words, apart in (("{{ body }}", 36), ("{{ on }}", 0)):  # the name in the middle above the date, for the seal
        line = put(file.add_paragraph(), words)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.left_indent = Mm(156) - Pt(SIGNED * SIZE_3)
        line.paragraph_format.space_before = Pt(apart)
        line.paragraph_format.keep_with_next = bool(apart)
    return file


def indented(file: Docx, words: str, font: str, *, stays: bool = False) -> None:
    """A paragraph that begins two signs in; it `stays` on the page of the next one."""
    line = put(file.add_paragraph(), words, font=font)
    line.paragraph_format.first_line_indent = Pt(2 * SIZE_3)
    line.paragraph_format.keep_with_next = stays


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in ("handling", "report", "extension"):
        (FOLDER / f"{kind}.docx").write_bytes(fixed_bytes(table_slip()))
    (FOLDER / "answer.docx").write_bytes(fixed_bytes(letter()))


if __name__ == "__main__":
    main()
