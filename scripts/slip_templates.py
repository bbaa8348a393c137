"""Writes the shipped templates of the slips, `forms/slips/*.docx`, for docxtpl.

An office edits the files themselves; this script is for those who change what a slip holds. Page and sizes
follow GB/T 9704-2012: A4, margins 37/35/28/26 mm, titles in size 2, text in size 3 (tables in small 4).
"""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from engine.printing.docx_parts import field, fixed_bytes

FOLDER = Path(__file__).resolve().parents[1] / "forms" / "slips"
BODY, HEAD, TITLE = "仿宋", "黑体", "方正小标宋简体"
SIZE_2, SIZE_3, SIZE_4, SMALL_4 = 22, 16, 14, 12


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
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    put(foot, "— ", size=SIZE_4)
    field(foot, "PAGE")
    put(foot, " —", size=SIZE_4)
    put(section.footer.add_paragraph(), "{{ mark }}", size=8)
    return file


def put(line: Paragraph, words: str, *, size: float = SIZE_3, font: str = BODY, red: bool = False) -> Paragraph:
    """Words in one font; East Asian signs have a setting of their own."""
    run = line.add_run(words)
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if red:
        run.font.color.rgb = RGBColor(0xC0, 0, 0)
    return line


def centred(file: Docx, words: str, *, size: float, font: str, red: bool = False) -> None:
    line = put(file.add_paragraph(), words, size=size, font=font, red=red)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.line_spacing = Pt(size * 1.5)


def table_slip() -> Docx:
    """Handling slip, report, request for extension: one table."""
    file = page()
    centred(file, "{{ body }}", size=SIZE_4, font=BODY)
    centred(file, "{{ title }}", size=SIZE_2, font=TITLE)
    table = file.add_table(rows=0, cols=2, style="Table Grid")
    for loop, cells in (
        ("facts", ("{{ i[0] }}", "{{ i[1] }}")),
        ("parts", ("{{ i.title }}", "{{ i.lines | join('\\n') }}")),
        ("signatures", ("{{ i.label }}", "{{ i.name }}　　{{ i.on }}")),
    ):
        row(table, (f"{{%tr for i in {loop} %}}", ""))
        row(table, cells)
        row(table, ("{%tr endfor %}", ""))
    put(file.add_paragraph(), "{{ cites }}", size=SMALL_4)
    put(file.add_paragraph(), "{{ on }}", size=SMALL_4).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return file


def row(table: docx.table.Table, words: tuple[str, str]) -> None:
    cells = table.add_row().cells
    for cell, text, font, width in zip(cells, words, (HEAD, BODY), (Mm(36), Mm(120)), strict=True):
        cell.width = width
        cell.paragraphs[0].paragraph_format.line_spacing = Pt(20)
        put(cell.paragraphs[0], text, size=SMALL_4, font=font)


def letter() -> Docx:
    """The answer: the body's name in red above a line, then the letter."""
    file = page()
    centred(file, "{{ body }}", size=30, font=TITLE, red=True)
    centred(file, "{{ number }}", size=SIZE_3, font=BODY)
    centred(file, "{{ title }}", size=SIZE_2, font=TITLE)
    put(file.add_paragraph(), "{{ greeting }}")
    indented(file, "{{ opening }}", BODY)
    file.add_paragraph("{%p for part in parts %}")
    indented(file, "{{ part.title }}", HEAD)
    file.add_paragraph("{%p for line in part.lines %}")
    indented(file, "{{ line }}", BODY)
    file.add_paragraph("{%p endfor %}")
    file.add_paragraph("{%p endfor %}")
    indented(file, "{{ cites }}", BODY)
    for words in ("{{ body }}", "{{ on }}"):
        line = put(file.add_paragraph(), words)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(4 * SIZE_3)
    return file


def indented(file: Docx, words: str, font: str) -> None:
    line = put(file.add_paragraph(), words, font=font)
    line.paragraph_format.first_line_indent = Pt(2 * SIZE_3)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in ("handling", "report", "extension"):
        (FOLDER / f"{kind}.docx").write_bytes(fixed_bytes(table_slip()))
    (FOLDER / "answer.docx").write_bytes(fixed_bytes(letter()))


if __name__ == "__main__":
    main()
