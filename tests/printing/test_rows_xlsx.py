"""Rows as a spreadsheet: all there, as text, and nothing that a spreadsheet would run."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.printing import rows_xlsx


def cells(content: bytes) -> list[list[object]]:
    sheet = load_workbook(BytesIO(content)).active
    return [[c.value for c in row] for row in sheet.iter_rows()]


def test_heads_and_rows_are_there_as_text() -> None:
    found = cells(rows_xlsx.rows_xlsx(["编号", "数"], [["例-1", 5], ["例-2", None]]))
    assert found == [["编号", "数"], ["例-1", "5"], ["例-2", None]]


@pytest.mark.parametrize("written", ["=1+1", "+1", "-1", "@SUM(A1)", "https://a.example"])
def test_nothing_is_run(written: str) -> None:
    sheet = load_workbook(BytesIO(rows_xlsx.rows_xlsx(["a"], [[written]]))).active
    cell = sheet["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (written, "s", None)


def test_a_list_that_is_too_long_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_xlsx, "MOST_ROWS", 2)
    assert len(cells(rows_xlsx.rows_xlsx(["a"], [["x"]] * 5))) == 3


def test_no_rows_are_a_head_alone() -> None:
    assert cells(rows_xlsx.rows_xlsx(["a"], [])) == [["a"]]
