"""Published rule sets by their digest, prepared once for judging, and the calendars that they count by."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from engine.casework.ports import Store
from engine.casework.rulebook import Rulebook, prepare
from engine.casework.upkeep.calendars import Calendars
from engine.casework.upkeep.publications import expired
from engine.errors import EngineError
from engine.loading import build_canonical
from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar, local_date


class PublishedRules:
    """Published rule sets by digest, prepared once; calendars from their files."""

    def __init__(self, store: Store, home: Path) -> None:
        self.store, self.home = store, home
        self._books: dict[str, Rulebook] = {}
        self.calendars = Calendars(store, self._calendar_file)

    def in_force(self, locality: str, at: datetime) -> str | None:
        """The publication that a case opening now falls under: the latest that has begun, if its text
        still holds."""
        for published in reversed(self.store.published(locality)):
            ruleset = self.book(published.digest).ruleset
            day = local_date(self.calendar(ruleset.calendar), at)
            if published.from_ <= day:
                return None if expired(ruleset, day) else published.digest
        return None

    def book(self, digest_: str) -> Rulebook:
        """The rulebook of a published digest. Raises UnknownCase for one never published."""
        if digest_ not in self._books:
            self._books[digest_] = prepare(build_canonical(self.store.canonical(digest_)))
        return self._books[digest_]

    def calendar(self, id_: str) -> Calendar:
        """The calendar of that id with its amendments. Raises EngineError when its file is missing or
        wrong."""
        return self.calendars.of(id_)

    def _calendar_file(self, id_: str) -> Calendar:
        found = load_calendar(id_, home=self.home)
        if not isinstance(found, Calendar):
            raise EngineError("; ".join(p.line("en") for p in found))
        return found
