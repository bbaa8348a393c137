"""An office with the rules and people of one locality, and no cases yet."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from engine import demo
from engine.accounts.keeping import create_account
from engine.accounts.passwords import Passwords
from engine.office import Office
from engine.office.clock import DEMO
from engine.scenarios.playing import SetClock
from engine.scenarios.runner import Stage, set_stage

ROOT = Path(__file__).resolve().parents[2]
LOCALITY = "kandun"


@cache
def stage(locality: str = LOCALITY) -> Stage:
    """Read once: the files do not change while tests run."""
    found, problems = set_stage(locality, home=ROOT)
    assert found is not None, problems
    return found


def furnish(office: Office, at: datetime, locality: str = LOCALITY) -> None:
    """Rules in force and the directory."""
    digest, problems = office.publish(locality, from_=stage(locality).book.ruleset.in_force.from_ or at.date())
    assert digest is not None, problems
    office.put_directory(locality, stage(locality).directory)


def move_in(office: Office, at: datetime, locality: str = LOCALITY) -> None:
    """The same with an account for each person; the hashes are light, for the password guards nothing."""
    furnish(office, at, locality)
    light = Passwords(passes=1, kibibytes=8_192, lanes=1)
    for person in stage(locality).directory.persons:
        create_account(office.store, locality, person, person, demo.PASSWORD, at, demo=True, passwords=light)


def fill(url: str) -> None:
    """An office in which people can sign in, saying that it is demo data."""
    at = datetime.now(UTC)
    with Office.open(url, ROOT, now=SetClock(at)) as office:
        move_in(office, at)
        office.store.put_setting(DEMO, "yes")
