"""A document as DOCX for offices that edit in a word processor: real headings, real tables, a contents list.

The same document gives the same bytes on one machine: times inside the file are fixed. A flowchart is drawn
with the fonts of the machine; without one the table beside it tells the same.
"""

from __future__ import annotations

from io import BytesIO

import docx as word
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from engine.printing.document import Block, Document, Flow, Heading, Para, Table
from engine.printing.docx_parts import anchor_name, bookmark, field, fixed_bytes, hyperlink
from engine.printing.docx_table import table_xml
from engine.printing.flow_picture import flow_pictures

FONTS = {"zh": ("Times New Roman", "宋体", "黑体"), "en": ("Calibri", "宋体", "黑体")}
_CODE = {"zh": "zh-CN", "en": "en-GB"}
_ACCENT = RGBColor(0x1F, 0x5F, 0x8B)
_NORMAL, _SMALL, _SMALLEST = 10.5, 9.0, 8.0
_EDGE, _PICTURE = Mm(170), Mm(215)
"""Width between the margins; height for a picture beneath a heading."""
_WIDE_TABLE = 6
"""Tables of so many columns are set smaller."""
_LEVELS = {"zh": (22, 16, 14, 12), "en": (22, 16, 13, 11)}


def as_docx(document: Document) -> bytes:
    """The file's bytes."""
    docx = word.Document()
    _page(docx, document)
    _styles(docx, document.lang)
    _properties(docx, document)
    _front(docx, document)
    _contents(docx, document)
    around = (None, *document.blocks, None)
    for number, (before, block, after) in enumerate(zip(around, document.blocks, around[2:], strict=False)):
        _block(docx, block, number, before, after)
    return fixed_bytes(docx)


def _page(docx: Docx, document: Document) -> None:
    section = docx.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    head = section.header.paragraphs[0]
    head.text = document.mark
    foot = section.footer.paragraphs[0]
    foot.alignment = 1
    field(foot, "PAGE")


def _styles(docx: Docx, lang: str) -> None:
    latin, body, heading = FONTS[lang]
    sizes = _LEVELS[lang]
    _font(docx, "Normal", latin, body, _NORMAL, lang)
    _font(docx, "Header", latin, body, _SMALLEST, lang)
    _font(docx, "Footer", latin, body, _SMALL, lang)
    _font(docx, "Title", latin, heading, sizes[0], lang)
    for level in (1, 2, 3):
        _font(docx, f"Heading {level}", latin, heading, sizes[level], lang)
    _font(docx, "Caption", latin, body, _SMALL, lang)


def _font(docx: Docx, name: str, latin: str, east_asian: str, size: float, lang: str) -> None:
    """Latin and East Asian fonts are two settings; without the second Chinese falls back to whatever is there."""
    style = docx.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size = latin, Pt(size)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), east_asian)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _CODE[lang])
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    if name.startswith(("Heading", "Title", "Caption")):
        style.font.color.rgb = _ACCENT if name != "Caption" else RGBColor(0x55, 0x63, 0x6F)


def _properties(docx: Docx, document: Document) -> None:
    core = docx.core_properties
    core.title, core.subject, core.language = document.title, document.subtitle, _CODE[document.lang]
    core.author, core.comments, core.keywords = "Bihuan", "", document.mark


def _front(docx: Docx, document: Document) -> None:
    docx.add_paragraph(document.title, style="Title")
    docx.add_paragraph(document.subtitle)
    _draw(docx, table_xml((), document.facts, size=_NORMAL))


def _contents(docx: Docx, document: Document) -> None:
    """Chapters and their parts, each a link to its heading, with the page on which it stands."""
    docx.add_paragraph(document.contents, style="Heading 1")
    for heading in document.headings:
        if heading.level <= 2:
            line = docx.add_paragraph()
            line.paragraph_format.left_indent = Mm(6 * (heading.level - 1))
            line.paragraph_format.space_after = Pt(1)
            line.paragraph_format.tab_stops.add_tab_stop(_EDGE, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            hyperlink(line, heading.text, heading.anchor)
            line.add_run("\t")
            field(line, f"PAGEREF {anchor_name(heading.anchor)} \\h", stale=True)


def _block(docx: Docx, block: Block, number: int, before: Block | None, after: Block | None) -> None:
    """One block; what is said before a table stays on the page of its head."""
    match block:
        case Heading(level, text, anchor):
            paragraph = docx.add_paragraph(style=f"Heading {level}")
            bookmark(paragraph, text, anchor, number)
            paragraph.paragraph_format.page_break_before = level == 1
        case Para(text, note):
            paragraph = docx.add_paragraph()
            _fill(paragraph, text, size=_SMALL if note else None)
            paragraph.paragraph_format.keep_with_next = isinstance(after, Table)
        case Table():
            _table(docx, block, before)
        case Flow():
            _flow(docx, block)


def _flow(docx: Docx, flow: Flow) -> None:
    """The chart, on as many pages as it needs, after how it is to be read."""
    pictures = flow_pictures(flow, wide=_EDGE.pt, high=_PICTURE.pt)
    if pictures and flow.key:
        _fill(docx.add_paragraph(), flow.key, size=_SMALL)
    for number, picture in enumerate(pictures, start=1):
        paragraph = docx.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        drawn = paragraph.add_run().add_picture(BytesIO(picture.png), width=Pt(picture.wide))
        drawn._inline.docPr.set("descr", flow.description)
        drawn._inline.docPr.set("title", f"{flow.title} {number}/{len(pictures)}")


def _table(docx: Docx, table: Table, before: Block | None) -> None:
    """A caption that says what the heading above says is left out."""
    if not (isinstance(before, Heading) and before.text == table.caption):
        docx.add_paragraph(table.caption, style="Caption").paragraph_format.keep_with_next = True
    size = _SMALLEST if len(table.head) >= _WIDE_TABLE else _SMALL
    _draw(docx, table_xml(table.head, table.rows, size=size))


def _draw(docx: Docx, table: BaseOxmlElement) -> None:
    """Put the table in its place; the empty paragraph keeps it apart from the next one."""
    docx.add_paragraph()._p.addprevious(table)


def _fill(paragraph: Paragraph, words: str, *, size: float | None = None) -> None:
    """Words with their line breaks."""
    for number, line in enumerate(words.split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(line)
        if size:
            run.font.size = Pt(size)
