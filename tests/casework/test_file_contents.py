"""A corpus of hostile files, made here, and of honest ones beside them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

import pytest
from docx import Document
from xlsxwriter import Workbook

from engine.casework.files.contents import KINDS, MOST_BYTES, flaw_of, media_type_of, refusal_of
from engine.casework.files.names import MOST_BYTES as LONGEST
from engine.casework.files.names import plain_name
from engine.casework.files.packages import OLE
from engine.i18n import LANGUAGES, text
from tests.ui.pictures import photograph


def package(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def letter() -> bytes:
    out = io.BytesIO()
    made = Document()
    made.add_paragraph("夜间噪音" * 200)
    made.save(out)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    book = Workbook(out)
    book.add_worksheet().write_string(0, 0, "=1+1")
    book.close()
    return out.getvalue()


def with_members(content: bytes, **more: bytes) -> bytes:
    """The same package with other members added or replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        members = {n: old.read(n) for n in old.namelist()}
    return package({**members, **{n.replace("__", "/"): c for n, c in more.items()}})


def pdf(*objects: bytes, streams: tuple[bytes, ...] = ()) -> bytes:
    body = b"".join(b"%d 0 obj %s endobj\n" % (n, o) for n, o in enumerate(objects, 1))
    for s in streams:
        packed = zlib.compress(s)
        body += b"9 0 obj <</Length %d/Filter/FlateDecode>> stream\n%s\nendstream endobj\n" % (len(packed), packed)
    return b"%PDF-1.7\n" + body + b"trailer <</Root 1 0 R>>\n%%EOF\n"


def old_office(*entries: str) -> bytes:
    directory = b"".join(e.encode("utf-16-le").ljust(128, b"\0") for e in ("Root Entry", *entries))
    return OLE + b"\0" * 504 + directory + "宏 Macros 和 VBA 是什么".encode("utf-16-le")


