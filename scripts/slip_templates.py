"""Writes the shipped templates of the slips, `forms/slips/*.docx`, for docxtpl.

An office edits the files themselves; this script is for those who change what a slip holds. Page and sizes
follow GB/T 9704-2012: A4, margins 37/35/28/26 mm, titles in size 2, text in size 3 (tables in small 4).
"""

from __future__ import annotations

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
WIDTHS = Mm(36), Mm(120)
"""Of the columns of labels and of values."""


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
    """Handling slip, report, request for extension: one table."""
    file = page()
    centred(file, "{{ body }}", size=SIZE_4, font=BODY)
    centred(file, "{{ title }}", size=SIZE_2, font=TITLE).paragraph_format.space_after = Pt(10)
    table = file.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    for loop, cells in (
        ("facts", ("{{ i[0] }}", "{{ i[1] }}")),
        ("parts", ("{{ i.title }}", "{{ i.lines | join('\\n') }}")),
        ("signatures", ("{{ i.label }}", "{{ i.name }}　　{{ i.on }}")),
    ):
        row(table, (f"{{%tr for i in {loop} %}}", ""))
        filled = row(table, cells)
        if loop == "signatures":  # room to write by hand
            filled.height, filled.height_rule = Mm(16), WD_ROW_HEIGHT_RULE.AT_LEAST
        row(table, ("{%tr endfor %}", ""))
    put(file.add_paragraph(), "{{ cites }}", size=SMALL_4)
    put(file.add_paragraph(), "{{ on }}", size=SMALL_4).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return file


def row(table: Table, words: tuple[str, str]) -> _Row:
    made = table.add_row()
    for cell, text, font, width in zip(made.cells, words, (HEAD, BODY), WIDTHS, strict=True):
        cell.width = width
        look = cell.paragraphs[0].paragraph_format
        look.line_spacing, look.space_before, look.space_after = Pt(20), Pt(3), Pt(3)
        put(cell.paragraphs[0], text, size=SMALL_4, font=font)
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
    for words, apart in (("{{ body }}", 36), ("{{ on }}", 0)):
        line = put(file.add_paragraph(), words)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(4 * SIZE_3)
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
