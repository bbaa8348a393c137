"""A clock that was set back, and a record that somebody damaged: the office says so and goes on."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from engine.casework.desk import Acted, Opened
from engine.casework.ports import DamagedCase
from engine.office import Office
from engine.office.health import DAMAGED
from engine.scenarios.playing import SetClock
from engine.store.auditing.chains import verify
from tests.casework.small import HELP, at
from tests.office.conftest import OpenOffice
from tests.store.test_sharing import DEADLINE, LADDER

SLIP = {"summary": "s", "handler": "roads"}


def filed(office: Office, token: str) -> str:
    found = office.desk.open_case("town", "note", HELP, actor=None, token=token)
    assert isinstance(found, Opened)
    return found.case


def damage(home: Path, case: str) -> None:
    """Somebody with the file in hand spoils the last event of a case."""
    with sqlite3.connect(home / "var" / "town.db") as connection:
        connection.execute("DROP TRIGGER events_no_update")
        connection.execute("UPDATE events SET body = '{' WHERE case_id = ? AND seq = 1", (case,))
    connection.close()


def test_no_event_is_earlier_than_the_one_it_follows(open_office: OpenOffice, clock: SetClock) -> None:
    office = open_office()
    case = filed(office, "a")
    clock.at -= timedelta(days=1)
    done = office.desk.act(case, "slip.written", actor="cai", with_=SLIP)
    assert isinstance(done, Acted)
    moments = [event.at for event in office.store.events(case)]
    assert moments == sorted(moments)
    assert verify(office.store, "town") == ()


def test_a_clock_set_back_is_told_until_it_has_caught_up(open_office: OpenOffice, clock: SetClock) -> None:
    office = open_office()
    filed(office, "a")
    assert office.health().behind == timedelta(0)
    clock.at -= timedelta(hours=3)
    assert office.health().behind == timedelta(hours=3)
    clock.at += timedelta(hours=4)
    assert office.health().behind == timedelta(0)


def test_a_damaged_case_stops_no_other(open_office: OpenOffice, clock: SetClock, tmp_path: Path) -> None:
    office = open_office(deadlines=DEADLINE, escalations=LADDER)
    spoilt, fine = filed(office, "a"), filed(office, "b")
    damage(tmp_path, spoilt)
    again = open_office(publish=False, deadlines=DEADLINE, escalations=LADDER)
    clock.at = at("01-20 09:00")
    with pytest.raises(DamagedCase, match=f"case {spoilt}: event 1 is damaged .* audit verify"):
        again.desk.tick()
    assert [e.kind for e in again.store.events(fine)].count("step-taken") == 2
    assert {a.case: a.troubles for a in again.health().attention}[spoilt] == (DAMAGED,)
    with pytest.raises(DamagedCase):
        again.desk.act(spoilt, "slip.written", actor="cai", with_=SLIP)
    assert isinstance(again.desk.act(fine, "slip.written", actor="cai", with_=SLIP), Acted)