PAGES = b"<</Type/Catalog/Pages 2 0 R/OpenAction[3 0 R/Fit]>>"
HONEST: dict[str, Callable[[], bytes]] = {
    "信.docx": letter,
    "表.xlsx": sheet,
    "文.pdf": lambda: pdf(PAGES, streams=(b"BT (see /JS in the text) Tj ET" * 500,)),
    "旧.doc": lambda: old_office("WordDocument"),
    "旧.xls": lambda: old_office("Workbook"),
    "旧.wps": lambda: old_office("WordDocument"),
    "票.ofd": lambda: package({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"}),
    "话.txt": lambda: "夜里很吵\n".encode("gb18030"),
    "话2.txt": lambda: "夜里很吵\n".encode("utf-16"),
    "片.jpg": photograph,
    "片.png": lambda: photograph("PNG"),
    "声.mp3": lambda: b"ID3\x03\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 20,
    "声.m4a": lambda: b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + b"\0" * 50,
    "影.mp4": lambda: b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 50,
}
RELATION = b'<Relationship Id="r9" Type="http://x/%s" Target="http://a.example/x" TargetMode="External"/>'
MACRO_TYPE = b'<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a program called picture": ("a.jpg", lambda: b"MZ" + b"\0" * 500, "disguised"),
    "svg called picture": ("a.png", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "disguised"),
    "page called pdf": ("a.pdf", lambda: b"<html><script>alert(1)</script>", "disguised"),
    "pdf that is an archive too": ("a.pdf", lambda: pdf(PAGES) + package({"a.exe": b"MZ"}), "disguised"),
    "pdf behind other bytes": ("a.pdf", lambda: b"GIF89a;" + pdf(PAGES), "disguised"),
    "archive called letter": ("a.docx", lambda: package({"x.exe": b"MZ"}), "disguised"),
    "letter called sheet": ("a.xlsx", letter, "disguised"),
    "cut package": ("a.docx", lambda: letter()[:-200], "disguised"),
    "old package called new": ("a.docx", old_office, "disguised"),
    "new package called old": ("a.doc", letter, "disguised"),
    "bytes called text": ("a.txt", lambda: b"MZ\x90\0\x03\0\0\0", "disguised"),
    "member that climbs": ("a.docx", lambda: with_members(letter(), **{"..__..__x": b"x"}), "disguised"),
    "bomb in a letter": ("a.docx", lambda: with_members(letter(), word__a=b"\0" * 40_000_000), "bomb"),
    "too many members": ("a.xlsx", lambda: with_members(sheet(), **{f"xl__{n}": b"" for n in range(2001)}), "bomb"),
    "bomb in a pdf": ("a.pdf", lambda: pdf(PAGES, streams=(b"\0" * 50_000_000,)), "bomb"),
    "many streams in a pdf": ("a.pdf", lambda: pdf(PAGES, streams=(b"\0" * 39_000_000,) * 6), "bomb"),
    "macro": ("a.docx", lambda: with_members(letter(), word__vbaProject=b"x"), "macro"),
    "macro by type": ("a.docx", lambda: with_members(letter(), **{"[Content_Types].xml": MACRO_TYPE}), "macro"),
    "macro sheet of Excel 4": ("a.xlsx", lambda: with_members(sheet(), xl__macrosheets__sheet1=b"x"), "macro"),
    "macro in an old letter": ("a.doc", lambda: old_office("WordDocument", "Macros", "VBA"), "macro"),
    "macro in an old sheet": ("a.xls", lambda: old_office("Workbook", "_VBA_PROJECT_CUR"), "macro"),
    "program in a letter": ("a.docx", lambda: with_members(letter(), word__embeddings__o=b"x"), "object"),
    "program in an old letter": ("a.doc", lambda: old_office("WordDocument", "\x01Ole10Native"), "object"),
    "template from elsewhere": (
        "a.docx", lambda: with_members(letter(), **{"word___rels__s.rels": RELATION % b"attachedTemplate"}), "object",
    ),
    "locked letter": ("a.doc", lambda: old_office("EncryptedPackage", "EncryptionInfo"), "protected"),
    "locked pdf": ("a.pdf", lambda: pdf(PAGES, b"<</Encrypt 5 0 R>>"), "protected"),
    "script in a pdf": ("a.pdf", lambda: pdf(b"<</OpenAction<</S/JavaScript/JS(app.alert)>>>>"), "script"),
    "script in hexadecimal": ("a.pdf", lambda: pdf(b"<</S/J#61v#61Script/JS(x)>>"), "script"),
    "script in a stream": ("a.pdf", lambda: pdf(PAGES, streams=(b"q" * 9000 + b"<</S /JavaScript>>",)), "script"),
    "script behind a false stream": (
        "a.pdf", lambda: pdf(b"stream\nxx", PAGES, streams=(b"<</S /JavaScript>>",)), "script",
    ),
    "program started by a pdf": ("a.pdf", lambda: pdf(b"<</S/Launch/F(cmd.exe)>>"), "script"),
    "files in a pdf": ("a.pdf", lambda: pdf(b"<</Names<</EmbeddedFiles 4 0 R>>>>"), "object"),
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken(name: str) -> None:
    content = HONEST[name]()
    assert (refusal_of(name, len(content)), flaw_of(name, content)) == (None, None)


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(case: str) -> None:
    name, make, code = HOSTILE[case]
    assert flaw_of(name, make()) == code
    assert all(name in text(f"ui.files.{code}", lang, missing=None, name=name) for lang in LANGUAGES)


def test_a_link_in_a_letter_is_no_object() -> None:
    linked = with_members(letter(), **{"word___rels__s.rels": RELATION % b"relationships/hyperlink"})
    assert flaw_of("a.docx", linked) is None


def test_a_package_that_lies_about_its_size_is_counted_as_it_comes_out() -> None:
    honest = with_members(letter(), word__a=b"\0" * 40_000_000)
    lying = honest.replace((40_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != honest
    assert flaw_of("a.docx", lying) in ("bomb", "disguised")


@pytest.mark.parametrize(
    "name", ["a.svg", "a.html", "a.zip", "a.exe", "a.docm", "a.xlsm", "a.js", "a.lnk", "noending", "a.pdf.exe", "a."]
)
def test_other_kinds_are_not_even_looked_into(name: str) -> None:
    assert refusal_of(name, 10) == "kind"


def test_size_is_limited_and_nothing_is_nothing() -> None:
    assert [refusal_of("a.pdf", n) for n in (0, 1, MOST_BYTES, MOST_BYTES + 1)] == ["empty", None, None, "size"]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\周\\信.docx", "信.docx"),
        ("/absolute.pdf", "absolute.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("a\u200b.pdf", "a.pdf"),
        ("..", "file"),
        ("", "file"),
        ("NUL.txt", "_NUL.txt"),
        ('a"><script>.txt', "a___script_.txt"),
    ],
)
def test_a_name_is_plain(written: str, plain: str) -> None:
    assert plain_name(written) == plain


@pytest.mark.parametrize("written", ["长" * 300 + ".pdf", "a" * 400, "a." + "b" * 400, "😀" * 200 + ".jpg"])
def test_a_name_has_at_most_255_bytes_and_keeps_its_ending(written: str) -> None:
    found = plain_name(written)
    assert 0 < len(found.encode()) <= LONGEST
    assert found.endswith(written[-4:]) or written.endswith("a") or written.startswith("a.")


def test_an_ending_that_only_looks_harmless_is_refused() -> None:
    assert refusal_of("照片\u202egpj.exe", 10) == "kind"


def test_the_media_type_is_ours() -> None:
    assert {media_type_of(f"a.{ending}") for ending in KINDS}.isdisjoint({"text/html", "image/svg+xml"})


def test_many_words_stream_cost_no_more_than_their_length() -> None:
    crowded = b"%PDF-1.4\n" + b"stream\nx\x9c" * 200_000
    assert flaw_of("a.pdf", crowded) is None
