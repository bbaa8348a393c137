"""What somebody should look at: cases with trouble, places that are empty, a matcher or a clock that fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.casework.desk import Desk
from engine.casework.ports import CaseRow, DamagedCase
from engine.casework.upkeep.vacancies import still_vacant
from engine.matching.health import Health

DAMAGED = "damaged"


@dataclass(frozen=True)
class Attention:
    """A case that somebody should look at, and why: the matcher had trouble, or nobody is there."""

    case: str
    number: str
    troubles: tuple[str, ...]
    vacancies: tuple[str, ...]


@dataclass(frozen=True)
class OfficeHealth:
    """What the health page shows. `behind` is how far the clock stands before the last event of an open
    case: somebody set it back, or another machine's runs ahead."""

    matching: Health
    attention: tuple[Attention, ...]
    localities: tuple[str, ...]
    now: datetime
    behind: timedelta = timedelta(0)


def health_of(desk: Desk, matching: Health) -> OfficeHealth:
    """How the matcher fares, and which open cases need somebody now: a vacancy that was filled
    since is not told. Cases are folded on from where they were known."""
    localities, now = desk.store.localities(), desk.now()
    attention = [found for locality in localities for found in _attention(desk, locality)]
    return OfficeHealth(matching, tuple(attention), localities, now, _behind(desk, now))


def _attention(desk: Desk, locality: str) -> list[Attention]:
    open_ = (row for row in desk.store.rows(locality) if row.closed is None)
    return [found for row in open_ if (found := _looked_at(desk, row))]


def _looked_at(desk: Desk, row: CaseRow) -> Attention | None:
    """What somebody should see to in one case; one that cannot be read is told, and stops nothing."""
    try:
        case = desk.whole(row.id)
    except DamagedCase:
        return Attention(row.id, row.number, (DAMAGED,), ())
    vacant = still_vacant(desk.run_of(case)) if case.vacancies else ()
    return Attention(row.id, row.number, case.troubles, vacant) if case.troubles or vacant else None


def _behind(desk: Desk, now: datetime) -> timedelta:
    latest = desk.folding.latest_of_all()
    return max(latest - now, timedelta(0)) if latest else timedelta(0)
