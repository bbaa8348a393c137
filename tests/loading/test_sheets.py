"""Bytes of spreadsheets become rows or problems, whatever they are."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from engine.loading import sheets
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.loading.sheet_maps import sheet_map_of
from engine.loading.sheets import MOST_ROWS, read_sheet
from engine.policy.sheets import Column, Sheet, SheetMap

TABLE = "日期,姓名\n2026-01-05,张三\n"


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def codes(content: bytes, file: str = "x.csv", sheet: str | None = None) -> list[str]:
    found = read_sheet(content, file, sheet)
    return [] if isinstance(found, Sheet) else [p.code for p in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_as_it_is_saved_here(encoding: str, separator: str) -> None:
    found = read_sheet(TABLE.replace(",", separator).encode(encoding), "x.csv")
    assert isinstance(found, Sheet)
    assert (found.heads, found.rows[0].cells, found.rows[0].number) == (("日期", "姓名"), ("2026-01-05", "张三"), 2)


def test_a_cell_may_hold_a_line_break_and_rows_are_counted_as_in_the_sheet() -> None:
    found = read_sheet(b'a,b\n1,"x\ny"\n\n2,z\n', "x.csv")
    assert isinstance(found, Sheet)
    assert [(r.number, r.cells[1]) for r in found.rows] == [(2, "x\ny"), (4, "z")]


def test_short_rows_are_filled_up_and_long_ones_cut() -> None:
    found = read_sheet(b"a,b\n1\n1,2,3\n", "x.csv")
    assert isinstance(found, Sheet)
    assert [r.cells for r in found.rows] == [("1", None), ("1", "2")]


def test_a_sheet_of_a_workbook_is_chosen_by_name() -> None:
    content = workbook(a=[["x"], [1]], 在办=[["日期"], [date(2026, 1, 5)]])
    found = read_sheet(content, "x.xlsx", "在办")
    assert isinstance(found, Sheet)
    assert (found.heads, str(found.rows[0].cells[0])[:10]) == (("日期",), "2026-01-05")
    assert codes(content, "x.xlsx", "没有") == ["sheet-unknown"]


@pytest.mark.parametrize(
    ("content", "file", "code"),
    [
        (b"", "x.csv", "sheet-empty"),
        (b",,\n,,\n", "x.csv", "sheet-empty"),
        (b"\x00\x01\x02", "x.csv", "sheet-unreadable"),
        (b"\xff\xff\xff", "x.csv", "sheet-unreadable"),
        (b"\xd0\xcf\x11\xe0rest", "x.xls", "sheet-old-format"),
        (b"a\n" + b"1\n" * (MOST_ROWS + 1), "x.csv", "sheet-too-long"),
    ],
)
def test_what_is_no_table_is_told(content: bytes, file: str, code: str) -> None:
    assert codes(content, file) == [code]


def test_a_broken_workbook_gives_a_sheet_or_problems_and_never_an_error() -> None:
    whole, rng = workbook(a=[["日期", "姓名"], ["2026-01-05", "张三"]]), random.Random(7)
    refused = 0
    for _ in range(60):
        raw = bytearray(whole)
        for _ in range(rng.randint(1, 30)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
        refused += bool(codes(bytes(raw), "x.xlsx"))
    assert refused > 10


MAP = """
form: registration
opened: 收件日期
columns:
  姓名: {field: name}
  诉求: {field: request, values: {举报: accusation, 急: true}}
constants: {channel: letter}
"""


PARTS = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
         "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")  # fmt: skip
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "好" * 10}">' for n in range(12))
"""Ten to the twelfth characters, were it taken at its word."""


def with_part(part: str, change: Callable[[str], str]) -> bytes:
    """A workbook in which one part is another."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(一=[["甲", "乙"], ["丙", "丁"]]))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == part else text)
    return out.getvalue()


def declared(entities: str, used: str) -> Callable[[str], str]:
    """XML with these entities, one of which stands in its first text or attribute."""

    def change(text: str) -> str:
        head, end, body = text.partition("?>") if text.startswith("<?xml") else ("", "", text)
        place = re.search(r"(?<=<t>)[^<]+|(?<= name=\")[^\"]+|(?<= Target=\")[^\"]+|(?<=<row r=\")[^\"]+", body)
        if place:
            body = body[: place.start()] + f"&{used};" + body[place.end() :]
        return f"{head}{end}<!DOCTYPE x [{entities}]>{body}"

    return change


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("change", [lambda text: text[:-9], lambda _: "", lambda _: "<a>&b;</a>"])
def test_a_part_that_is_no_xml_makes_no_error(part: str, change: Callable[[str], str]) -> None:
    assert set(codes(with_part(part, change), "x.xlsx")) <= {"sheet-unreadable", "sheet-empty"}


@pytest.mark.parametrize("part", PARTS)
def test_entities_of_entities_are_not_written_out(part: str) -> None:
    found = read_sheet(with_part(part, declared(BOMB, "e11")), "x.xlsx")
    assert len(str(found)) < 1000


@pytest.mark.parametrize("part", PARTS)
def test_a_workbook_reads_no_other_file(tmp_path: Path, part: str) -> None:
    (tmp_path / "secret.txt").write_text("of the machine")
    entity = f'<!ENTITY other SYSTEM "{(tmp_path / "secret.txt").as_uri()}">'
    assert "of the machine" not in str(read_sheet(with_part(part, declared(entity, "other")), "x.xlsx"))


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(一=[["甲"], ["乙" * 30_000]])
    assert codes(content, "x.xlsx") == []
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 30_000)
    assert codes(content, "x.xlsx") == ["sheet-too-large"]


def test_a_workbook_that_lies_about_its_size_unpacks_to_no_more() -> None:
    content = bytearray(workbook(一=[["甲"], ["乙" * 30_000]]))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        real = max(i.file_size for i in package.infolist())
    assert content.count(size := real.to_bytes(4, "little")) >= 1
    assert codes(bytes(content.replace(size, (1000).to_bytes(4, "little"))), "x.xlsx") == ["sheet-unreadable"]


def mapped(text: str) -> SheetMap | list[str]:
    document = read(text, file="map.yaml")
    assert isinstance(document, Document)
    found = sheet_map_of(document)
    return found if isinstance(found, SheetMap) else [f"{p.at.line}:{p.at.column} {p.code}" for p in found]


def test_a_mapping_is_read() -> None:
    columns = {"姓名": Column("name"), "诉求": Column("request", {"举报": "accusation", "急": True})}
    assert mapped(MAP) == SheetMap("registration", "收件日期", columns, {"channel": "letter"})


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("form: registration\n", "", "2:1 key-missing"),
        ("field: name", "feld: name", "5:8 key-misspelt"),
        ("opened:", "openned:", "3:1 key-misspelt"),
        ("{field: name}", "name", "5:7 map-wanted"),
    ],
)
def test_a_wrong_mapping_is_told_at_its_place(old: str, new: str, problem: str) -> None:
    found = mapped(MAP.replace(old, new, 1))
    assert isinstance(found, list)
    assert found == [problem]
