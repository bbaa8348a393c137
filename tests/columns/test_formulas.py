"""What a spreadsheet would run is words in every file that is written for one."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.columns.history import TableFile
from engine.printing.rows_xlsx import rows_xlsx

HOSTILE = ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝全角"]
HONEST = ["-5", "+86", "-3.5", "夜间噪音", "", "a=b", None]
ESCAPED = [f"'{w}" if w[0] != "＝" else w for w in HOSTILE]


@pytest.mark.parametrize("dictionary", [False, True])
def test_a_csv_holds_no_formula_and_leaves_the_rest(tmp_path: Path, dictionary: bool) -> None:
    words = pa.array([*HOSTILE, *HONEST])
    path = tmp_path / "rows.csv"
    file = TableFile(path)
    file.write({"case": words.dictionary_encode() if dictionary else words, "row": pa.array(range(len(words)))})
    file.close()
    with path.open(encoding="utf-8", newline="") as lines:
        read = [row["case"] for row in csv.DictReader(lines)]
    assert read == [*ESCAPED, *(w or "" for w in HONEST)]


def test_a_parquet_file_keeps_words_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    file = TableFile(path)
    file.write({"case": pa.array(HOSTILE)})
    file.close()
    assert pq.read_table(path)["case"].to_pylist() == HOSTILE


def test_a_workbook_holds_words_alone() -> None:
    book = openpyxl.load_workbook(io.BytesIO(rows_xlsx(["case"], [[w] for w in HOSTILE[:4]])))
    assert book.active is not None
    cells = [book.active.cell(row, 1) for row in range(2, 6)]
    assert [(c.value, c.data_type) for c in cells] == [(w, "s") for w in HOSTILE[:4]]
