"""One locality is restored into an installation that others use: its calendars stay as they are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.accounts.vault import KeyVault, bind
from engine.casework.desk import Desk
from engine.casework.events import CaseEvent
from engine.cli.misuse import WrongUse
from engine.cli.restoring_locality import restore_one
from engine.office.calendar_files import HomeCalendars
from engine.policy.amendment import Amendment
from engine.store.auditing.chains import verify
from engine.store.backups.arriving_calendars import CalendarsDiffer, DayDiffers
from engine.store.backups.backup import BackupError, write_backup
from engine.store.backups.restore import restore_locality
from engine.store.sql import SqlStore
from tests.casework.front import KEY, Front, open_front
from tests.casework.small import CALENDAR, PEOPLE, at

pytestmark = pytest.mark.full

DEADLINE = "t: {label: {zh: 期, en: T}, limit: 3 working days, starts: case.opened, stops: slip.sent}"
TUESDAY, WEDNESDAY = date(2026, 1, 6), date(2026, 1, 7)
OFF = Amendment("plain", "通知甲", {TUESDAY: False})
OTHER = Amendment("plain", "通知乙", {WEDNESDAY: False})


def town(home: Path, store: SqlStore, *amendments: Amendment, locality: str = "town") -> Front:
    """A locality with a case of Monday and three working days, whose calendar was amended."""
    bind(store, KeyVault(KEY))
    front = open_front(home, store, deadlines=DEADLINE)
    front.publish(locality)
    store.put_directory(locality, PEOPLE)
    front.file(locality=locality)
    for amendment in amendments:
        front.desk.rules.calendars.keep(amendment)  # type: ignore[attr-defined]
    front.desk.reproject(locality)
    return front


def due(store: SqlStore, locality: str) -> date | None:
    """As the list has it."""
    (row,) = [r for r in store.rows(locality) if r.sequence]
    (clock,) = store.clocks(row.id)
    return clock.due


def archive(home: Path, *amendments: Amendment) -> Path:
    """A backup of `west`, of an installation with these amendments."""
    with closing(SqlStore(f"sqlite:///{home / 'source.db'}")) as store:
        town(home, store, *amendments, locality="west")
        write_backup(store, home / "west.zip", at=at("01-05 10:00"), locality="west")
    return home / "west.zip"


@pytest.fixture
def there(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqlStore]:
    """The installation that it comes into."""
    monkeypatch.setenv("BIHUAN_KEY", KEY.hex())
    store = SqlStore(url)
    yield store
    store.close()


def restored(path: Path, url: str, home: Path, capsys: pytest.CaptureFixture[str], *, keep: bool) -> Any:
    capsys.readouterr()
    restore_one(path, url, home, "west", "json", "zh", keep_calendars=keep)
    return json.loads(capsys.readouterr().out)


def test_where_others_count_by_it_nothing_is_restored_and_each_day_is_told(
    there: SqlStore, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town(tmp_path, there)
    with pytest.raises(CalendarsDiffer) as differ:
        restored(archive(tmp_path, OFF), url, tmp_path, capsys, keep=False)
    assert differ.value.days == (DayDiffers("plain", TUESDAY, here=True, there=False, notice="通知甲"),)
    told = json.loads(capsys.readouterr().out)
    assert (told["restored"], [d["day"] for d in told["calendars"]]) == (False, ["2026-01-06"])
    assert (there.rows("west"), there.setting("calendar.plain.amendments")) == ((), None)
    assert due(there, "town") == date(2026, 1, 8)


def test_when_asked_it_comes_under_the_calendar_that_is_there_and_says_what_moves(
    there: SqlStore, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    front = town(tmp_path, there)
    before = there.events(front.id)
    told = restored(archive(tmp_path, OFF), url, tmp_path, capsys, keep=True)
    (moved,) = told["cases"][0]["dues"]
    assert (moved["old"], moved["new"], told["cases"][0]["done"]) == ("2026-01-09", "2026-01-08", True)
    assert (due(there, "west"), due(there, "town")) == (date(2026, 1, 8), date(2026, 1, 8))
    assert there.setting("calendar.plain.amendments") is None
    assert there.events(front.id) == before
    (row,) = there.rows("west")
    (noted,) = [e for e in there.events(row.id) if e.kind == "calendar-amended"]
    assert (noted.data["days"], noted.data["source"]) == ({"2026-01-06": True}, "通知甲")
    assert verify(there, "west") == ()


class PowerCutError(Exception):
    """Here the process ends."""


def test_one_that_breaks_off_while_dates_move_has_brought_nothing_and_is_done_again(
    there: SqlStore, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    town(tmp_path, there)
    path = archive(tmp_path, OFF)
    with monkeypatch.context() as patch:
        patch.setattr(Desk, "reproject", raising)  # the events are written, the lists are not yet derived
        with pytest.raises(PowerCutError):
            restored(path, url, tmp_path, capsys, keep=True)
    assert (there.rows("west"), there.registered(), due(there, "town")) == ((), ("town",), date(2026, 1, 8))
    told = restored(path, url, tmp_path, capsys, keep=True)
    assert (len(told["cases"]), len(amended(there))) == (1, 1)


def test_one_that_breaks_off_when_it_is_brought_lacks_no_event(
    there: SqlStore, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the telling is lost."""
    town(tmp_path, there)
    path = archive(tmp_path, OFF)
    monkeypatch.setattr("engine.cli.restoring_locality.installation", raising)
    with pytest.raises(PowerCutError):
        restored(path, url, tmp_path, capsys, keep=True)
    assert (due(there, "west"), len(amended(there)), verify(there, "west")) == (date(2026, 1, 8), 1, ())


