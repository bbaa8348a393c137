"""Versions on a Desk: an open case keeps the one it began under, whatever is published meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from engine.casework.clocks.due import due_of
from engine.casework.desk import Acted, Opened
from engine.office import Office
from engine.scenarios.playing import SetClock
from tests.casework.small import HELP, PEOPLE, at, write_home
from tests.office.conftest import OpenOffice

DEADLINE = "t: {label: {zh: 期, en: T}, limit: 4 days, starts: case.opened, stops: slip.sent}"
SHORTER = DEADLINE.replace("4 days", "2 days")
VERSIONS = """
first:  {in_force: {from: 2020-01-01, until: 2026-01-06}}
second: {in_force: {from: 2026-01-07, until: 2026-02-28}, deadlines: {t: {limit: 2 days}}}
"""


def file(office: Office, token: str) -> str:
    found = office.desk.open_case("town", "note", HELP, actor=None, token=token)
    assert isinstance(found, Opened), found
    return found.case


def due(office: Office, case_id: str) -> date:
    case = office.desk.whole(case_id)
    book = office.rules.book(case.digest)
    found = due_of(case.clocks["t"], book, office.calendar("plain"))
    assert found is not None
    return found.due


def test_an_old_case_keeps_its_version_and_a_new_one_gets_the_new(open_office: OpenOffice, clock: SetClock) -> None:
    office = open_office(deadlines=DEADLINE)
    old = file(office, "a")
    write_home(office.home, deadlines=SHORTER)
    assert office.publish("town", from_=date(2026, 1, 6))[0] is not None
    still_old = file(office, "b")  # published, but not in force before tomorrow
    clock.at = at("01-06 09:00")
    new = file(office, "c")
    digests = [office.desk.whole(c).digest for c in (old, still_old, new)]
    assert digests[0] == digests[1] != digests[2]
    assert [due(office, c) for c in (old, still_old, new)] == [date(2026, 1, 9), date(2026, 1, 9), date(2026, 1, 8)]
    done = office.desk.act(old, "slip.written", actor="cai", with_={"summary": "s", "handler": "roads"})
    assert isinstance(done, Acted)
    office.desk.tick()
    assert office.desk.whole(old).digest == digests[0]


def test_a_file_with_versions_is_published_with_all_that_follow(open_office: OpenOffice, clock: SetClock) -> None:
    office = open_office(publish=False, deadlines=DEADLINE, versions=VERSIONS)
    first, problems = office.publish("town", from_=date(2026, 1, 1))
    assert (first is not None, problems) == (True, ())
    office.put_directory("town", PEOPLE)
    there = office.store.published("town")
    assert [p.from_ for p in there] == [date(2026, 1, 1), date(2026, 1, 7)]
    old = file(office, "a")
    clock.at = at("01-07 00:00")
    new = file(office, "b")
    assert [due(office, c) for c in (old, new)] == [date(2026, 1, 9), date(2026, 1, 9)]
    assert office.desk.whole(old).digest == first == there[0].digest != office.desk.whole(new).digest


def test_after_the_last_day_of_the_text_no_case_begins(open_office: OpenOffice, clock: SetClock) -> None:
    office = open_office(publish=False, deadlines=DEADLINE, versions=VERSIONS)
    office.publish("town", from_=date(2026, 1, 1))
    clock.at = at("02-28 23:59")
    assert office.ruleset("town") is not None
    clock.at = at("03-01 00:00")
    assert office.ruleset("town") is None


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2026, 3, 1)])
def test_a_day_on_which_the_text_does_not_hold_is_refused(open_office: OpenOffice, day: date) -> None:
    office = open_office(publish=False, deadlines=DEADLINE, versions=VERSIONS)
    found, problems = office.publish("town", from_=day)
    assert (found, [p.code for p in problems]) == (None, ["publish-outside"])
    assert (problems[0].at.file, office.store.published("town")) == ("rules/town.yaml", ())


def test_two_versions_of_one_day_are_refused_and_nothing_is_kept(open_office: OpenOffice) -> None:
    office = open_office(deadlines=DEADLINE)
    before = office.store.published("town")
    write_home(office.home, deadlines=SHORTER)
    found, problems = office.publish("town", from_=date(2020, 1, 1))
    assert (found, [p.code for p in problems]) == (None, ["publish-overlap"])
    assert before[0].digest[:12] in problems[0].message("en")
    assert office.store.published("town") == before


def test_of_several_versions_all_are_published_or_none(open_office: OpenOffice) -> None:
    office = open_office(deadlines=DEADLINE)
    assert office.publish("town", from_=date(2026, 1, 7))[0] is not None
    before = office.store.published("town")
    write_home(office.home, deadlines=DEADLINE, versions=VERSIONS)
    found, problems = office.publish("town", from_=date(2026, 1, 2))
    assert (found, [p.code for p in problems]) == (None, ["publish-overlap"])
    assert office.store.published("town") == before
