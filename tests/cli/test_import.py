"""`bihuan import`: what every row would open, problems as file:row:column, and cases when asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.answers_file import document_of
from engine.loading.sheet_maps import sheet_map_of
from engine.loading.sheets import read_sheet
from engine.office import Office
from engine.policy.sheets import Sheet, SheetMap
from tests.casework.small import PEOPLE, write_home
from tests.cli.conftest import Call
from tests.office.test_versions import DEADLINE

OUT = "accused-out: {who: accused, from: everything, goes_to: next-higher-body}"
MAP = """form: note
opened: 收件日期
columns:
  诉求: {field: request}
  事项: {field: matter}
constants: {identity: anonymous}
"""
SHEET = "收件日期,诉求,事项\n2026-03-02,求助,路\n昨天,求助,路\n2026-03-03,求助,山\n"


@pytest.fixture
def town(bihuan: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path))
    write_home(tmp_path, deadlines=DEADLINE, recusal=OUT)
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    (tmp_path / "open.csv").write_text(SHEET, encoding="gb18030")
    monkeypatch.chdir(tmp_path)
    assert bihuan("publish", "town", "--from", "2020-01-01").code == 0
    with Office.open(f"sqlite:///{tmp_path}/var/bihuan.db", tmp_path) as office:
        office.put_directory("town", PEOPLE)
    return bihuan


def kept(home: Path) -> list[str]:
    with Office.open(f"sqlite:///{home}/var/bihuan.db", home) as office:
        return [row.number for row in office.store.rows("town")]


def test_a_preview_lists_every_row_and_its_problems_by_cell(town: Call, tmp_path: Path) -> None:
    said = town("import", "town", "--file", "open.csv", "--map", "map.yaml")
    assert said.code == 1
    assert "open.csv:3:1: error: `昨天` is not a day" in said.out
    assert "open.csv:4:3: error: Matter: choose one of the answers listed here: Road, Water" in said.out
    assert "1 row(s) would open a case, 0 known from before, 2 have problems; nothing is written" in said.out
    assert "T 2026-03-06" in said.out
    assert kept(tmp_path) == []


def test_when_asked_the_good_rows_are_opened_and_the_others_listed(town: Call, tmp_path: Path) -> None:
    said = town("import", "town", "--file", "open.csv", "--map", "map.yaml", "--apply", "--format", "json")
    rows = said.json["rows"]
    assert [(r["row"], bool(r["number"]), len(r["problems"])) for r in rows] == [
        (2, True, 0),
        (3, False, 1),
        (4, False, 1),
    ]
    assert (rows[0]["dues"], rows[0]["opened"][:10]) == (
        [{"clock": "t", "due": "2026-03-06", "provisional": True}],
        "2026-03-02",
    )
    assert rows[0]["code"]
    again = town("import", "town", "--file", "open.csv", "--map", "map.yaml", "--apply", "--format", "json")
    assert (again.json["rows"][0]["number"], again.json["rows"][0]["code"]) == (rows[0]["number"], rows[0]["code"])
    assert kept(tmp_path) == [rows[0]["number"]]
    assert ([r["known"] for r in rows], [r["known"] for r in again.json["rows"]]) == (
        [False] * 3,
        [True, False, False],
    )
    told = town("import", "town", "--file", "open.csv", "--map", "map.yaml", "--apply").out
    assert rows[0]["code"] in told
    assert "0 case(s) opened, 1 known from before; 2 row(s) with problems" in told
    preview = town("import", "town", "--file", "open.csv", "--map", "map.yaml").out
    assert "0 row(s) would open a case, 1 known from before, 2 have problems" in preview
    assert "T 2026-03-06" not in preview, "what it would open and when that is due"


def test_codes_that_somebody_else_was_told_are_not_told_again(town: Call, tmp_path: Path) -> None:
    wanted = sheet_map_of(document_of("map.yaml", "en"))
    sheet = read_sheet(SHEET.encode(), "open.csv")
    assert isinstance(sheet, Sheet)
    assert isinstance(wanted, SheetMap)
    with Office.open(f"sqlite:///{tmp_path}/var/bihuan.db", tmp_path) as office:
        code = office.importing.apply("town", sheet, wanted, told_to="head")[0].code
    assert code
    for format_ in ("text", "json"):
        said = town("import", "town", "--file", "open.csv", "--map", "map.yaml", "--apply", "--format", format_)
        assert code not in said.out
        assert ("taken over before" in said.out) == (format_ == "text")


@pytest.mark.parametrize(
    ("map_", "sheet", "told"),
    [
        (MAP.replace("form: note", "form: 3"), SHEET, "map.yaml:1:7: error:"),
        (MAP.replace("诉求:", "请求:"), SHEET, "open.csv:1:1: error: the table has no column `请求`"),
        (MAP, "", "open.csv:1:1: error: the table is empty"),
        (MAP.replace("note", "letter"), SHEET, "cases of that day do not begin with the form `letter`"),
    ],
)
def test_what_keeps_the_whole_sheet_back_is_told_with_its_place(
    town: Call, tmp_path: Path, map_: str, sheet: str, told: str
) -> None:
    (tmp_path / "map.yaml").write_text(map_, encoding="utf-8")
    (tmp_path / "open.csv").write_text(sheet, encoding="utf-8")
    said = town("import", "town", "--file", "open.csv", "--map", "map.yaml")
    assert (said.code, told in said.out) == (1, True), said.out


def test_a_file_that_is_not_there_is_told_in_one_line(town: Call) -> None:
    said = town("import", "town", "--file", "opn.csv", "--map", "map.yaml")
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "open.csv" in said.err
