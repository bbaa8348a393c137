"""Past cases tried from the command line, and histories generated."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import ROOT, Call

EXAMPLE = ("--cases", "histories/example.csv", "--mapping", "histories/example-mapping.yaml", "--as-of", "2026-01-01")
CASES = "opened,answered,request\n2025-03-03 09:00,2025-03-20 09:00,help\n2025-03-05 09:00,2025-03-01 09:00,help\n"


def test_the_example_as_json(bihuan: Call) -> None:
    found = bihuan("backtest", "kandun", "neighbour", *EXAMPLE, "--format", "json").json
    assert (found["rows"], found["judged"], found["unclean"]) == (300, 300, 0)
    assert [s["id"] for s in found["sets"]] == ["kandun", "neighbour"]
    (pair,) = found["pairs"]
    assert pair["differing"] > pair["newly_late"] > 0
    assert len(found["differing_cases"]) == min(100, pair["differing"])
    assert {"row", "case", "kandun: route", "neighbour: handling-time due"} <= set(found["differing_cases"][0])


def test_the_example_in_chinese_names_units_and_questions(bihuan: Call) -> None:
    said = bihuan("backtest", "kandun", "neighbour", *EXAMPLE, "--lang", "zh")
    assert said.code == 0
    for word in ("纪工委、监察办", "办理期限", "督促催办", "变为逾期", "按“您的诉求”", "检举控告"):
        assert word in said.out


def test_the_page_needs_nothing_else_and_is_well_formed(bihuan: Call) -> None:
    said = bihuan("backtest", "kandun", "neighbour", *EXAMPLE, "--format", "html", "--lang", "zh")
    assert not re.search(r"https?://|<script|@import|url\(", said.out)
    body = re.sub(r"<meta[^>]*>|<!doctype html>", "", said.out)
    page = ElementTree.fromstring(body)
    assert page.attrib["lang"] == "zh-CN"
    assert len(list(page.iter("svg"))) > 20


def test_answers_of_a_few_people_are_not_broken_down(bihuan: Call, tmp_path: Path) -> None:
    few = "2025-03-03 09:00,2025-03-20 09:00,2025-03-04 09:00,accusation\n" * 4
    many = "2025-03-03 09:00,2025-04-20 09:00,2025-03-04 09:00,help\n" * 5
    (tmp_path / "h.csv").write_text("opened,reported,assigned,request\n" + few + many, encoding="utf-8")
    said = bihuan("backtest", "kandun", "neighbour", "--cases", str(tmp_path / "h.csv"), "--as-of", "2026-01-01")
    assert "a problem to be solved" in said.out
    assert "an official did wrong" not in said.out


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_differing_cases_go_into_a_file(bihuan: Call, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "new" / f"differing.{kind}"
    found = bihuan("backtest", "kandun", "neighbour", *EXAMPLE, "--format", "json", "--differing", str(out)).json
    if kind == "csv":
        with out.open(encoding="utf-8", newline="") as file:
            rows = [int(r["row"]) for r in csv.DictReader(file)]
    else:
        rows = pq.read_table(out)["row"].to_pylist()
    assert len(rows) == found["pairs"][0]["differing"]
    assert rows[: len(found["differing_cases"])] == [c["row"] for c in found["differing_cases"]]


def test_rows_that_cannot_be_judged_are_told_and_make_the_exit_code_one(bihuan: Call, tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text(CASES, encoding="utf-8")
    aside = tmp_path / "aside.csv"
    said = bihuan("backtest", "kandun", "--cases", str(tmp_path / "h.csv"), "--dirty", str(aside))
    assert said.code == 1
    assert str(aside) in said.err
    assert "closed-before-opened" in aside.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("backtest", "kandun"), "--cases"),
        (("backtest", "kandun", "--cases", "nowhere.csv"), "nowhere.csv"),
        (("backtest", "kandun", "--cases", "rules/kandun.yaml"), "opened"),
        (("backtest", "kandun", "--cases", "histories/example.csv"), "opened"),
        (("backtest", "kandum", "--cases", "histories/example.csv"), "kandun"),
        (("backtest", "national", "--cases", "histories/example.csv"), "national"),
        (("backtest", "kandun", "--cases", "histories/example.csv", "--mapping", "no.yaml"), "no.yaml"),
        (("backtest", "kandun", *EXAMPLE, "--differing", "x.xlsx"), ".parquet"),
        (("generate", "kandun", "--out", "x.xlsx"), ".parquet"),
        (("generate", "kandun", "--out", "x.csv", "--parameters", "no.yaml"), "no.yaml"),
    ],
)
def test_wrong_use_is_one_line_that_says_what_to_do(bihuan: Call, arguments: tuple[str, ...], told: str) -> None:
    said = bihuan(*arguments)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert told in said.err


def test_a_mapping_with_a_mistake_is_told_at_its_place(bihuan: Call, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("times:\n  opened: 收到时间\nfacts:\n  reqest: 诉求\n", encoding="utf-8")
    said = bihuan("backtest", "kandun", "--cases", "histories/example.csv", "--mapping", str(mapping))
    assert said.code == 1
    assert f"{mapping}:4:3" in said.out


def test_a_broken_file_of_parameters_is_told_at_its_place(bihuan: Call, tmp_path: Path) -> None:
    spoilt = tmp_path / "p.yaml"
    text = (ROOT / "histories" / "typical.yaml").read_text(encoding="utf-8")
    spoilt.write_text(
        text.replace("longer: 1.4", "longer: much").replace("from: 2023-01-01", "from: then"), encoding="utf-8"
    )
    said = bihuan("generate", "kandun", "--out", str(tmp_path / "h.csv"), "--parameters", str(spoilt))
    assert said.code == 1
    assert "[history-date]" in said.out
    assert "[history-number]" in said.out
    assert not (tmp_path / "h.csv").exists()


def test_a_generated_history_holds_nothing_about_a_person(bihuan: Call, tmp_path: Path) -> None:
    out = tmp_path / "h.csv"
    assert bihuan("generate", "kandun", "--cases", "50", "--out", str(out)).code == 0
    head = out.read_text(encoding="utf-8").splitlines()[0]
    assert not {"name", "contact", "what", "evidence"} & set(head.replace('"', "").split(","))
    assert os.path.getsize(out) > 50 * 60
