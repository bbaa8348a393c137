"""Calendars when one locality comes into an installation: its amendments are not the locality's own.

Where others count by a calendar, or it was amended here before, it stays as it is here, and every day that
would count otherwise for what arrives is told. Only a calendar that nobody here counts by, and that nobody
here has amended, is brought along with the locality.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import Connection, select

from engine.casework.upkeep.calendars import setting_of
from engine.policy.amendment import from_plain
from engine.store import tables
from engine.store.backups.backup import BackupError
from engine.store.backups.rows import rows_of


class CalendarFiles(Protocol):
    """The calendars that lie with the program here."""

    def line(self, canonical: bytes, /) -> tuple[str, ...]:
        """The calendar that a published rule set counts by, and those it takes days over from."""

    def worked(self, calendar: str, day: date, /) -> bool | None:
        """Whether the file has the day as worked; None where there is no such file."""


@dataclass(frozen=True)
class DayDiffers:
    """A day that is worked `here` and not `there`, where the locality comes from, or the other way round; `notice`
    is the source of the amendment that makes the difference."""

    calendar: str
    day: date
    here: bool | None
    there: bool | None
    notice: str


class CalendarsDiffer(BackupError):
    """Limits of the locality would move; nothing was restored."""

    def __init__(self, days: tuple[DayDiffers, ...]) -> None:
        super().__init__("calendars-differ", count=len(days))
        self.days = days


@dataclass(frozen=True)
class Arriving:
    """Days that count otherwise here, and the settings that come along."""

    differ: tuple[DayDiffers, ...]
    brought: frozenset[str]


class _NoFiles:
    """Where nobody can say who counts by which calendar, everybody may count by each that was amended."""

    def __init__(self, *connections: Connection) -> None:
        keys = {k for c in connections for k in c.scalars(select(tables.settings.c.key))}
        amended = sorted(k for k in keys if k.startswith(_SETTING[0]) and k.endswith(_SETTING[1]))
        self._amended = tuple(k.removeprefix(_SETTING[0]).removesuffix(_SETTING[1]) for k in amended)

    def line(self, _canonical: bytes, /) -> tuple[str, ...]:
        return self._amended

    def worked(self, _calendar: str, _day: date, /) -> bool | None:
        return None


_SETTING = setting_of("\0").partition("\0")[::2]


def arriving(source: Connection, target: Connection, locality: str, files: CalendarFiles | None) -> Arriving:
    """What the locality's calendars are to the installation that it comes into."""
    files = files or _NoFiles(source, target)
    theirs = {c for row in rows_of(source, tables.rule_sets, locality) for c in files.line(row["canonical"])}
    others = {c for canonical in target.scalars(select(tables.rule_sets.c.canonical)) for c in files.line(canonical)}
    brought, differ = set[str](), list[DayDiffers]()
    for calendar in sorted(theirs):
        if calendar in others or _days(target, calendar):
            differ += _differing(source, target, calendar, files)
        else:
            brought.add(setting_of(calendar))
    return Arriving(tuple(differ), frozenset(brought))


def _days(connection: Connection, calendar: str) -> dict[date, tuple[bool, str]]:
    """Every amended day: whether it is worked, and by which notice; the later one holds."""
    value = select(tables.settings.c.value).where(tables.settings.c.key == setting_of(calendar))
    kept = json.loads(connection.execute(value).scalar_one_or_none() or "[]")
    return {day: (worked, a.source) for a in map(from_plain, kept) for day, worked in a.days.items()}


def _differing(
    source: Connection, target: Connection, calendar: str, files: CalendarFiles
) -> Iterator[DayDiffers]:  # fmt: skip
    here, there = _days(target, calendar), _days(source, calendar)
    for day in sorted({*here, *there}):
        filed = (files.worked(calendar, day), "")
        (ours, our_notice), (theirs, their_notice) = here.get(day, filed), there.get(day, filed)
        if ours != theirs:
            yield DayDiffers(calendar, day, ours, theirs, our_notice or their_notice)
