"""Slips hold what the case holds: nothing invented, nothing of the sealed, and only for who may see the case."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from engine.casework.requests import Refused
from engine.office import Office
from engine.printing.docx_parts import fixed_bytes
from engine.printing.slips import fonts
from engine.printing.slips.as_pdf import as_pdf
from engine.printing.slips.as_word import as_word
from engine.printing.slips.kinds import KINDS, Kind, printable
from engine.printing.slips.parts import Part
from engine.printing.slips.slip import CannotPrint, Slip, slip_of, words_of
from engine.printing.slips.template import template_for
from scripts import slip_templates
from tests.printing.slips.conftest import CLERK, HANDLER, ROOT, STRANGER, material

ACCUSED = "ma-lihua"
BLANK = re.compile(r"\s+")


def plain(words: str) -> str:
    return BLANK.sub("", words)


def pdf_text(content: bytes) -> str:
    return plain("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


def docx_text(content: bytes) -> str:
    body = docx.Document(BytesIO(content)).element.body
    return plain("".join(t.text or "" for t in body.iter("{*}t")))


@cache
def pdf_of(slip: Slip) -> bytes:
    """Typesetting takes most of the time here: each slip is set once."""
    return as_pdf(slip)


@pytest.fixture(params=KINDS)
def slip(request: pytest.FixtureRequest, office: Office, case_id: str) -> Slip:
    return slip_of(request.param, material(office, case_id))


def test_a_case_offers_the_slips_whose_papers_are_written(office: Office, case_id: str) -> None:
    assert printable(material(office, case_id).file) == KINDS


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("handling", ("路灯不亮，夜间出行不便", "信访事项办理单", "归口交办", "建设管理办公室", "2026年1月13日")),
        ("report", ("照片三张", "已修复", "调查报告", "胡志强")),
        ("extension", ("设备到货延迟", "延期申请", "孙依莉", "2026年2月12日")),
        ("answer", ("反映人：", "坎墩街道", "您2026年1月13日反映的事项", "支持，已换线路")),
    ],
)
def test_a_slip_holds_the_values_of_the_case(office: Office, case_id: str, kind: Kind, words: tuple[str, ...]) -> None:
    said = "\n".join(words_of(slip_of(kind, material(office, case_id))))
    assert [w for w in words if w not in said] == []


def test_the_pdf_says_what_the_slip_says(slip: Slip) -> None:
    text = pdf_text(pdf_of(slip))
    assert [w for w in words_of(slip) if plain(w) not in text] == []


def test_the_docx_says_what_the_slip_says(slip: Slip) -> None:
    text = docx_text(as_word(slip, template_for(slip, ROOT)))
    wanted = [w for w in words_of(slip) if w != slip.mark]
    assert [w for part in wanted for w in part.split("\n") if plain(w) not in text] == []
    assert "{{" not in text
    assert "{%" not in text


def test_every_font_is_embedded_and_every_sign_has_a_glyph(slip: Slip) -> None:
    reader = PdfReader(BytesIO(pdf_of(slip)))
    found = [font for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert found
    for font in found:
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert embedded(descriptor)
    assert ".notdef" not in "".join(p.extract_text() for p in reader.pages)
    families = fonts.font_pair()
    for family in families:
        assert {ord(c) for w in words_of(slip) for c in w if not c.isspace()} <= signs(family)


def embedded(descriptor: DictionaryObject) -> bool:
    return any(k in descriptor for k in ("/FontFile", "/FontFile2", "/FontFile3"))


def signs(family: str) -> set[int]:
    path, index = fonts._faces()[family]
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return set(font.getBestCmap())


def test_no_text_is_drawn_with_the_glyph_of_a_missing_sign(slip: Slip) -> None:
    """Glyph 0 is the empty box; no sign of any page may map to it."""
    for page in PdfReader(BytesIO(pdf_of(slip))).pages:
        assert "\x00" not in page.extract_text()
        assert "\ufffd" not in page.extract_text()


def test_a_sign_that_no_font_has_is_refused_by_name(slip: Slip) -> None:
    with pytest.raises(CannotPrint) as caught:
        as_pdf(replace(slip, title="\U0010fffd"))
    assert "U+10FFFD" in caught.value.line("zh")


def test_a_machine_without_chinese_fonts_says_so(slip: Slip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_faces", dict)
    with pytest.raises(CannotPrint, match="no-font"):
        as_pdf(slip)


def test_the_page_has_the_measures_of_the_standard(slip: Slip) -> None:
    (page, *_) = PdfReader(BytesIO(pdf_of(slip))).pages
    assert [round(float(n) / 72 * 25.4) for n in (page.mediabox.width, page.mediabox.height)] == [210, 297]


def test_the_same_slip_gives_the_same_bytes(slip: Slip) -> None:
    template = template_for(slip, ROOT)
    assert as_pdf(slip) == pdf_of(slip)
    assert as_word(slip, template) == as_word(slip, template)


def long_letter(made: Slip, lines: int, *, cites: str) -> Slip:
    return replace(made, cites=cites, parts=(Part("事实和理由", ("经查，反映的情况属实。",) * lines),))


@pytest.mark.parametrize("lines", range(9, 16))
@pytest.mark.parametrize("cites", ["", "依据：《工作办法》四(一).1"])
def test_no_page_of_a_letter_holds_a_signature_alone(office: Office, case_id: str, lines: int, cites: str) -> None:
    made = long_letter(slip_of("answer", material(office, case_id)), lines, cites=cites)
    last = plain(PdfReader(BytesIO(as_pdf(made))).pages[-1].extract_text())
    assert plain(made.cites or made.parts[0].lines[-1]) in last
    assert plain(made.on) in last


@pytest.mark.parametrize("cites", ["", "依据：《工作办法》四(一).1"])
def test_in_the_docx_the_last_words_stay_with_the_signature(office: Office, case_id: str, cites: str) -> None:
    made = long_letter(slip_of("answer", material(office, case_id)), 5, cites=cites)
    lines = docx.Document(BytesIO(as_word(made, template_for(made, ROOT)))).paragraphs
    words = [p.text for p in lines]
    end = len(words) - 1 - words[::-1].index(made.on)
    assert words[end - 1] == made.body
    assert words[end - 2] == (cites or "经查，反映的情况属实。")
    assert [bool(p.paragraph_format.keep_with_next) for p in lines[end - 3 : end + 1]] == [False, True, True, False]


def test_the_shipped_templates_are_what_the_script_writes() -> None:
    written = {
        **dict.fromkeys(("handling", "report", "extension"), slip_templates.table_slip),
        "answer": slip_templates.letter,
    }
    for kind, write in written.items():
        shipped = (ROOT / "forms" / "slips" / f"{kind}.docx").read_bytes()
        assert fixed_bytes(write()) == shipped, kind


@pytest.mark.parametrize("kind", KINDS)
def test_templates_number_odd_pages_at_the_right_and_say_that_they_are_chinese(kind: Kind) -> None:
    file = docx.Document(str(ROOT / "forms" / "slips" / f"{kind}.docx"))
    section = file.sections[0]
    sides = [f.paragraphs[0].alignment for f in (section.footer, section.even_page_footer)]
    assert sides == [WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT]
    assert file.settings.odd_and_even_pages_header_footer
    assert file.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    for table in file.tables:
        assert [round(c.width.mm) for c in table.columns] == [30, 48, 30, 48]


def test_sealed_identity_is_not_on_a_slip(slip: Slip) -> None:
    said = "\n".join(words_of(slip))
    assert "13800000000" not in said
    assert "甲" not in said.replace("甲方", "")


def test_opened_identity_is_printed_and_that_it_was_read_is_an_event(office: Office, case_id: str) -> None:
    opened = slip_of("handling", material(office, case_id, why="核对当事人身份"))
    assert "13800000000" in "\n".join(words_of(opened))
    last = office.store.events(case_id)[-1]
    assert (last.kind, last.actor, last.data["why"]) == ("identity-read", CLERK, "核对当事人身份")


def test_who_is_not_on_the_case_or_may_not_unseal_gets_nothing(office: Office, case_id: str) -> None:
    assert isinstance(office.desk.view(case_id, STRANGER), Refused)
    assert isinstance(office.desk.unseal(case_id, HANDLER, "我想知道是谁"), Refused)


def test_the_accused_gets_no_slip(office: Office) -> None:
    """A member of the registering office could print any case of it, but not the one about herself."""
    answers = {
        "identity": "anonymous", "request": "accusation", "matter": "village-accounts", "place": "kandong",
        "what": "账目不清", "accused": [{"official": "马某", "conduct": "账目不清"}],
    }  # fmt: skip
    opened = office.desk.open_case("kandun", "registration", answers, actor=None, token="accusing")
    assert not isinstance(opened, Refused), opened
    assert printable(material(office, opened.case, ACCUSED).file) == ("handling",)
    link = {"accused": [ACCUSED], "supervised": [True]}
    linked = office.desk.act(opened.case, "accused-linked", actor=CLERK, with_=link, token="link")
    assert not isinstance(linked, Refused), linked
    assert isinstance(office.desk.view(opened.case, ACCUSED), Refused)
    assert printable(material(office, opened.case, CLERK).file) == ("handling",)


def test_the_answer_names_no_person_of_the_office(office: Office, case_id: str) -> None:
    said = "\n".join(words_of(slip_of("answer", material(office, case_id))))
    assert [p.name for p in office.directory("kandun").persons.values() if p.name in said] == []


def test_a_paper_that_is_not_written_has_no_slip(office: Office) -> None:
    answers = {"identity": "anonymous", "request": "help", "matter": "road-lighting", "place": "kanzhong", "what": "…"}
    opened = office.desk.open_case("kandun", "registration", answers, actor=None, token="another")
    assert not isinstance(opened, Refused)
    m = material(office, opened.case)
    assert printable(m.file) == ("handling",)
    for kind in KINDS[1:]:
        with pytest.raises(CannotPrint) as caught:
            slip_of(kind, m)
        assert caught.value.line("zh")
        assert caught.value.line("en")


def test_a_locality_may_have_a_template_of_its_own(office: Office, case_id: str, tmp_path: Path) -> None:
    made = slip_of("answer", material(office, case_id))
    own = tmp_path / "forms" / "slips" / "kandun" / "answer.docx"
    own.parent.mkdir(parents=True)
    file = docx.Document()
    file.add_paragraph("本地格式 {{ number }}")
    file.save(str(own))
    assert template_for(made, tmp_path) == own
    assert docx_text(as_word(made, own)) == plain(f"本地格式 {made.number}")


@pytest.mark.parametrize("words", ["{{ secret }}", "{{ ''.__class__.__mro__ }}", "{% for %}"])
def test_a_template_that_asks_for_what_is_not_there_is_refused(
    office: Office, case_id: str, tmp_path: Path, words: str
) -> None:
    path = tmp_path / "bad.docx"
    file = docx.Document()
    file.add_paragraph(words)
    file.save(str(path))
    with pytest.raises(CannotPrint, match="template"):
        as_word(slip_of("answer", material(office, case_id)), path)


def test_markup_in_a_complaint_stays_text(office: Office, case_id: str) -> None:
    made = replace(slip_of("report", material(office, case_id)), title="#panic() <w:b/> & {{ number }}")
    assert plain(made.title) in pdf_text(as_pdf(made))
    assert plain(made.title) in docx_text(as_word(made, template_for(made, ROOT)))


def test_there_is_no_slip_without_a_template(office: Office, case_id: str, tmp_path: Path) -> None:
    with pytest.raises(CannotPrint, match="no-template"):
        template_for(slip_of("answer", material(office, case_id)), tmp_path)
