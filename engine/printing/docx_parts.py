"""Parts of a DOCX file for which python-docx has no word: fields, links, bookmarks, fixed bytes."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

_LONGEST = 40
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def field(paragraph: Paragraph, instruction: str, *, stale: bool = False) -> None:
    """A field that the word processor fills in, such as `PAGE`; a stale one is filled in when the file is opened."""
    dirty = {"dirty": "true"} if stale else {}
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        run = paragraph.add_run()
        more = dirty if kind == "begin" else {}
        part = _new("w:fldChar", fldCharType=kind, **more) if kind else _new("w:instrText")
        if text:
            part.text = text
        run._r.append(part)


def bookmark(paragraph: Paragraph, text: str, anchor: str, number: int) -> None:
    """Text that links can point at; `number` is unique within the file."""
    paragraph._p.append(_new("w:bookmarkStart", id=str(number), name=anchor_name(anchor)))
    paragraph.add_run(text)
    paragraph._p.append(_new("w:bookmarkEnd", id=str(number)))


def hyperlink(paragraph: Paragraph, text: str, anchor: str) -> None:
    """A link within the document."""
    link = _new("w:hyperlink", anchor=anchor_name(anchor), history="1")
    run = paragraph.add_run(text)
    link.append(run._r)
    paragraph._p.append(link)


def fixed_bytes(docx: Docx) -> bytes:
    """The file with the same time in every part, so that equal contents are equal bytes."""
    raw = BytesIO()
    docx.save(raw)
    return fixed_zip(raw.getvalue())


def fixed_zip(content: bytes) -> bytes:
    """An archive with the same time in every part."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(out, "w", ZIP_DEFLATED) as fixed:
        for name in given.namelist():
            info = ZipInfo(name, _NO_TIME)
            info.compress_type = ZIP_DEFLATED
            fixed.writestr(info, given.read(name))
    return out.getvalue()


def anchor_name(anchor: str) -> str:
    """An anchor as the name of a bookmark: at most forty signs, still different where anchors are."""
    plain = anchor.replace("-", "_")
    return plain if len(plain) <= _LONGEST else f"{plain[:31]}_{sha256(plain.encode()).hexdigest()[:8]}"


def _new(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
