"""Open cases from a spreadsheet: what each row opens, what is wrong at which cell, and nothing twice."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import openpyxl
import pytest

from engine.casework.upkeep.importing import Imported, Importing
from engine.loading.sheets import read_sheet
from engine.policy.sheets import Column, Sheet, SheetMap
from engine.store.auditing.chains import verify
from tests.casework.conftest import Open
from tests.casework.front import Front
from tests.casework.small import FORM, at, write_home

DEADLINE = "t: {label: {zh: 期, en: T}, limit: 3 working days, starts: case.opened, stops: slip.sent}"
HEADS = "收件日期,姓名,电话,诉求,事项,人数,是否危险,经过"
GOOD = "2025-12-01,张三,13800000001,求助,路,3,否,路灯不亮"
MAP = SheetMap(
    "note", "收件日期",
    {
        "姓名": Column("name"), "电话": Column("contact"), "诉求": Column("request", {"举报": "accusation"}),
        "事项": Column("matter"), "人数": Column("people"), "是否危险": Column("danger"), "经过": Column("what"),
    },
    {"identity": "real-name"},
)  # fmt: skip


def csv(*rows: str, heads: str = HEADS) -> Sheet:
    found = read_sheet("\n".join((heads, *rows)).encode(), "open.csv")
    assert isinstance(found, Sheet)
    return found


def told(rows: tuple[Imported, ...]) -> list[str]:
    return [f"{p.at.line}:{p.at.column} {p.code}" for r in rows for p in r.problems]


def opened(front: Open, **sections: Any) -> tuple[Front, Importing]:
    town = front(deadlines=DEADLINE, **sections)
    return town, Importing(town.desk)


def test_a_preview_says_what_would_be_opened_and_keeps_nothing(front: Open) -> None:
    town, importing = opened(front)
    (row,) = importing.preview("town", csv(GOOD), MAP)
    assert (row.problems, row.state, row.number) == ((), "registering", "")
    assert [(d.clock, d.due, d.provisional) for d in row.dues] == [("t", date(2025, 12, 4), True)]
    assert town.store.rows("town") == ()


def test_limits_count_from_the_day_in_the_sheet(front: Open) -> None:
    town, importing = opened(front)
    (row,) = importing.apply("town", csv(GOOD), MAP)
    (kept,) = town.store.rows("town")
    assert (kept.number, kept.opened, row.number) == ("town-2025-00001", at("2025-12-01 00:00"), kept.number)
    case = town.desk.whole(kept.id)
    assert case.clocks["t"].started == at("2025-12-01 00:00")
    assert town.desk.tick() == 1
    assert town.desk.whole(kept.id).clocks["t"].expired
    assert verify(town.store, "town") == ()


def test_identity_is_sealed_and_in_no_event(front: Open) -> None:
    town, importing = opened(front)
    importing.apply("town", csv(GOOD), MAP)
    (kept,) = town.store.rows("town")
    said = json.dumps([dict(e.data) for e in town.store.events(kept.id)], ensure_ascii=False)
    assert "张三" not in said
    assert "13800000001" not in said
    sealed = town.store.identity(kept.id)
    assert town.desk.vault.open(sealed["name"], case=kept.id, name="name") == "张三"
    assert town.store.events(kept.id)[0].data["source"] == "open.csv:2"


def test_the_same_file_twice_opens_each_case_once(front: Open) -> None:
    town, importing = opened(front)
    first = importing.apply("town", csv(GOOD, GOOD), MAP)
    again = importing.apply("town", csv(GOOD, GOOD), MAP)
    assert [r.number for r in first] == [r.number for r in again] == ["town-2025-00001", "town-2025-00002"]
    assert len(town.store.rows("town")) == 2
    assert [r.known for r in (*first, *again)] == [False, False, True, True]


def test_a_preview_says_which_rows_were_taken_over_before(front: Open) -> None:
    """Of three that say the same, two were."""
    town, importing = opened(front)
    importing.apply("town", csv(GOOD, GOOD), MAP)
    seen = importing.preview("town", csv(GOOD, "2025-12-02" + GOOD[10:], GOOD, GOOD), MAP)
    assert [(r.known, r.number, r.code) for r in seen] == [
        (True, "", ""), (False, "", ""), (True, "", ""), (False, "", ""),
    ]  # fmt: skip
    assert len(town.store.rows("town")) == 2


def test_rows_of_a_file_that_was_mended_are_not_opened_again(front: Open) -> None:
    town, importing = opened(front)
    bad = "2025-12-02,李四,1380,求助,路,3,否,井盖缺失"
    first = importing.apply("town", csv(GOOD, bad, GOOD), MAP)
    assert [r.number for r in first] == ["town-2025-00001", "", "town-2025-00002"]
    mended = importing.apply("town", csv(bad.replace("1380", "13800000002"), GOOD, GOOD), MAP)
    assert [r.number for r in mended] == ["town-2025-00003", "town-2025-00001", "town-2025-00002"]
    assert len(town.store.rows("town")) == 3


DIRTY = [
    (",张三,13800000001,求助,路,3,否,x", "2:1 sheet-opened-missing"),
    ("去年冬天,张三,13800000001,求助,路,3,否,x", "2:1 sheet-opened-unreadable"),
    ("2025-02-30,张三,13800000001,求助,路,3,否,x", "2:1 sheet-opened-unreadable"),
    ("2026-01-06,张三,13800000001,求助,路,3,否,x", "2:1 sheet-opened-later"),
    ("2019-12-31,张三,13800000001,求助,路,3,否,x", "2:1 sheet-no-rules"),
    ("2025-12-01,,13800000001,求助,路,3,否,x", "2:1 sheet-answer"),
    ("2025-12-01,张三,1380,求助,路,3,否,x", "2:3 sheet-answer"),
    ("2025-12-01,张三,13800000001,闲聊,路,3,否,x", "2:4 sheet-answer"),
    ("2025-12-01,张三,13800000001,求助,天,3,否,x", "2:5 sheet-answer"),
    ("2025-12-01,张三,13800000001,求助,路,很多,否,x", "2:6 sheet-answer"),
    ("2025-12-01,张三,13800000001,求助,路,0,否,x", "2:6 sheet-answer"),
    ("2025-12-01,张三,13800000001,求助,路,3,也许,x", "2:7 sheet-answer"),
]


@pytest.mark.parametrize(("row", "problem"), DIRTY, ids=[f"{i}-{p.split()[1]}" for i, (_, p) in enumerate(DIRTY)])
def test_a_dirty_row_is_listed_at_its_cell_and_opens_nothing(front: Open, row: str, problem: str) -> None:
    town, importing = opened(front)
    found = importing.apply("town", csv(row, GOOD), MAP)
    assert told(found) == [problem]
    assert [(r.row, bool(r.number)) for r in found] == [(2, False), (3, True)]
    assert len(town.store.rows("town")) == 1
    assert "None" not in found[0].problems[0].line("zh") + found[0].problems[0].line("en")


def test_every_row_is_in_the_list_in_the_order_of_the_sheet(front: Open) -> None:
    _, importing = opened(front)
    rows = importing.preview("town", csv(GOOD, ",,,,,,,", "x,,,,,,,", GOOD), MAP)
    assert [r.row for r in rows] == [2, 4, 5]  # a row with nothing in it is no row


@pytest.mark.parametrize(
    ("heads", "problem"),
    [
        (HEADS.replace("姓名", "名字"), "1:1 sheet-heading-missing"),
        (HEADS.replace("收件日期", "日期"), "1:1 sheet-heading-missing"),
        (HEADS + ",姓名", "1:9 sheet-heading-twice"),
    ],
)
def test_wrong_headings_keep_the_whole_sheet_back(front: Open, heads: str, problem: str) -> None:
    town, importing = opened(front)
    assert told(importing.apply("town", csv(GOOD, heads=heads), MAP)) == [problem]
    assert town.store.rows("town") == ()


def test_a_form_or_field_that_did_not_exist_then_is_told(front: Open) -> None:
    _, importing = opened(front)
    other = SheetMap("letter", "收件日期", MAP.columns)
    assert told(importing.preview("town", csv(GOOD), other)) == ["2:1 sheet-no-form"]
    strange = SheetMap("note", "收件日期", {**MAP.columns, "经过": Column("proof")}, MAP.constants)
    assert told(importing.preview("town", csv(GOOD), strange)) == ["2:1 sheet-no-field"]


def test_each_row_falls_under_the_version_of_its_day(front: Open) -> None:
    town, importing = opened(front)
    old = town.store.published("town")[0].digest
    write_home(town.home, deadlines=DEADLINE.replace("3 working", "1 working"))
    new = town.publish(from_=date(2025, 12, 15))
    rows = importing.preview("town", csv(GOOD, GOOD.replace("2025-12-01", "2025/12/15")), MAP)
    assert [(r.digest, str(r.dues[0].due)) for r in rows] == [(old, "2025-12-04"), (new, "2025-12-16")]


def test_a_group_of_one_row_is_filled_from_its_columns(front: Open) -> None:
    town, importing = opened(front)
    wanted = SheetMap("note", "收件日期", {**MAP.columns, "被反映人": Column("accused.official")}, MAP.constants)
    row = GOOD.replace("求助", "举报") + ",李四"
    (found,) = importing.apply("town", csv(row, heads=HEADS + ",被反映人"), wanted)
    assert found.problems == ()
    case = town.desk.whole(town.store.rows("town")[0].id)
    assert (case.answers["accused"], case.accused) == ([{"official": "李四"}], (None,))


def workbook(*rows: tuple[object, ...]) -> Sheet:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADS.split(","))
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    found = read_sheet(out.getvalue(), "open.xlsx")
    assert isinstance(found, Sheet)
    return found


def test_cells_of_a_workbook_are_read_by_their_type(front: Open) -> None:
    town, importing = opened(front)
    sheet = workbook(
        (at("2025-12-01 14:30").replace(tzinfo=None), "张三", 13800000001, "求助", "路", 3.0, False, "x"),
        (date(2025, 12, 2), "张三", "13800000001", "help", "road", "3", "是", "x"),
    )
    found = importing.apply("town", sheet, MAP)
    assert told(found) == []
    first = town.desk.whole(town.store.by_number("town-2025-00001").id)  # type: ignore[union-attr]
    assert (first.opened, first.answers["people"], first.answers["danger"]) == (at("2025-12-01 14:30"), 3, False)


def test_a_long_number_kept_as_a_number_has_lost_its_end(front: Open) -> None:
    _, importing = opened(front, form=FORM)
    sheet = workbook((date(2025, 12, 1), "张三", 330282199001011234.0, "求助", "路", 3, False, "x"))
    assert told(importing.preview("town", sheet, MAP)) == ["2:3 sheet-digits-lost"]
