"""The standing file on a Desk: it begins with the rules, shows on work lists, follows their versions."""

from __future__ import annotations

from datetime import date

from engine.casework.desk import Acted
from engine.casework.requests import Refused
from tests.casework.conftest import Open
from tests.casework.front import Front
from tests.casework.small import HELP, PEOPLE, at, write_home

DUTY = "reception: {label: {zh: 接访, en: Reception}, scope: body, who: {each: clerk}, act: receive, every: 1 week}"
FILE = "office-town"
GUARD = {
    "events": """
        guard-declared: {label: {zh: 宣布防护期, en: Declared}, by: office}
        guard-ended:    {label: {zh: 结束防护期, en: Ended}, by: office}
    """,
    "periods": "guard: {label: {zh: 特别防护期, en: Guard}, declared_by: guard-declared, ended_by: guard-ended}",
    "flags": "watched: {label: {zh: 防护期内, en: Watched}, if: {period: guard}}",
}


def opened(front: Open, **sections: str) -> Front:
    town = front(duties=DUTY, **sections)
    town.desk.reproject("town")
    assert town.desk.open_standing("town") == FILE
    return town


def test_it_begins_once_and_has_no_number_of_a_case(front: Open) -> None:
    town = opened(front)
    assert town.desk.open_standing("town") == FILE
    assert [r.number for r in town.store.rows("town")] == ["town-office"]
    town.file()
    assert sorted(r.number for r in town.store.rows("town")) == ["town-2026-00001", "town-office"]


def test_rules_without_such_duties_have_no_standing_file(front: Open) -> None:
    town = front()
    assert town.desk.open_standing("town") is None
    assert town.store.rows("town") == ()


def test_it_stands_on_the_work_list_until_it_is_done(front: Open) -> None:
    town = opened(front)
    assert [r.id for r in town.desk.work("town", "cai")] == [FILE]
    assert town.desk.work("town", "wang") == ()
    assert [a.event for a in town.desk.actions(FILE, "cai")] == ["reception.done"]
    assert isinstance(town.desk.act(FILE, "reception.done", actor="cai", with_={"note": "三批"}), Acted)
    assert town.desk.work("town", "cai") == ()
    town.clock.at = at("01-12 00:00")
    assert town.desk.tick() == 1
    assert [r.id for r in town.desk.work("town", "cai")] == [FILE]


def test_to_whom_it_does_not_concern_it_does_not_exist(front: Open) -> None:
    assert isinstance(opened(front).desk.view(FILE, "wang"), Refused)


def test_turns_go_on_when_the_directory_changes(front: Open) -> None:
    town = opened(front)
    people = {k: type(p)(p.id, p.name, ("clerk",)) if k == "wei" else p for k, p in PEOPLE.persons.items()}
    town.store.put_directory("town", type(PEOPLE)(people, PEOPLE.units))
    town.desk.reproject("town")
    assert [r.id for r in town.desk.work("town", "wei")] == [FILE]


def test_it_follows_the_version_in_force(front: Open) -> None:
    town = opened(front)
    before = town.desk.whole(FILE).digest
    write_home(town.home, duties=DUTY.replace("1 week", "1 month"))
    town.publish(from_=date(2026, 1, 2))
    town.desk.tick()
    case = town.desk.whole(FILE)
    assert case.digest != before
    turn = case.clocks["reception@cai"].turn
    assert turn is not None
    assert turn[1].day == 31


def test_open_cases_see_a_declared_period_at_once(front: Open) -> None:
    town = opened(front, **GUARD)
    town.file()
    assert isinstance(town.desk.act(FILE, "guard-declared", actor="cai"), Acted)
    assert town.desk.whole(town.id).flags == {"watched"}
    later = town.desk.open_case("town", "note", HELP, actor=None, token="later")
    assert not isinstance(later, Refused)
    assert town.desk.whole(later.case).flags == {"watched"}
    assert isinstance(town.desk.act(FILE, "guard-ended", actor="cai"), Acted)
    assert town.desk.whole(town.id).flags == frozenset()