def raising(*_: object) -> None:
    raise PowerCutError


def amended(store: SqlStore) -> list[CaseEvent]:
    (row,) = store.rows("west")
    return [e for e in store.events(row.id) if e.kind == "calendar-amended"]


def test_a_calendar_that_is_amended_meanwhile_stops_it(there: SqlStore, url: str, tmp_path: Path) -> None:
    front = town(tmp_path, there)
    path = archive(tmp_path, OFF)

    def amends(_: SqlStore, days: tuple[DayDiffers, ...]) -> None:
        assert [d.day for d in days] == [TUESDAY]
        front.desk.rules.calendars.keep(OTHER)  # type: ignore[attr-defined]

    with pytest.raises(BackupError, match="moved-meanwhile"):
        restore_locality(path, url, "west", files=HomeCalendars(tmp_path), follow=amends)
    assert there.rows("west") == ()


def test_without_the_key_nothing_is_brought(
    there: SqlStore, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    town(tmp_path, there)
    path = archive(tmp_path, OFF)
    monkeypatch.delenv("BIHUAN_KEY")
    with pytest.raises(WrongUse, match="key"):
        restored(path, url, tmp_path, capsys, keep=True)
    assert there.rows("west") == ()


def test_what_was_amended_there_holds_for_what_arrives(
    there: SqlStore, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town(tmp_path, there, OTHER)
    path = archive(tmp_path, OFF)
    with pytest.raises(CalendarsDiffer) as differ:
        restored(path, url, tmp_path, capsys, keep=False)
    assert [(d.day, d.here, d.there, d.notice) for d in differ.value.days] == [
        (TUESDAY, True, False, "通知甲"), (WEDNESDAY, False, True, "通知乙"),
    ]  # fmt: skip
    kept = there.setting("calendar.plain.amendments")
    told = restored(path, url, tmp_path, capsys, keep=True)
    assert [len(told[k]) for k in ("calendars", "cases")] == [2, 0]  # one day less and one more: no date moves
    assert (due(there, "west"), due(there, "town")) == (date(2026, 1, 9), date(2026, 1, 9))
    assert there.setting("calendar.plain.amendments") == kept


def test_the_same_days_are_no_difference(
    there: SqlStore, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = Amendment("plain", "另一份通知", OFF.days)
    town(tmp_path, there, same)
    kept = there.setting("calendar.plain.amendments")
    told = restored(archive(tmp_path, OFF), url, tmp_path, capsys, keep=False)
    assert (told["calendars"], told["restored"], due(there, "west")) == ([], True, date(2026, 1, 9))
    assert there.setting("calendar.plain.amendments") == kept


def test_a_calendar_that_nobody_there_counts_by_comes_along(
    there: SqlStore, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = archive(tmp_path, OFF)
    bind(there, KeyVault(KEY))
    told = restored(path, url, tmp_path, capsys, keep=False)
    assert (told["calendars"], due(there, "west")) == ([], date(2026, 1, 9))
    assert "通知甲" in (there.setting("calendar.plain.amendments") or "")


def test_a_file_that_has_the_day_by_now_is_no_difference(sqlite: SqlStore, sqlite_url: str, tmp_path: Path) -> None:
    path = archive(tmp_path / "old", OFF)
    town(tmp_path / "new", sqlite)
    newer = tmp_path / "new" / "rules/calendars/plain.yaml"
    year = "years: {2026: {status: official, source: 年历}}\n"
    newer.write_text(CALENDAR + year + "days: {2026-01-06: {worked: false}}\n", encoding="utf-8")
    assert restore_locality(path, sqlite_url, "west", files=HomeCalendars(tmp_path / "new"))[1] == ()


def test_a_calendar_below_an_amended_one_is_held_against_it(sqlite: SqlStore, sqlite_url: str, tmp_path: Path) -> None:
    path = archive(tmp_path, Amendment("above", "通知甲", {TUESDAY: False}))
    town(tmp_path, sqlite)
    plain = tmp_path / "rules/calendars/plain.yaml"
    plain.with_name("above.yaml").write_text(CALENDAR, encoding="utf-8")
    assert restore_locality(path, f"sqlite:///{tmp_path / 'drill.db'}", "west", files=HomeCalendars(tmp_path))[1] == ()
    plain.write_text(CALENDAR + "extends: above\n", encoding="utf-8")
    with pytest.raises(CalendarsDiffer) as differ:
        restore_locality(path, sqlite_url, "west", files=HomeCalendars(tmp_path))
    assert [d.calendar for d in differ.value.days] == ["above"]


def test_without_the_files_every_amended_calendar_is_taken_for_used(
    sqlite: SqlStore, sqlite_url: str, tmp_path: Path
) -> None:
    path = archive(tmp_path, OFF)
    town(tmp_path, sqlite)
    with pytest.raises(CalendarsDiffer):
        restore_locality(path, sqlite_url, "west")
    assert sqlite.rows("west") == ()
