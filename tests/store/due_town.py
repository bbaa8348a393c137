"""A small town whose cases are all due: each has a clock with a ladder of two steps, and everybody asked for mail."""

from __future__ import annotations

from pathlib import Path

from engine.casework.notices import MailAddress
from engine.store.sql import SqlStore
from tests.casework.front import open_front
from tests.casework.small import PEOPLE, write_home

DEADLINE = "t: {label: {zh: 期, en: T}, limit: 4 days, starts: case.opened, stops: slip.sent, escalation: up}"
LADDER = (
    "up: {label: {zh: 催, en: Up}, steps: {remind: {before: 1 day, act: remind, to: holder},"
    " above: {after: 1 day, act: report, to: next-higher-body}}}"
)
CASES = 4


def found(home: Path) -> Path:
    """Its rules under `home`."""
    return write_home(home, deadlines=DEADLINE, escalations=LADDER)


def fill(address: str, home: Path) -> None:
    """A few cases, each with a clock."""
    store = SqlStore(address)
    front = open_front(home, store, deadlines=DEADLINE, escalations=LADDER)
    for person in PEOPLE.persons:
        store.put_mail_address(MailAddress("town", person, f"{person}@example.org"))
    for n in range(CASES):
        front.file(str(n))
    store.close()
