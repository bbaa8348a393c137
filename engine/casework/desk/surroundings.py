"""What surrounds a case when it is judged: its calendar, the directory, the cases related to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from engine.casework.case import Case
from engine.casework.ports import Store, UnknownCase
from engine.casework.requests import Open, World
from engine.casework.rows import related_fields, standing_id
from engine.casework.rulebook import Rulebook
from engine.policy.calendar import Calendar, local_date
from engine.policy.conditions import Facts
from engine.policy.correlation import window_start
from engine.policy.directory import Directory
from engine.policy.tables import Match


class Rules(Protocol):
    """Published rule sets and calendars, ready for judging."""

    def in_force(self, locality: str, at: datetime) -> str | None:
        """Digest of the rule set a case that opens now falls under."""

    def book(self, digest: str) -> Rulebook:
        """The rulebook of a published digest."""

    def calendar(self, id_: str) -> Calendar:
        """The calendar of that id."""


class Surroundings:
    """Fetches the `World` of a case from the store and the published rules."""

    def __init__(self, store: Store, rules: Rules, match: Match, now: Callable[[], datetime]) -> None:
        self.store, self.rules, self.match, self.now = store, rules, match, now

    def of(self, case: Case, book: Rulebook, directory: Directory | None = None) -> World:
        """The world of a case that is kept, with this directory or with the one of the store."""
        calendar = self.rules.calendar(book.ruleset.calendar)
        opened = case.opened or self.now()
        related = self._related(case.locality, case.id, related_fields(case, book), book, calendar, opened)
        if directory is None:
            directory = self.store.directory(case.locality)
        return World(calendar, directory, self.match, related, self._periods(case.locality, book))

    def of_opening(self, request: Open, book: Rulebook, at: datetime) -> World:
        """The world of a case that opens at this moment."""
        calendar = self.rules.calendar(book.ruleset.calendar)
        same = related_fields(Case("", answers=request.answers), book)
        related = self._related(request.locality, request.case, same, book, calendar, at)
        directory = self.store.directory(request.locality)
        return World(calendar, directory, self.match, related, self._periods(request.locality, book))

    def of_standing(self, locality: str, book: Rulebook) -> World:
        """The world of a standing file that is not there yet."""
        return World(self.rules.calendar(book.ruleset.calendar), self.store.directory(locality), self.match)

    def _periods(self, locality: str, book: Rulebook) -> frozenset[str]:
        """The declared periods that run, as the row of the standing file has them."""
        if not book.ruleset.periods:
            return frozenset()
        try:
            return frozenset(self.store.row(standing_id(locality)).flags)
        except UnknownCase:
            return frozenset()

    def _related(
        self, locality: str, but: str, fields: Mapping[str, str], book: Rulebook, calendar: Calendar, opened: datetime
    ) -> tuple[Facts, ...]:
        opened = opened.astimezone(ZoneInfo(calendar.zone))  # the store counts days in the zone it is given
        today = local_date(calendar, opened)
        found: dict[str, Facts] = {}
        for names, within in book.akin:
            same = {f: fields[f] for f in names if f in fields}
            if len(same) != len(names):
                continue
            since = window_start(today, within) or today
            for row in self.store.related(locality, same, since=since, before=opened, but=but):
                found[str(row["case"])] = {**found.get(str(row["case"]), {}), **row}
        return tuple(found.values())
