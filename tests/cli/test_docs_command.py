"""`bihuan docs`: a file that one can open, or a line that says why not."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx

from tests.cli.conftest import Call


def test_the_page_is_written_where_one_says(bihuan: Call, tmp_path: Path) -> None:
    path = tmp_path / "manual.html"
    said = bihuan("docs", "night-line", "--output", str(path), "--lang", "zh")
    assert said.code == 0
    assert str(path) in said.out
    page = path.read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-Hans">')
    assert "个场景用到" in page


def test_a_docx_is_a_docx(bihuan: Call, tmp_path: Path) -> None:
    path = tmp_path / "manual.docx"
    assert bihuan("docs", "national", "--format", "docx", "--output", str(path), "--lang", "en").code == 0
    file = docx.Document(BytesIO(path.read_bytes()))
    assert file.paragraphs[0].text == "National floor: manual"


def test_an_unknown_id_is_told(bihuan: Call) -> None:
    said = bihuan("docs", "plain-count")
    assert said.code == 2
    assert "plain-county" in said.err


def test_a_place_that_cannot_be_written_is_told(bihuan: Call, tmp_path: Path) -> None:
    said = bihuan("docs", "national", "--output", str(tmp_path / "no" / "where.html"))
    assert said.code == 2
    assert "where.html" in said.err


def test_a_day_before_every_version_is_told(bihuan: Call, tmp_path: Path) -> None:
    for day, code in (("1980-01-01", 2), ("2026-01-01", 0)):
        said = bihuan("docs", "kandun", "--on", day, "--output", str(tmp_path / f"{day}.html"))
        assert said.code == code, said.err
