"""A table for a DOCX file, written at once as WordprocessingML: building it cell by cell takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

_ROOM = 9638
"""Width between the margins, in twentieths of a point (170 mm)."""
_NARROW, _WIDE = 5, 28
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EAF1F6"/>'
_LOOK = (
    '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{room}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    '<w:tblLook w:val="04A0" w:firstRow="1" w:firstColumn="1" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
)


def table_xml(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, size: float) -> BaseOxmlElement:
    """The `w:tbl` element; `size` in points. The head, if there is one, repeats on every page."""
    body = tuple(rows)
    widths = column_widths((head, *body) if head else body)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    first = _row(head, widths, size, head=True) if head else ""
    rest = "".join(_row(row, widths, size, head=False) for row in body)
    look = _LOOK.format(room=_ROOM)
    return parse_xml(f"<w:tbl {nsdecls('w')}>{look}<w:tblGrid>{grid}</w:tblGrid>{first}{rest}</w:tbl>")


def column_widths(rows: tuple[tuple[str, ...], ...]) -> tuple[int, ...]:
    """Widths by what the columns hold on average, no column too narrow to read; together all the room."""
    wanted = [_wanted(column) for column in zip(*rows, strict=True)]
    return tuple(_ROOM * w // sum(wanted) for w in wanted)


def _wanted(column: tuple[str, ...]) -> int:
    longest = [max(map(_length, cell.split("\n"))) for cell in column]
    return min(max(sum(longest) // len(longest), _NARROW, _length(column[0])), _WIDE)


def _length(text: str) -> int:
    """Chinese signs count as one, others as half."""
    return (sum(2 if ord(c) > 0x2E80 else 1 for c in text) + 1) // 2


def _row(cells: tuple[str, ...], widths: tuple[int, ...], size: float, *, head: bool) -> str:
    properties = '<w:trPr><w:cantSplit/><w:tblHeader w:val="true"/></w:trPr>' if head else ""
    drawn = (
        _cell(words, width, size, bold=head or place == 0, shade=_SHADE if head else "")
        for place, (words, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"<w:tr>{properties}{''.join(drawn)}</w:tr>"


def _cell(words: str, width: int, size: float, *, bold: bool, shade: str) -> str:
    look = f'{"<w:b/>" if bold else ""}<w:sz w:val="{size * 2:.0f}"/>'
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in words.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f"<w:p><w:r><w:rPr>{look}</w:rPr>{text}</w:r></w:p></w:tc>"
    )
