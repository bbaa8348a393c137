"""A table for a DOCX file, written at once as WordprocessingML: building it cell by cell takes ten times as long."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import permutations
from math import ceil
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

_ROOM = 9638
"""Width between the margins, in twentieths of a point (170 mm)."""
_NARROW, _WIDE = 5, 28
_SHARES, _LEAST, _WORDY = 40, 4, 8
"""The room is given out in so many parts; no column gets fewer than the least, no word asks for more than a few."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_LETTER, _STEEP = 0.62, 1.5
"""Width of a bold letter in signs; how much more a high row weighs than several low ones."""
_SIGNS, _EDGES = 53.5, 1.2
"""Signs of nine points on a line as wide as the room, and the edges of a cell in signs."""
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
    """Widths with which the table is as low as may be, no column too narrow to read; together all the room.

    From widths by what the columns hold on average, room is moved from one column to another as long as
    that saves lines."""
    cells = [[[_length(line) for line in cell.split("\n")] for cell in row] for row in dict.fromkeys(rows)]
    wanted = [_wanted(column) for column in zip(*rows, strict=True)]
    least = [_least(column, len(wanted)) for column in zip(*rows, strict=True)]
    shares = [max(round(_SHARES * w / sum(wanted)), low) for w, low in zip(wanted, least, strict=True)]
    while (over := sum(shares) - _SHARES) != 0:  # rounding and the least left a few parts too many or too few
        spare = [s - low for s, low in zip(shares, least, strict=True)]
        shares[spare.index(max(spare))] -= 1 if over > 0 else -1
    found = _lowest(shares, least, cells)
    return tuple(_ROOM * share // _SHARES for share in found)


def _least(column: tuple[str, ...], count: int) -> int:
    """The smallest share with which no word of another script than Chinese is torn, as far as there is room."""
    longest = max((len(word) for cell in column for word in _WORD.findall(cell)), default=0)
    return min(max(ceil((longest * _LETTER + _EDGES) * _SHARES / _SIGNS), _LEAST), _WORDY, _SHARES // count)


def _lowest(shares: list[int], least: list[int], cells: list[list[list[int]]]) -> list[int]:
    """Shares of the room after every move that saves height."""
    best, lines = shares, _lines(shares, cells)
    while True:
        moved = [_moved(best, a, b) for a, b in permutations(range(len(best)), 2) if best[a] > least[a]]
        counted = [(_lines(m, cells), n) for n, m in enumerate(moved)]
        if not counted or min(counted)[0] >= lines:
            return best
        lines, best = min(counted)[0], moved[min(counted)[1]]


def _moved(shares: list[int], from_: int, to: int) -> list[int]:
    return [s + (n == to) - (n == from_) for n, s in enumerate(shares)]


def _lines(shares: list[int], cells: list[list[list[int]]]) -> float:
    """How high all rows are together, at the usual size of a sign; one very high row weighs more than two low ones."""
    rooms = [s * _SIGNS / _SHARES - _EDGES for s in shares]
    high = (max(sum(max(1, ceil(x / room)) for x in c) for c, room in zip(row, rooms, strict=True)) for row in cells)
    return sum(float(lines**_STEEP) for lines in high)


def _wanted(column: tuple[str, ...]) -> int:
    longest = [max(map(_length, cell.split("\n"))) for cell in column]
    return min(max(sum(longest) // len(longest), _NARROW, _length(column[0])), _WIDE)


def _length(text: str) -> int:
    """Chinese signs count as one, others as half."""
    return (sum(2 if ord(c) > 0x2E80 else 1 for c in text) + 1) // 2


def _row(cells: tuple[str, ...], widths: tuple[int, ...], size: float, *, head: bool) -> str:
    """A row stays on one page, as far as it fits on one, and the head with the row below it."""
    repeats = '<w:tblHeader w:val="true"/>' if head else ""
    properties = f"<w:trPr><w:cantSplit/>{repeats}</w:trPr>"
    drawn = (
        _cell(words, width, size, bold=head or place == 0, head=head)
        for place, (words, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"<w:tr>{properties}{''.join(drawn)}</w:tr>"


def _cell(words: str, width: int, size: float, *, bold: bool, head: bool) -> str:
    shade = _SHADE if head else ""
    kept = "<w:pPr><w:keepNext/></w:pPr>" if head else ""
    look = f'{"<w:b/>" if bold else ""}<w:sz w:val="{size * 2:.0f}"/>'
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in words.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f"<w:p>{kept}<w:r><w:rPr>{look}</w:rPr>{text}</w:r></w:p></w:tc>"
    )
