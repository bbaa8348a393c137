"""The DOCX: real headings and tables, Chinese fonts set, links that lead somewhere, the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document as Docx
from docx.oxml.ns import qn

from engine.printing.as_docx import as_docx
from engine.printing.document import Flow, Para, Table
from engine.printing.docx_parts import anchor_name
from engine.printing.docx_table import column_widths
from tests.printing.conftest import Made, docx_bytes, made

Manuals = Callable[[str, str], Made]


@pytest.fixture(scope="module")
def file() -> Docx:
    return opened("plain-county", "zh")


def opened(id_: str, lang: str) -> Docx:
    return docx.Document(BytesIO(docx_bytes(id_, lang)))


@pytest.mark.parametrize(("id_", "lang"), [("plain-county", "zh"), ("glenmuir", "en")])
def test_headings_are_headings_of_their_level(manual_of: Manuals, id_: str, lang: str) -> None:
    styled = [(p.style.name, p.text) for p in opened(id_, lang).paragraphs if p.style]
    found = [(int(name[-1]), text) for name, text in styled if name and name.startswith("Heading")]
    document = manual_of(id_, lang).document
    assert found == [(1, document.contents), *((h.level, h.text) for h in document.headings)]


def test_every_style_in_use_names_an_east_asian_font(file: Docx) -> None:
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Header", "Footer", "Caption"):
        fonts = file.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体"), name
        assert fonts.get(qn("w:eastAsiaTheme")) is None, name


def test_every_page_carries_the_digest_and_its_number(manual_of: Manuals, file: Docx) -> None:
    section = file.sections[0]
    assert manual_of("plain-county", "zh").source.digest[:12] in section.header.paragraphs[0].text
    assert "PAGE" in section.footer.paragraphs[0]._p.xml
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_heads_of_tables_repeat_on_every_page(file: Docx) -> None:
    heads = [t.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for t in file.tables[1:]]
    assert len(heads) > 10
    assert all(h is not None for h in heads)


def test_no_row_is_torn_between_two_pages(file: Docx) -> None:
    rows = [r for t in file.tables[1:] for r in t.rows]
    assert len(rows) > 100
    assert all(r._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for r in rows)


def test_the_contents_name_the_page_of_each_heading(file: Docx) -> None:
    told = [p for p in file.paragraphs if "PAGEREF" in p._p.xml]
    marks = {b.get(qn("w:name")) for b in file.element.body.iter(qn("w:bookmarkStart"))}
    asked = [i.text.split()[1] for p in told for i in p._p.iter(qn("w:instrText"))]
    links = [a.get(qn("w:anchor")) for p in told for a in p._p.iter(qn("w:hyperlink"))]
    assert asked == links
    assert set(asked) <= marks


def test_the_flowchart_is_drawn_and_described(manual_of: Manuals, file: Docx) -> None:
    flow = next(b for b in manual_of("plain-county", "zh").document.blocks if isinstance(b, Flow))
    assert file.inline_shapes
    assert all(s._inline.docPr.get("descr") == flow.description for s in file.inline_shapes)


def test_a_caption_that_repeats_its_heading_is_left_out(file: Docx) -> None:
    words = [p.text for p in file.paragraphs if p.style]
    assert not [a for a, b in pairwise(words) if a and a == b]


def test_columns_share_the_room_so_that_the_table_is_low() -> None:
    rows = (("写《信访交办单》，送签", "—", "交办期限：3 个工作日（自立案起）", "协调办公室"),) * 3
    one, nothing, much, little = column_widths((("做什么", "什么时候", "期限", "身份"), *rows))
    assert much > nothing
    assert one > little
    assert one + nothing + much + little <= 9638


@pytest.mark.parametrize("count", [1, 2, 9])
def test_no_column_is_too_narrow_to_read(count: int) -> None:
    for first in ("长" * 400, "Extraordinarily long words"):
        widths = column_widths((("一",) * count, (first, *("Extraordinarily",) * (count - 1))))
        assert len(widths) == count
        assert min(widths) >= 9638 * 4 // 40
        assert sum(widths) <= 9638


def test_a_word_is_not_torn_where_there_is_room() -> None:
    rows = (
        ("Step", "What leads where"),
        ("Ringing", "Taken up by the nurse who is on duty at that hour of the night" * 3),
    )
    first, _ = column_widths(rows)
    assert first >= 9638 * len("Ringing") / 2 / 53.5


def test_what_is_said_before_a_table_stays_with_it(manual_of: Manuals, file: Docx) -> None:
    blocks = manual_of("plain-county", "zh").document.blocks
    before = {b.text for b, after in pairwise(blocks) if isinstance(b, Para) and isinstance(after, Table)}
    found = [p for p in file.paragraphs if p.text in before]
    assert found
    assert all(p.paragraph_format.keep_with_next for p in found)


def test_every_link_leads_to_a_bookmark_of_its_own(file: Docx) -> None:
    body = file.element.body
    marks = [b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))]
    assert len(marks) == len(set(marks))
    assert {a.get(qn("w:anchor")) for a in body.iter(qn("w:hyperlink"))} <= set(marks)
    assert max(map(len, marks)) <= 40


@pytest.mark.parametrize("start", ["form-", "who-"])
def test_long_anchors_stay_different(start: str) -> None:
    one, other = (anchor_name(f"{start}{'x' * 60}-{end}") for end in ("ab", "ba"))
    assert one != other


def test_the_same_rules_give_the_same_bytes() -> None:
    document = made("plain-county", "zh").document
    content = docx_bytes("plain-county", "zh")
    assert as_docx(document) == content
    with ZipFile(BytesIO(content)) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
