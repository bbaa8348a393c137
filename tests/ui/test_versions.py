"""The administrators' page: previews before anything is written, and only one's own locality."""

from __future__ import annotations

import re
from datetime import UTC, date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.accounts import sign_in
from engine.accounts.keeping import create_account
from engine.casework.desk import Opened
from engine.office import Office
from engine.office.clock import DEMO
from engine.scenarios.playing import SetClock
from engine.store import open_store
from engine.ui import identity, runtime
from tests.casework.front import KEY
from tests.casework.small import HELP, PEOPLE, at, write_home
from tests.office.test_versions import DEADLINE, SHORTER
from tests.ui.test_pages import MORNING, QUICK, page, press, read

SHEET = "收件日期,诉求,事项\n2025-12-01,求助,路\n昨天,求助,路\n"
MAP = """form: note
opened: 收件日期
columns:
  诉求: {field: request}
  事项: {field: matter}
constants: {identity: anonymous}
"""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """One open case under the first of two versions; an administrator is signed in."""
    from engine.accounts.vault import KeyVault

    write_home(tmp_path, deadlines=DEADLINE)
    office = Office(open_store("memory:"), KeyVault(KEY), tmp_path, SetClock(at("01-05 09:00")))
    office.publish("town", from_=date(2020, 1, 1))
    office.put_directory("town", PEOPLE)
    assert isinstance(office.desk.open_case("town", "note", HELP, actor=None, token="a"), Opened)
    write_home(tmp_path, deadlines=SHORTER)
    office.publish("town", from_=date(2026, 2, 1))
    monkeypatch.setattr(runtime, "_opened", lambda: office)
    signed(office, monkeypatch, "head", admin=True)
    return office


def signed(office: Office, monkeypatch: pytest.MonkeyPatch, name: str, *, admin: bool, person: str = "huang") -> None:
    create_account(office.store, "town", person, name, "correct horse 7", MORNING, admin=admin, passwords=QUICK)
    done = sign_in.sign_in(office.store, name, "correct horse 7", runtime.wall_clock(), passwords=QUICK)
    assert isinstance(done, sign_in.SignedIn)
    monkeypatch.setattr(identity, "token", lambda: done.token)


def the_case(office: Office) -> str:
    return office.store.rows("town")[0].id


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_versions_are_listed_with_their_open_cases(town: Office, lang: str) -> None:
    at_ = page("versions", lang=lang)
    assert not at_.exception
    first, second = town.store.published("town")
    told = read(at_)
    assert first.digest[:12] in told
    assert second.digest[:12] in told


def test_only_administrators_see_it_unless_all_is_demo_data(town: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    signed(town, monkeypatch, "clerk", admin=False, person="cai")
    assert "管理员" in read(page("versions"))
    assert not page("versions").tabs
    town.store.put_setting(DEMO, "yes")
    assert page("versions").tabs


def test_a_visitor_is_asked_to_sign_in(town: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "token", lambda: "")
    assert "请先登录" in read(page("versions"))


def amending(at_: AppTest) -> AppTest:
    at_.text_input(key="amend-source").set_value("镇政府通知")
    at_.date_input(key="amend-first").set_value(date(2026, 1, 9))
    at_.date_input(key="amend-last").set_value(date(2026, 1, 9))
    return press(at_.run(), "amend-preview")


def test_a_calendar_notice_is_seen_before_it_is_written(town: Office) -> None:
    at_ = amending(page("versions"))
    assert "2026-01-12" in read(at_)
    assert "1 件会变动" in read(at_)
    assert "0 件" not in read(at_)  # of none that stay behind nothing is said
    assert town.store.setting("calendar.plain.amendments") is None
    at_ = press(at_, "amend-apply")
    assert "已写入 1 件" in read(at_)
    event = town.store.events(the_case(town))[-1]
    assert (event.kind, event.data["by"], event.data["source"]) == ("calendar-amended", "huang", "镇政府通知")


def test_a_calendar_notice_begins_on_the_day_of_the_office(town: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town, "now", lambda: at("01-06 07:30").astimezone(UTC))  # in UTC still the fifth
    assert page("versions").date_input(key="amend-first").value == date(2026, 1, 6)


def test_a_calendar_that_others_use_too_is_not_written_here(town: Office) -> None:
    found = town.store.published("town")[0]
    town.store.publish(type(found)("other", found.digest, found.from_, found.at), town.store.canonical(found.digest))
    at_ = amending(page("versions"))
    assert "运维" in read(at_)
    assert "amend-apply" not in [b.key for b in at_.button]


def test_cases_are_moved_after_a_preview(town: Office) -> None:
    at_ = page("versions")
    digest = town.store.published("town")[1].digest
    at_.selectbox(key="move-to").set_value(digest)
    at_ = press(at_.run(), "move-preview")
    assert "2026-01-07" in read(at_)
    assert town.desk.whole(the_case(town)).digest != digest
    at_ = press(at_, "move-apply")
    assert "已写入 1 件" in read(at_)
    assert town.desk.whole(the_case(town)).digest == digest


def test_who_is_accused_does_not_learn_of_the_case(town: Office) -> None:
    number = town.store.rows("town")[0].number
    case = town.desk.whole(the_case(town))
    from engine.casework.upkeep.changes import Change
    from engine.ui.identity import Me
    from engine.ui.pages.versions import _mine

    someone = Me("head", "town", "huang", "黄", (), admin=True)
    seen = Change(case.id, number, "town")
    assert _mine(
        (seen, Change(case.id, number, "town", out=frozenset({"huang"})), Change("x", "n", "other")), someone
    ) == (seen,)


def uploaded(at_: AppTest, sheet: str) -> AppTest:
    at_.file_uploader(key="import-file").set_value(("open.csv", sheet.encode(), "text/csv"))
    at_.file_uploader(key="import-map").set_value(("map.yaml", MAP.encode(), "text/yaml"))
    return at_.run()


def test_a_spreadsheet_is_told_row_by_row_and_then_opened(town: Office) -> None:
    at_ = uploaded(page("versions"), SHEET)
    told = read(at_)
    assert "1 行可以立案，0 行以前已经导入，1 行有问题" in told
    assert "open.csv:3:1" in told
    assert len(town.store.rows("town")) == 1
    at_ = press(at_, "import-apply")
    assert "已立案 1 件" in read(at_)
    assert sorted(r.number for r in town.store.rows("town")) == ["town-2025-00001", "town-2026-00001"]


def imported(at_: AppTest) -> str:
    return read(press(uploaded(at_, SHEET), "import-apply"))


def test_codes_of_an_import_are_told_again_to_the_same_administrator_for_ten_minutes(
    town: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = imported(page("versions"))
    (code,) = re.findall(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", first)
    assert "已立案 1 件，以前已经导入 0 行" in first
    assert "没有再立案" not in first
    again = uploaded(page("versions"), SHEET)
    assert "0 行可以立案，1 行以前已经导入" in read(again)
    assert again.button(key="import-apply").label == "再看 1 件的编号"
    assert code in imported(page("versions"))
    signed(town, monkeypatch, "second", admin=True, person="wang")
    assert code not in imported(page("versions"))
    signed(town, monkeypatch, "third", admin=True, person="huang")
    told = imported(page("versions"))
    assert code not in told
    assert "已立案 0 件，以前已经导入 1 行" in told
    assert "1 行以前已经导入，没有再立案" in told
    assert len(town.store.rows("town")) == 2


def test_what_is_no_table_is_told(town: Office) -> None:
    assert "表格是空的" in read(uploaded(page("versions"), ""))
