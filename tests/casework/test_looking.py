"""A look at a case: all that a page shows of it, read once; and that nobody acts by what was seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.casework.desk import Looked, Sight
from engine.casework.requests import Refused
from engine.policy.directory import Directory
from tests.casework.conftest import Open
from tests.casework.front import Front
from tests.casework.small import PEOPLE

SLIP = {"summary": "s", "handler": "roads"}
WITHOUT_CAI = Directory({k: p for k, p in PEOPLE.persons.items() if k != "cai"}, PEOPLE.units)


def sight(town: Front, directory: Directory = PEOPLE, locality: str = "town") -> Sight:
    return Sight(locality, directory, town.clock())


def looked(town: Front, actor: str = "cai") -> Looked:
    found = town.desk.look(town.id, actor, sight(town))
    assert isinstance(found, Looked), found
    return found


def test_a_look_shows_what_the_desk_tells_piece_by_piece(front: Open) -> None:
    town = front()
    town.file()
    found = looked(town)
    assert found.file == town.desk.view(town.id, "cai")
    assert (found.row, found.clocks) == (town.store.row(town.id), town.store.clocks(town.id))
    assert (found.directory, found.at) == (PEOPLE, town.clock())
    assert found.offered == town.desk.actions(town.id, "cai")
    assert "slip.written" in {a.event for a in found.offered}


@pytest.mark.parametrize(
    ("actor", "locality"), [("wang", "town"), ("nobody", "town"), ("cai", "elsewhere"), ("", "town")]
)
def test_who_is_not_on_the_case_or_of_another_locality_sees_none(front: Open, actor: str, locality: str) -> None:
    town = front()
    town.file()
    assert town.desk.look(town.id, actor, sight(town, locality=locality)) == Refused("unknown-case")
    assert town.desk.look("0000", "cai", sight(town)) == Refused("unknown-case")


def test_who_is_seen_to_have_left_sees_none(front: Open) -> None:
    town = front()
    town.file()
    assert town.desk.look(town.id, "cai", sight(town, WITHOUT_CAI)) == Refused("unknown-case")


def test_an_act_is_judged_by_the_store_and_never_by_what_was_seen(front: Open) -> None:
    town = front()
    town.file()
    found = looked(town)
    town.store.put_directory("town", WITHOUT_CAI)
    assert "slip.written" in {a.event for a in found.offered}
    assert town.do("slip.written", "cai", **SLIP) == "unknown-case"
    idle = replace(PEOPLE.persons["cai"], roles=())
    town.store.put_directory("town", Directory({**PEOPLE.persons, "cai": idle}, PEOPLE.units))
    assert town.do("slip.written", "cai", **SLIP) == "unknown-case"
    assert "written" not in town.kinds()
