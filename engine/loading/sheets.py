"""A spreadsheet's bytes → rows: CSV, or a workbook through openpyxl, whose only door this is.

The first row that is not empty holds the headings. Formulas give the value that was last worked out.
Whatever the bytes are, a `Sheet` or problems come out.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from engine.policy.sheets import Cell, Sheet, SheetRow
from engine.source import Position, Problem

LARGEST = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 300
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, struct.error, RuntimeError,
    LookupError, ValueError, TypeError, AttributeError, ArithmeticError, OSError, EOFError,
)  # fmt: skip
"""What zip, XML and the workbook library raise on bytes that are damaged, encrypted or made to mislead. The errors
of both XML readers are SyntaxErrors."""
_ENCODINGS = ("utf-8-sig", "gb18030")
_SEPARATORS = ",;\t"


def read_sheet(content: bytes, file: str, sheet: str | None = None) -> Sheet | tuple[Problem, ...]:
    """The table in a file; `sheet` names one of a workbook, by default its first."""
    at = Position(file)
    if len(content) > LARGEST:
        return (Problem("sheet-too-large", at, {"most": LARGEST // 1024 // 1024}),)
    if zipfile.is_zipfile(io.BytesIO(content)):
        rows = _workbook(content, at, sheet)
    elif file.lower().endswith((".xls", ".et", ".ods")):
        return (Problem("sheet-old-format", at),)
    else:
        rows = _csv(content, at)
    return rows if isinstance(rows, tuple) else _sheet(rows, file)


def _sheet(rows: Iterable[tuple[int, list[Cell]]], file: str) -> Sheet | tuple[Problem, ...]:
    filled = [(number, cells) for number, cells in rows if any(c not in (None, "") for c in cells)]
    if not filled:
        return (Problem("sheet-empty", Position(file)),)
    if len(filled) > MOST_ROWS + 1:
        return (Problem("sheet-too-long", Position(file, filled[MOST_ROWS + 1][0]), {"most": MOST_ROWS}),)
    heading, first = filled[0]
    heads = [str(c).strip() if c is not None else "" for c in first[:MOST_COLUMNS]]
    while heads and not heads[-1]:
        heads.pop()
    wide = len(heads)
    found = (SheetRow(n, tuple([*cells, *[None] * wide][:wide])) for n, cells in filled[1:])
    return Sheet(file, tuple(heads), tuple(found), heading)


def _csv(content: bytes, at: Position) -> list[tuple[int, list[Cell]]] | tuple[Problem, ...]:
    text = _decoded(content)
    if text is None or "\0" in text:
        return (Problem("sheet-unreadable", at),)
    first = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found: list[tuple[int, list[Cell]]] = []
    try:
        for number, row in enumerate(reader, start=1):
            found.append((number, list(row)))
            if len(found) > MOST_ROWS * 2:
                break
    except csv.Error:
        return (Problem("sheet-unreadable", Position(at.file, reader.line_num)),)
    return found


def _decoded(content: bytes) -> str | None:
    """Saved by a spreadsheet in China, a CSV is UTF-8 or one of the GB family."""
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _workbook(content: bytes, at: Position, sheet: str | None) -> list[tuple[int, list[Cell]]] | tuple[Problem, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(i.file_size for i in packed.infolist()) > LARGEST_UNPACKED:
                return (Problem("sheet-too-large", at, {"most": LARGEST_UNPACKED // 1024 // 1024}),)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if sheet is not None and sheet not in book.sheetnames:
            return (Problem("sheet-unknown", at, {"seen": sheet, "known": "、".join(book.sheetnames)}),)
        wanted = book[sheet] if sheet else book.worksheets[0]
        return list(_rows(wanted.iter_rows(values_only=True, max_row=MOST_ROWS * 2, max_col=MOST_COLUMNS)))
    except _BROKEN:
        return (Problem("sheet-unreadable", at),)


def _rows(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, list[Cell]]]:
    for number, row in enumerate(rows, start=1):
        yield number, [_cell(value) for value in row]


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, (str, int, float, bool, datetime, date, time)):
        return value
    return str(value)
