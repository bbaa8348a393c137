"""Rows as a spreadsheet, every cell as text: what begins with `=`, `+`, `-` or `@` is never run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from xlsxwriter import Workbook

MOST_ROWS = 100_000
"""A longer list belongs into a CSV."""
_LONGEST_CELL = 32_000


def rows_xlsx(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet with a head that stays in sight; None is an empty cell. At most MOST_ROWS rows."""
    content = BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    last = 0
    for last, row in zip(range(1, MOST_ROWS + 1), rows, strict=False):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write_string(last, column, str(value)[:_LONGEST_CELL])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(heads) - 1, 0), 22)
    sheet.autofilter(0, 0, max(last, 1), max(len(heads) - 1, 0))
    book.close()
    return content.getvalue()
