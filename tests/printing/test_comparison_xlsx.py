"""A comparison as a spreadsheet: what to read first in front, and rows high enough for what they hold."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.printing.comparison_html import as_html
from engine.printing.comparison_xlsx import as_xlsx, height
from engine.views.comparison.page import ComparisonView, DifferenceView, PairView

LONG = "由谁：承办部门、签批：协调办公室、送给：反映人" * 3


def difference(number: int) -> DifferenceView:
    return DifferenceView(
        "期限",
        f"期限{number}",
        "期限",
        f"deadlines.d{number}.limit",
        LONG,
        "1 个月",
        "《甲》一",
        "",
        "looser",
        "",
        (),
        "dates",
    )


def view(count: int, first: int) -> ComparisonView:
    made = tuple(difference(n) for n in range(count))
    pair = PairView("甲街道", "乙街道", made, (), (), (), made[:first], (("dates", count),))
    return ComparisonView("zh", (("甲街道", "甲办法"), ("乙街道", "乙办法")), (), (pair,), ("甲街道", "乙街道"))


def test_what_to_read_first_is_the_first_sheet() -> None:
    book = load_workbook(BytesIO(as_xlsx(view(12, 10))))
    assert book.sheetnames[0] == "先看这些"
    rows = [[c.value for c in row] for row in book.worksheets[0].iter_rows()]
    assert rows[0][:4] == ["前者", "后者", "方面", "事项"]
    assert len(rows) == 1 + 10
    assert rows[1][:4] == ["甲街道", "乙街道", "时限", "期限0"]


def test_where_there_are_few_there_is_no_such_sheet() -> None:
    assert load_workbook(BytesIO(as_xlsx(view(8, 0)))).sheetnames == ["逐项对照", "不同的规定", "结果不同的信访件"]


def test_a_row_is_as_high_as_its_longest_cell() -> None:
    sheet = load_workbook(BytesIO(as_xlsx(view(12, 10)))).worksheets[0]
    assert sheet.row_dimensions[2].height > 3 * sheet.row_dimensions[1].height
    assert sheet.page_setup.paperSize == 9


@pytest.mark.parametrize(("words", "lines"), [("a", 1), ("a\nb", 2), ("字" * 10, 2), ("", 1)])
def test_chinese_signs_take_nearly_two_places(words: str, lines: int) -> None:
    assert height([words], [10]) == pytest.approx(13.5 * lines + 2)


def test_no_row_is_higher_than_a_spreadsheet_allows() -> None:
    assert height(["字" * 5000], [10]) == 409


def test_the_page_begins_with_what_to_read_first() -> None:
    page = as_html(view(12, 10), date(2026, 6, 1))
    assert page.index('id="first"') < page.index('id="concepts"') < page.index('id="pair-')
    assert "12 处不同，先看这 10 处：时限 12" in page
    assert 'id="first"' not in as_html(view(8, 0), date(2026, 6, 1))
