"""A spreadsheet of open cases, as values: its rows, which column answers which question, what a row says.

Nothing here reads a file. A cell that cannot be understood is a problem at its row and column, and the
row stays in the list; nothing is guessed and nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.policy.field_types.date import day_in
from engine.policy.forms import Field, Form
from engine.source import Position, Problem

Cell = str | int | float | bool | datetime | date | time | None
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})[:：](\d{2})(?::\d{2})?", re.ASCII)
_PARTED = re.compile(r"[、,，;；/|\n]+")
_YES = frozenset({"是", "有", "yes", "y", "true", "√", "1"})
_NO = frozenset({"否", "无", "no", "n", "false", "×", "0"})
_EXACT = 15
"""Digits that a number in a spreadsheet keeps; an identity number typed as a number has lost its end."""
NOT_FROM_A_CELL = frozenset({"files", "signature", "group", "calculated", "note"})


@dataclass(frozen=True)
class SheetRow:
    """One row; `number` is that of the sheet, `cells` stand in the order of its headings."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """A table with headings; `file` is how problems call it, `heading` the row that they stand in."""

    file: str
    heads: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    heading: int = 1

    def column(self, head: str) -> int | None:
        """The number of a column, from 1."""
        return self.heads.index(head) + 1 if head in self.heads else None


@dataclass(frozen=True)
class Column:
    """A column answers the field `question` (`group.field`: in the one row of a group); `values` says what
    its words mean."""

    question: str
    values: Mapping[str, str | bool] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetMap:
    """How a sheet becomes cases: the form, the column of the day of opening, the columns by heading,
    and answers that are the same for every row."""

    form: str
    opened: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    sheet: str | None = None


@dataclass(frozen=True)
class RowAnswers:
    """What a row says: answers by field, the column each came from, and cells that nobody understands."""

    answers: Mapping[str, Any]
    columns: Mapping[str, int]
    problems: tuple[Problem, ...]


def headings(sheet: Sheet, wanted: SheetMap) -> tuple[Problem, ...]:
    """What is wrong with the headings: twice there, or not there though the mapping names them."""
    found = []
    for number, head in enumerate(sheet.heads, start=1):
        if head and sheet.heads.index(head) + 1 != number:
            at = Position(sheet.file, sheet.heading, number)
            found.append(Problem("sheet-heading-twice", at, {"head": head, "column": sheet.heads.index(head) + 1}))
    at = Position(sheet.file, sheet.heading, 1)
    known = "、".join(h for h in sheet.heads if h)
    missing = [h for h in (wanted.opened, *wanted.columns) if h not in sheet.heads]
    return (*found, *(Problem("sheet-heading-missing", at, {"head": h, "known": known}) for h in missing))


def strangers(wanted: SheetMap, form: Form) -> Iterator[str]:
    """Fields that the mapping names and the form does not have, or that no cell can answer."""
    for name in (*(c.question for c in wanted.columns.values()), *wanted.constants):
        found = field_of(form, name)
        if found is None or found.type in NOT_FROM_A_CELL:
            yield name


def field_of(form: Form, name: str) -> Field | None:
    """The field of that name; `group.field` inside a group."""
    outer, _, inner = name.partition(".")
    found = form.find(outer)
    return found.fields.get(inner) if found and inner else found


def opened_in(row: SheetRow, sheet: Sheet, wanted: SheetMap) -> date | datetime | Problem:
    """When the case of a row was opened: a day, or a moment (local) where the cell has an hour."""
    number = sheet.column(wanted.opened) or 1
    cell = row.cells[number - 1]
    found = cell if isinstance(cell, (date, datetime)) else _moment(str(cell or ""))
    if found is None:
        at = Position(sheet.file, row.number, number)
        code = "sheet-opened-missing" if _blank(cell) else "sheet-opened-unreadable"
        return Problem(code, at, {"seen": str(cell), "head": wanted.opened})
    return found.date() if isinstance(found, datetime) and found.time() == time() else found


def answers_in(row: SheetRow, sheet: Sheet, wanted: SheetMap, form: Form) -> RowAnswers:
    """The answers of a row as the form would have them."""
    answers: dict[str, Any] = dict(wanted.constants)
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for head, column in wanted.columns.items():
        number = sheet.column(head)
        f = field_of(form, column.question)
        cell = row.cells[number - 1] if number else None
        if number is None or f is None or _blank(cell):
            continue
        if _lost_digits(cell):
            params = {"head": head, "seen": f"{cell:.0f}"}
            problems.append(Problem("sheet-digits-lost", Position(sheet.file, row.number, number), params))
            continue
        outer, _, inner = column.question.partition(".")
        columns[outer] = number
        answer = _answer(cell, f, column)
        if inner:
            (rows,) = answers.setdefault(outer, [{}])
            rows[inner] = answer
        else:
            answers[outer] = answer
    return RowAnswers(answers, columns, tuple(problems))


def _answer(cell: Cell, f: Field, column: Column) -> Any:
    """A cell as an answer; what is not understood stays as it is and the form refuses it in words."""
    text = _text(cell)
    if text in column.values:
        return column.values[text]
    if f.type in ("number", "money"):
        return _number(cell, text)
    if f.type == "yes-no":
        return text.lower() in _YES if text.lower() in _YES | _NO else text
    if f.type == "choices":
        parts = [p.strip() for p in _PARTED.split(text) if p.strip()]
        return [column.values.get(p, _choice(p, f)) for p in parts]
    return _day_or_words(cell, text, f)


def _day_or_words(cell: Cell, text: str, f: Field) -> str:
    if f.type == "date":
        return _day(cell, text)
    if f.type == "time" and isinstance(cell, (time, datetime)):
        return f"{cell:%H:%M}"
    return _choice(text, f)


def _choice(text: str, f: Field) -> str:
    """The key of a choice, by itself or by its label."""
    if text in f.choices:
        return text
    return next((key for key, label in f.choices.items() if text in (label.zh, label.en)), text)


def _day(cell: Cell, text: str) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    found = _moment(text)
    return found.date().isoformat() if isinstance(found, datetime) else found.isoformat() if found else text


def _moment(text: str) -> date | datetime | None:
    """`2026-01-05`, `2026/1/5`, `2026年1月5日`, with or without an hour; nothing else is guessed at."""
    found = _DAY.match(text.strip())
    day = day_in("{:0>4}-{:0>2}-{:0>2}".format(*found.groups())) if found else None
    if found is None or day is None:
        return None
    rest = text.strip()[found.end() :].strip().lstrip("T")
    if not rest:
        return day
    hour = _HOUR.fullmatch(rest)
    try:
        return datetime.combine(day, time(int(hour[1]), int(hour[2]))) if hour else None
    except ValueError:
        return None


def _number(cell: Cell, text: str) -> Any:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return cell
    try:
        value = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return text
    return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (date, datetime, time)):
        return cell.isoformat()
    return str(cell if cell is not None else "").strip()


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _lost_digits(cell: Cell) -> bool:
    number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    return number and abs(float(cell)) >= 10**_EXACT  # type: ignore[arg-type]
