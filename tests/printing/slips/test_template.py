"""An office's own template: what is wrong with it is told with its words, and it can do no harm."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import docx
import pytest

from engine.i18n import LANGUAGES
from engine.office import Office
from engine.printing.slips import template as templates
from engine.printing.slips.as_word import as_word
from engine.printing.slips.kinds import KINDS, Kind
from engine.printing.slips.slip import CannotPrint, slip_of
from engine.printing.slips.template import KNOWN, filled, place_of, trouble_with
from tests.printing.slips.conftest import LOCALITY, ROOT, material


def own(home: Path, *paragraphs: str, footer: str = "") -> Path:
    """A template of the locality's own with these paragraphs."""
    path = home / "forms" / "slips" / LOCALITY / "answer.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    file = docx.Document()
    for words in paragraphs:
        file.add_paragraph(words)
    file.sections[0].footer.paragraphs[0].text = footer
    file.save(str(path))
    return path


def told(office: Office, case_id: str, path: Path) -> CannotPrint:
    with pytest.raises(CannotPrint) as caught:
        as_word(slip_of("answer", material(office, case_id)), path)
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_templates_are_in_order(kind: Kind) -> None:
    assert trouble_with(place_of(kind, LOCALITY, ROOT)) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("{{ secret }}", "template-unknown"),
        ("{{ parts[0].nothing }}", "template-unknown"),
        ("{{ facts.append(1) }}", "template-unknown"),
        ("{% for i in range(1000000000) %}{% endfor %}", "template-unknown"),
        ("{{ number", "template-words"),
        ("{% for %}", "template-words"),
        ("{% for p in parts %}", "template-words"),
        ("{{ body | nofilter }}", "template-words"),
        ("{{ body + 1 }}", "template-words"),
        ("{{ 1 / 0 }}", "template-words"),
        ("{{ body() }}", "template-words"),
        ("{{ facts[99] + facts }}", "template-unknown"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "template-words"),
        ("{{ body | center(1000000000) }}", "template-words"),
        ("{% include '/etc/passwd' %}", "template-forbidden"),
        ("{% extends 'answer.docx' %}", "template-forbidden"),
        ("{% import 'os' as os %}", "template-forbidden"),
        ("{{ ''.__class__.__mro__ }}", "template-forbidden"),
        ("{{ cycler.__init__.__globals__ }}", "template-forbidden"),
        ("{{ '{0.__class__}'.format(body) }}", "template-forbidden"),
        ("{{ 'a' * 1000000000 }}", "template-forbidden"),
        ("{{ '%1000000000s' % body }}", "template-forbidden"),
        ("{{ 10 ** 1000000000 }}", "template-forbidden"),
    ],
)
def test_what_is_wrong_is_told_with_the_words_of_the_template(
    office: Office, case_id: str, tmp_path: Path, words: str, code: str
) -> None:
    trouble = told(office, case_id, own(tmp_path, "一行", words))
    assert trouble.code == code
    for lang in LANGUAGES:
        line = trouble.line(lang)
        assert f"forms/slips/{LOCALITY}/answer.docx" in line
        assert words.split()[1] in line  # the paragraph that is wrong, and not another
        assert "一行" not in line
        assert str(tmp_path) not in line


def test_the_footer_is_looked_at_too(office: Office, case_id: str, tmp_path: Path) -> None:
    assert "{{ nope }}" in told(office, case_id, own(tmp_path, "{{ number }}", footer="{{ nope }}")).line("zh")


def test_a_tag_that_tears_the_markup_is_told(office: Office, case_id: str, tmp_path: Path) -> None:
    path = own(tmp_path, "{{ number }}", footer="{{ '<w:p>' | safe }}")
    assert told(office, case_id, path).code == "template-torn"


def test_counting_rows_is_no_harm(office: Office, case_id: str, tmp_path: Path) -> None:
    path = own(tmp_path, "{% for p in parts %}{{ loop.index * 2 % 3 }}{% endfor %}")
    assert filled(slip_of("answer", material(office, case_id)), path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", "half", "empty-zip", "cut-markup"])
def test_what_is_no_document_is_told(office: Office, case_id: str, tmp_path: Path, content: bytes | str) -> None:
    path = own(tmp_path, "{{ number }}")
    whole = path.read_bytes()
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content == "half":
        path.write_bytes(whole[: len(whole) // 2])
    else:
        with zipfile.ZipFile(ROOT / "forms" / "slips" / "answer.docx") as given, zipfile.ZipFile(path, "w") as made:
            for name in given.namelist() if content == "cut-markup" else ():
                made.writestr(name, given.read(name)[: -30 if name == "word/document.xml" else None])
    trouble = told(office, case_id, path)
    assert trouble.code == "template-file"
    assert "answer.docx" in trouble.line("zh")


def test_what_may_be_said_is_what_a_slip_holds(office: Office, case_id: str, tmp_path: Path) -> None:
    path = own(tmp_path, *(f"{{{{ {name} }}}}" for name in KNOWN))
    assert filled(slip_of("answer", material(office, case_id)), path)
    how = (ROOT / "docs" / "howto-print.md").read_text(encoding="utf-8")
    assert [name for name in KNOWN if f"`{name}`" not in how and f"`{{{{ {name} }}}}`" not in how] == []


def test_trouble_is_looked_for_again_when_the_template_was_changed(tmp_path: Path) -> None:
    path = own(tmp_path, "{{ secret }}")
    first = trouble_with(path)
    assert first is not None
    assert first.code == "template-unknown"
    own(tmp_path, "{{ number }}")
    os.utime(path, ns=(1, 1))  # another moment than that of the first, also on a coarse clock
    assert trouble_with(path) is None


def test_a_template_of_another_locality_is_not_taken(tmp_path: Path) -> None:
    own(tmp_path, "{{ number }}")
    with pytest.raises(CannotPrint, match="no-template"):
        place_of("answer", "laixi", tmp_path)
    assert templates.place_of("answer", LOCALITY, tmp_path).parent.name == LOCALITY
