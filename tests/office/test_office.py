"""One installation: its clock, its rules, its health."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from engine.accounts.vault import OtherKey
from engine.casework.desk import Opened
from engine.errors import EngineError
from engine.office import Office
from engine.office.clock import DEMO
from engine.policy.directory import Directory
from engine.scenarios.playing import SetClock
from tests.casework.small import HELP, PEOPLE, at
from tests.office.conftest import OpenOffice

DEADLINE = "t: {label: {zh: 期, en: T}, limit: 4 days, starts: case.opened, stops: slip.sent}"


def file(office: Office, token: str = "a", **answers: object) -> Opened:
    found = office.desk.open_case("town", "note", {**HELP, **answers}, actor=None, token=token)
    assert isinstance(found, Opened)
    return found


def test_the_clock_is_moved_by_hand_with_demo_data_only(open_office: OpenOffice) -> None:
    office = open_office()
    with pytest.raises(EngineError):
        office.move_clock(timedelta(days=1))
    office.store.put_setting(DEMO, "yes")
    with pytest.raises(EngineError):
        office.move_clock(timedelta(days=-1))


def test_a_moved_clock_is_ahead_for_every_process_and_lets_time_act(open_office: OpenOffice) -> None:
    office = open_office(set_clock=False, deadlines=DEADLINE)
    office.store.put_setting(DEMO, "yes")
    case = file(office).case
    assert office.move_clock(timedelta(days=30)) == 1
    assert office.move_clock(timedelta(0)) == 0
    assert timedelta(days=29) < office.now() - datetime.now(UTC) < timedelta(days=31)
    assert [e.kind for e in office.store.events(case)].count("clock-expired") == 1
    again = Office(office.store, office.vault, office.home)
    assert again.now() - datetime.now(UTC) > timedelta(days=29)


def test_without_demo_data_the_offset_is_not_heeded(open_office: OpenOffice) -> None:
    office = open_office(set_clock=False)
    office.store.put_setting("clock.offset-seconds", str(10**7))
    assert abs(office.now() - datetime.now(UTC)) < timedelta(minutes=5)


def test_publishing_twice_is_publishing_once(open_office: OpenOffice) -> None:
    office = open_office()
    first, _ = office.publish("town", from_=date(2020, 1, 1))
    again, _ = office.publish("town", from_=date(2020, 1, 1))
    assert first == again
    assert len(office.store.published("town")) == 1


def test_a_file_with_problems_is_not_published(open_office: OpenOffice, tmp_path: Path) -> None:
    office = open_office()
    (tmp_path / "rules/town.yaml").write_text("title: {zh: 坏, en: Bad}\n", encoding="utf-8")
    found, problems = office.publish("town", from_=date(2020, 1, 1))
    assert found is None
    assert problems
    assert len(office.store.published("town")) == 1


def test_nothing_published_is_nothing_in_force(open_office: OpenOffice) -> None:
    office = open_office(publish=False)
    assert office.ruleset("town") is None
    assert office.health().localities == ()


def test_the_rules_in_force_and_those_of_a_digest(open_office: OpenOffice) -> None:
    office = open_office()
    rules = office.ruleset("town")
    assert rules is not None
    assert office.ruleset_of(office.store.published("town")[0].digest) == rules


def test_a_new_directory_changes_whose_work_a_case_is(open_office: OpenOffice) -> None:
    office = open_office()
    file(office)
    assert len(office.desk.work("town", "cai")) == 1
    office.put_directory("town", Directory({k: p for k, p in PEOPLE.persons.items() if k != "cai"}, PEOPLE.units))
    assert office.desk.work("town", "cai") == ()
    assert len(office.desk.work("town", "huang")) == 1


def test_a_case_with_nobody_to_act_stands_on_the_health_page(open_office: OpenOffice) -> None:
    office = open_office()
    office.put_directory("town", Directory({}, PEOPLE.units))
    case = file(office).case
    attention = office.health().attention
    assert [(a.case, a.vacancies) for a in attention] == [(case, ("states.registering.owner",))]


def test_a_vacancy_that_was_filled_leaves_the_health_page_and_stays_in_the_file(open_office: OpenOffice) -> None:
    office = open_office()
    office.put_directory("town", Directory({}, PEOPLE.units))
    case = file(office).case
    office.put_directory("town", PEOPLE)
    assert office.health().attention == ()
    assert office.desk.whole(case).vacancies == {"states.registering.owner"}


def test_a_closed_office_leaves_no_process_and_may_be_opened_again(open_office: OpenOffice, clock: SetClock) -> None:
    office = open_office(tables="big: {hit: unique, rules: {a: {if: {danger: true}, then: x}}, otherwise: y}")
    case = file(office, danger=True).case
    office.close()
    assert office.supervisor.pid is None
    again = open_office(publish=False)
    clock.at = at("01-06 09:00")
    assert again.desk.whole(case).state == "registering"
    assert file(again, "b").number == "town-2026-00002"


def test_another_key_does_not_open_the_data(open_office: OpenOffice, tmp_path: Path) -> None:
    open_office()
    key = tmp_path / "var" / "town.key"
    key.write_text("0" * 64)
    with pytest.raises(OtherKey, match="sealed under key"):
        open_office(publish=False)


def test_where_the_key_is_missing_no_other_is_made_in_its_place(open_office: OpenOffice, tmp_path: Path) -> None:
    case = file(open_office()).case
    key, aside = tmp_path / "var" / "town.key", tmp_path / "aside.key"
    key.rename(aside)
    with pytest.raises(OtherKey, match="missing"):
        open_office(publish=False)
    assert not key.exists()
    aside.rename(key)
    assert open_office(publish=False).desk.whole(case).state == "registering"
