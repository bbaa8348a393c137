"""Calendar files become calendars."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from engine.loading.calendars import calendar_of, load_calendar
from engine.loading.check import check_file
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.loading.shape.schema import schema
from engine.policy.calendar import Calendar, is_official, is_workday

ROOT = Path(__file__).parents[2]
LOCAL = """title: {zh: 本地, en: Local}
zone: Asia/Shanghai
weekend: [sunday]
cut_off: 16:30
years:
  2026:
    status: official
    source: notice
    days:
      2026-01-01: {worked: false, name: {zh: 元旦, en: New Year}}
      2026-11-16: {worked: true}
  2027: {status: projected, source: estimate}
days:
  2026-11-16: {worked: false, source: county notice}
"""


def local() -> Calendar:
    document = read(LOCAL)
    assert isinstance(document, Document)
    found = calendar_of(document, "local")
    assert isinstance(found, Calendar)
    return found


def test_the_shipped_calendar_knows_make_up_days() -> None:
    cal = load_calendar("cn", home=ROOT)
    assert isinstance(cal, Calendar)
    assert is_workday(cal, date(2026, 2, 14))
    assert not is_workday(cal, date(2026, 2, 16))
    assert is_official(cal, date(2026, 6, 1))
    assert not is_official(cal, date(2031, 6, 1))


def test_a_local_notice_wins_over_the_year() -> None:
    assert not is_workday(local(), date(2026, 11, 16))
    assert local().notes[date(2026, 11, 16)].source == "county notice"


def test_weekend_cut_off_and_status_are_taken_over() -> None:
    cal = local()
    assert is_workday(cal, date(2026, 1, 3))
    assert cal.cut_off == time(16, 30)
    assert not is_official(cal, date(2027, 5, 1))


def test_defaults_are_those_of_the_class() -> None:
    document = read("title: {zh: 空, en: Plain}\nzone: Asia/Shanghai\n")
    assert isinstance(document, Document)
    cal = calendar_of(document, "plain")
    assert isinstance(cal, Calendar)
    assert cal.weekend == Calendar.weekend
    assert schema("calendar")["properties"]["weekend"]["default"] == ["saturday", "sunday"]


def test_an_unknown_or_unsafe_id_is_a_problem() -> None:
    for id_ in ("nowhere", "../kandun", "", "a/b"):
        found = load_calendar(id_, home=ROOT)
        assert isinstance(found, tuple)
        assert len(found) == 1


HOME_FILES = {
    "base": "title: {zh: 底, en: Base}\nzone: UTC\nweekend: [friday]\ncut_off: 15:00\n"
    "years: {2026: {status: official, source: n, days: {2026-05-04: {worked: false}, 2026-05-05: {worked: false}}}}\n",
    "town": "title: {zh: 镇, en: Town}\nzone: UTC\nextends: base\ndays: {2026-05-05: {worked: true, source: town}}\n",
    "late": "title: {zh: 晚, en: Late}\nzone: UTC\nextends: town\nweekend: [sunday]\ncut_off: 18:00\n",
    "lost": "title: {zh: 无, en: Lost}\nzone: UTC\nextends: bse\n",
    "one": "title: {zh: 一, en: One}\nzone: UTC\nextends: two\n",
    "two": "title: {zh: 二, en: Two}\nzone: UTC\nextends: one\n",
}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "rules" / "calendars"
    folder.mkdir(parents=True)
    for name, text in HOME_FILES.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_calendar_takes_over_years_days_weekend_and_closing_hour(shelf: Path) -> None:
    cal = load_calendar("town", home=shelf)
    assert isinstance(cal, Calendar)
    assert not is_workday(cal, date(2026, 5, 4))
    assert is_workday(cal, date(2026, 5, 5))
    assert cal.notes[date(2026, 5, 5)].source == "town"
    assert is_official(cal, date(2026, 1, 1))
    assert (cal.weekend, cal.cut_off) == (frozenset({4}), time(15))


def test_what_a_calendar_says_itself_goes_before(shelf: Path) -> None:
    cal = load_calendar("late", home=shelf)
    assert isinstance(cal, Calendar)
    assert (cal.weekend, cal.cut_off) == (frozenset({6}), time(18))
    assert not is_workday(cal, date(2026, 5, 4))


@pytest.mark.parametrize(("id_", "code"), [("lost", "unknown-calendar"), ("one", "in-a-circle")])
def test_a_parent_that_is_not_there_or_leads_back_is_a_problem(shelf: Path, id_: str, code: str) -> None:
    found = load_calendar(id_, home=shelf)
    assert isinstance(found, tuple)
    assert [p.code for p in found] == [code]
    assert found[0].at.file == ("rules/calendars/two.yaml" if id_ == "one" else "rules/calendars/lost.yaml")
    assert check_file(shelf / "rules" / "calendars" / f"{id_}.yaml", shelf) == found
