"""Who may register what somebody else brings: the intake office that the rules name, and who stands in for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.casework.desk import Opened
from engine.casework.registering import registrars
from engine.casework.requests import Refused
from engine.policy.directory import Directory
from engine.scenarios.runner import set_stage
from tests.casework.conftest import Open
from tests.casework.front import Front
from tests.casework.small import PEOPLE, book_at
from tests.rules.conftest import ROOT

LOCALITIES = ("kandun", "hengyang", "dafeng", "laixi", "longnan")


def without(*away: str) -> Directory:
    """The town while these are absent."""
    return Directory({k: replace(p, away=k in away) for k, p in PEOPLE.persons.items()}, PEOPLE.units)


def registering(town: Front) -> set[str]:
    found = {who: town.file(f"by-{who}", by=who) for who in PEOPLE.persons}
    assert {f.code for f in found.values() if isinstance(f, Refused)} <= {"not-yours"}
    return {who for who, f in found.items() if isinstance(f, Opened)}


def test_the_intake_office_registers_and_nobody_else(front: Open) -> None:
    assert registering(front()) == {"cai", "huang"}


def test_anybody_may_file_what_is_their_own_without_an_account(front: Open) -> None:
    assert isinstance(front().file("own"), Opened)


def test_who_stands_in_registers_while_the_office_is_away(front: Open) -> None:
    town = front()
    town.store.put_directory("town", without("cai", "huang"))
    standing_in = registering(town)
    assert standing_in
    assert standing_in.isdisjoint({"cai", "huang"})


def test_the_office_takes_down_also_what_is_about_itself(front: Open) -> None:
    recusal = "accused-out: {who: accused, goes_to: next-higher-body}"
    town = front(recusal=recusal)
    taken = town.file(by="cai", request="accusation", accused=[{"official": "cai"}])
    assert isinstance(taken, Opened)
    assert town.desk.view(taken.case, "cai") == Refused("unknown-case")


def test_without_an_intake_office_the_owner_of_the_first_state_registers(front: Open) -> None:
    town = front()
    rules = book_at(town.home).ruleset
    seats = {k: s for k, s in rules.seats.items() if k != "intake-office"}
    assert registrars(replace(rules, seats=seats), PEOPLE).persons == {"cai", "huang"}


@pytest.mark.parametrize("locality", LOCALITIES)
def test_somebody_registers_in_every_locality_and_not_everybody(locality: str) -> None:
    stage, problems = set_stage(locality, home=ROOT)
    assert stage is not None, problems
    who = registrars(stage.book.ruleset, stage.directory).persons
    assert who
    assert who < stage.directory.persons.keys()
