"""What people type and paste, on paper: nothing unseen, nothing cut, nothing refused that can be drawn."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import docx
import pypdfium2
import pytest
from pypdf import PdfReader

from engine.office import Office
from engine.printing.slips import fonts
from engine.printing.slips.as_pdf import as_pdf
from engine.printing.slips.as_word import as_word
from engine.printing.slips.kinds import Kind
from engine.printing.slips.parts import Part
from engine.printing.slips.slip import CannotPrint, Slip, slip_of
from engine.printing.slips.template import template_for
from engine.printing.slips.wording import lines_of, on_one_line, two_abreast
from tests.printing.slips.conftest import ROOT, material

RIGHT_EDGE = (210 - 26) / 25.4 * 72
"""Where the text ends, in points from the left edge of the page."""


def letter(office: Office, case_id: str, *lines: str, kind: Kind = "answer") -> Slip:
    return replace(slip_of(kind, material(office, case_id)), parts=(Part("事实和理由", lines),))


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("甲\u200b乙\ufeff", ("甲乙",)),  # pasted from a page
        ("\u202e甲\u202c", ("甲",)),  # turns the direction of what follows
        ("甲\x00乙\x07\x1b丙", ("甲乙丙",)),
        ("甲\ud800乙\uffff\ue000", ("甲乙",)),
        ("葛\U000e0100城\ufe0f", ("葛城",)),
        ("一\r\n二\r三\x0b四\x85五\u2028六\u2029七", ("一", "二", "三", "四", "五", "六", "七")),
        ("\n\n一\n \n　　二\t三  \n", ("一", "二 三")),
        ("𠮷野家、㐂、䶮、𬭸", ("𠮷野家、㐂、䶮、𬭸",)),
        ("\u3000\n", ()),
    ],
)
def test_what_cannot_be_seen_goes_and_lines_stay(typed: str, lines: tuple[str, ...]) -> None:
    assert lines_of(typed) == lines
    assert on_one_line(typed) == " ".join(lines)


def test_short_lines_stand_two_abreast_and_long_ones_alone() -> None:
    long = "经过：" + "长" * 20
    assert two_abreast(["a", "b", long, "c", long, "d", "e", "f"]) == ("a\tb", long, "c", long, "d\te", "f")
    assert two_abreast([]) == ()


@pytest.mark.parametrize("kind", ["answer", "handling"])
def test_a_long_address_is_broken_and_not_cut(office: Office, case_id: str, kind: Kind) -> None:
    words = "https://example.org/" + "a0" * 140
    content = as_pdf(letter(office, case_id, words, "账号" + "6" * 60, kind=kind))
    assert max(right_edges(content)) <= RIGHT_EDGE + 0.1
    assert words in "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace(
        "\n", ""
    ).replace("\u200b", "")


def right_edges(content: bytes) -> list[float]:
    """Where each sign of a file ends."""
    with pypdfium2.PdfDocument(content) as file:
        pages = [page.get_textpage() for page in file]
        return [float(page.get_charbox(i)[2]) for page in pages for i in range(page.count_chars())]


def test_a_name_in_other_letters_is_drawn_in_another_font_of_the_machine(office: Office, case_id: str) -> None:
    """DejaVu has the letters of Uyghur; a machine without it refuses by name, as for any sign that no font has."""
    name = "ئابدۇللا"
    made = letter(office, case_id, name + "反映")
    if "DejaVu Sans" not in fonts._faces():
        with pytest.raises(CannotPrint, match="no-glyph"):
            as_pdf(made)
        return
    faces = fonts.faces_for([name, "反映"])
    assert len(faces["text"]) == 3
    assert set(faces["text"]) == set(faces["heads"])
    assert {ord(c) for c in name} <= fonts._signs(faces["text"][2])
    assert as_pdf(made).startswith(b"%PDF-")


def test_a_font_that_only_draws_boxes_helps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = {family: fonts._faces()[family] for family in fonts.font_pair()}
    monkeypatch.setattr(fonts, "_faces", lambda: {**pair, ".LastResort": ("", 0)})
    monkeypatch.setattr(
        fonts, "_signs", lambda family: frozenset(range(0x110000)) if "Last" in family else frozenset({65})
    )
    with pytest.raises(CannotPrint, match="no-glyph"):
        fonts.faces_for(["B"])


@pytest.mark.parametrize(
    ("words", "common"), [("买买提·𠮷", False), ("买买提·吐尔逊，①㎡“（2022）”—…", True), ("😡", False)]
)
def test_what_every_chinese_font_has_needs_no_look_into_one(words: str, common: bool) -> None:
    assert fonts.is_common([words]) is common
    if common:
        assert {ord(c) for c in words} <= fonts._signs(fonts.font_pair()[0])


def page_of(content: bytes, words: str) -> int:
    """The number of the first page, from 0, that these words are on."""
    pages = ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]
    return next(i for i, page in enumerate(pages) if words in page)


def test_a_handling_slip_of_common_length_is_one_page(office: Office, case_id: str) -> None:
    assert len(PdfReader(BytesIO(as_pdf(slip_of("handling", material(office, case_id))))).pages) == 1


@pytest.mark.parametrize("lines", [18, 22, 26])
def test_signature_and_date_stay_with_what_was_written_last(office: Office, case_id: str, lines: int) -> None:
    made = slip_of("handling", material(office, case_id))
    made = replace(made, parts=(Part("登记内容", ("经查。",) * lines), Part("拟办意见", ("交建设办办理",))))
    content = as_pdf(made)
    pages = {page_of(content, w) for w in ("交建设办办理", "签发陆建华", made.cites.replace(" ", ""))}
    assert len(pages) == 1
    assert pages == {len(PdfReader(BytesIO(content)).pages) - 1}


@pytest.mark.parametrize("lines", [25, 90])
def test_a_long_part_begins_below_the_facts_and_not_on_a_page_of_its_own(
    office: Office, case_id: str, lines: int
) -> None:
    made = slip_of("handling", material(office, case_id))
    made = replace(made, parts=(Part("登记内容", tuple(f"第{n}行。" for n in range(lines))),), signatures=())
    content = as_pdf(made)
    assert (page_of(content, "第0行。"), len(PdfReader(BytesIO(content)).pages)) == (0, 2 if lines < 40 else 4)


def test_a_part_of_many_pages_is_whole(office: Office, case_id: str) -> None:
    lines = tuple(f"第{n}段：" + "经查，反映的情况属实。" * 4 for n in range(1, 90))
    text = "".join("".join(p.extract_text().split()) for p in PdfReader(BytesIO(as_pdf(
        replace(slip_of("report", material(office, case_id)), parts=(Part("调查结论", lines),))))).pages)  # fmt: skip
    assert [line for line in lines if line not in text] == []


def test_in_the_docx_facts_stand_two_abreast_and_the_name_in_the_middle_above_the_date(
    office: Office, case_id: str
) -> None:
    made = slip_of("report", material(office, case_id))
    rows = docx.Document(BytesIO(as_word(made, template_for(made, ROOT)))).tables[0].rows
    first = [cell.text for cell in rows[0].cells]
    assert first == [word for pair in made.facts[:2] for word in pair]
    assert len(rows) == (len(made.facts) + 1) // 2 + len(made.parts) + len(made.signatures)
    answer = slip_of("answer", material(office, case_id))
    lines = docx.Document(BytesIO(as_word(answer, template_for(answer, ROOT)))).paragraphs
    assert [p.alignment for p in lines if p.text in (answer.body, answer.on)][-2:] == [1, 1]
