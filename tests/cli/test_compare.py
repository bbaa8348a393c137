"""`bihuan compare`: every format, and what it says when something cannot be compared."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import ROOT, Call

PAIR = ("compare", "kandun", "neighbour", "--at", "2026-06-01")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rules and forms that a test may spoil."""
    copy = tmp_path_factory.mktemp("compared")
    for folder in ("rules", "forms"):
        shutil.copytree(ROOT / folder, copy / folder)
    return copy


def test_text_tells_the_differences_the_cases_and_the_concepts(bihuan: Call) -> None:
    said = bihuan(*PAIR)
    assert said.code == 0
    assert "kandun and neighbour: 8 differences" in said.out
    assert "20 day" in said.out
    assert "Which matter：Village affairs and accounts" in said.out
    assert "# Side by side" in said.out


def test_json_has_concepts_differences_and_cases(bihuan: Call) -> None:
    found = bihuan(*PAIR, "--format", "json").json
    assert set(found) == {"concepts", "differences", "cases"}
    assert len(found["differences"]) == 8
    limit = next(d for d in found["differences"] if d["path"] == "deadlines.handling-time.limit")
    assert limit["values"] == {"kandun": "1 month", "neighbour": "20 days"}
    assert limit["relation"] == "stricter"
    concept = next(c for c in found["concepts"] if c["key"] == "handling-time")
    assert concept["localities"]["kandun"]["clause"]
    assert any(t["term"] == "limit" and t["differs"] for t in concept["terms"])


def test_chinese_comes_first(bihuan: Call) -> None:
    said = bihuan(*PAIR, "--lang", "zh")
    assert "8 处不同" in said.out
    assert "办理期限" in said.out


def test_a_spreadsheet_has_three_sheets_and_no_formula(bihuan: Call, tmp_path: Path) -> None:
    file = tmp_path / "c.xlsx"
    assert bihuan(*PAIR, "--format", "xlsx", "--output", str(file)).code == 0
    book = load_workbook(file)
    assert len(book.sheetnames) == 3
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    assert [row[9].value for row in book.worksheets[1].iter_rows(min_row=2)].count("tables.remit") == 1


def test_a_spreadsheet_needs_a_file(bihuan: Call) -> None:
    said = bihuan(*PAIR, "--format", "xlsx")
    assert (said.code, said.out) == (2, "")
    assert "--output" in said.err


class Reading(HTMLParser):
    """What a page fetches from elsewhere, and the tags that were opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [v or "" for k, v in attrs if k == "src" or (k == "href" and not (v or "").startswith("#"))]
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_is_well_formed(bihuan: Call) -> None:
    page = bihuan(*PAIR, "--format", "html").out
    reading = Reading()
    reading.feed(page)
    assert reading.fetched == []
    assert reading.open == []
    assert page.count('class="difference"') == 8
    assert 'id="find"' in page


def test_words_of_a_rule_file_are_never_markup_nor_formula(bihuan: Call, home: Path, tmp_path: Path) -> None:
    file = home / "rules" / "examples" / "neighbour.yaml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(
        whole.replace("告知由谁承办", "x").replace("承办告知", "=1+1<script>alert(1)</script>"), encoding="utf-8"
    )
    try:
        page = bihuan(*PAIR, "--format", "html", "--lang", "zh", "--home", str(home)).out
        sheet = tmp_path / "c.xlsx"
        bihuan(*PAIR, "--format", "xlsx", "--lang", "zh", "--home", str(home), "--output", str(sheet))
    finally:
        file.write_text(whole, encoding="utf-8")
    assert "<script>alert" not in page
    assert "=1+1&lt;script&gt;" in page
    cells = [
        c for row in load_workbook(sheet).worksheets[1].iter_rows() for c in row if str(c.value).startswith("=1+1")
    ]
    assert cells
    assert all(c.data_type == "s" for c in cells)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("kandun",), "At least two"),
        (("kandun", "kandun"), "given twice"),
        (("kandun", "laixj"), "laixi"),
        (("kandun", "laixi", "--at", "yesterday"), "yesterday"),
        (("kandun", "kandun@1990-01-01"), "1990-01-01"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_two(bihuan: Call, arguments: tuple[str, ...], words: str) -> None:
    said = bihuan("compare", *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert said.err.count("\n") == 1


def test_a_broken_rule_set_is_left_out_and_the_others_are_compared(bihuan: Call, home: Path) -> None:
    broken = home / "rules" / "broken.yaml"
    broken.write_text("title: nothing\n", encoding="utf-8")
    try:
        said = bihuan(*PAIR, "broken", "--format", "json", "--home", str(home))
        alone = bihuan("compare", "kandun", "broken", "--home", str(home))
    finally:
        broken.unlink()
    assert said.code == 1
    assert "broken has" in said.err
    assert "rules/broken.yaml:1" in said.err
    assert len(json.loads(said.out)["differences"]) == 8
    assert alone.code == 2
    assert "broken" in alone.err


def test_a_rule_file_can_be_compared_by_its_path(bihuan: Call, home: Path) -> None:
    draft = home / "rules" / "draft.yaml"
    shutil.copy(home / "rules" / "kandun.yaml", draft)
    draft.write_text(draft.read_text(encoding="utf-8").replace("limit: 1 month", "limit: 25 days"), encoding="utf-8")
    try:
        said = bihuan("compare", "kandun", str(draft), "--format", "json", "--home", str(home))
    finally:
        draft.unlink()
    assert [d["path"] for d in said.json["differences"]] == ["deadlines.handling-time.limit"]


def test_different_versions_of_a_form_are_told(bihuan: Call) -> None:
    notes = bihuan(*PAIR, "--format", "json").json["cases"][0]["notes"]
    assert len(notes) == 1
    assert "without a common answer" in notes[0]
