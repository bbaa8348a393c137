"""An office with the rules and people of one locality, and no cases yet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from engine import demo
from engine.accounts.keeping import create_account
from engine.office import DEMO, Office
from engine.scenarios.playing import SetClock
from engine.scenarios.runner import Stage, set_stage

ROOT = Path(__file__).resolve().parents[2]
LOCALITY = "kandun"


def stage() -> Stage:
    found, problems = set_stage(LOCALITY, home=ROOT)
    assert found is not None, problems
    return found


def furnish(office: Office, at: datetime) -> None:
    """Rules in force and the directory."""
    digest, problems = office.publish(LOCALITY, from_=stage().book.ruleset.in_force.from_ or at.date())
    assert digest is not None, problems
    office.put_directory(LOCALITY, stage().directory)


def fill(url: str) -> None:
    """The same with an account for each person, saying that it is demo data."""
    at = datetime.now(UTC)
    with Office.open(url, ROOT, now=SetClock(at)) as office:
        furnish(office, at)
        for person in stage().directory.persons:
            create_account(office.store, LOCALITY, person, person, demo.PASSWORD, at, demo=True)
        office.store.put_setting(DEMO, "yes")
