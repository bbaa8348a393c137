"""Parts of a DOCX file for which python-docx has no word: fields, links, bookmarks, shading, fixed bytes."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

_NO_TIME = (1980, 1, 1, 0, 0, 0)


def field(paragraph: Paragraph, instruction: str) -> None:
    """A field that the word processor fills in, such as `PAGE`."""
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        run = paragraph.add_run()
        part = _new("w:fldChar", fldCharType=kind) if kind else _new("w:instrText")
        if text:
            part.text = text
        run._r.append(part)


def bookmark(paragraph: Paragraph, text: str, anchor: str, number: int) -> None:
    """Text that links can point at. Word takes at most forty signs of a name; the number keeps it unique."""
    paragraph._p.append(_new("w:bookmarkStart", id=str(number), name=_name(anchor)))
    paragraph.add_run(text)
    paragraph._p.append(_new("w:bookmarkEnd", id=str(number)))


def hyperlink(paragraph: Paragraph, text: str, anchor: str) -> None:
    """A link within the document."""
    link = _new("w:hyperlink", anchor=_name(anchor), history="1")
    run = paragraph.add_run(text)
    link.append(run._r)
    paragraph._p.append(link)


def repeat_as_head(row: _Row) -> None:
    """The row stands at the top of every page that the table reaches."""
    properties = row._tr.get_or_add_trPr()
    properties.append(_new("w:tblHeader", val="true"))


def shade(cell: _Cell, colour: str) -> None:
    """A background colour, six hexadecimal digits."""
    cell._tc.get_or_add_tcPr().append(_new("w:shd", val="clear", color="auto", fill=colour))


def fixed_bytes(docx: Docx) -> bytes:
    """The file with the same time in every part, so that equal contents are equal bytes."""
    raw, out = BytesIO(), BytesIO()
    docx.save(raw)
    with ZipFile(raw) as given, ZipFile(out, "w", ZIP_DEFLATED) as fixed:
        for name in given.namelist():
            info = ZipInfo(name, _NO_TIME)
            info.compress_type = ZIP_DEFLATED
            fixed.writestr(info, given.read(name))
    return out.getvalue()


def _name(anchor: str) -> str:
    plain = anchor.replace("-", "_")
    return plain if len(plain) <= 40 else f"{plain[:31]}_{sum(map(ord, plain)):08d}"


def _new(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
