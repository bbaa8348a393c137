"""Published rule sets by their digest, prepared once for judging, and the calendars that they count by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.casework.ports import Store
from engine.casework.rulebook import Rulebook, prepare
from engine.casework.upkeep.calendars import Calendars
from engine.casework.upkeep.publications import expired
from engine.errors import EngineError
from engine.loading import build_canonical, digest
from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar, local_date
from engine.policy.definitions import RuleSet


@dataclass(frozen=True)
class InForce:
    """The rules by which cases open at a moment."""

    digest: str
    ruleset: RuleSet
    calendar: Calendar


class PublishedRules:
    """Published rule sets by digest, prepared once; calendars from their files."""

    def __init__(self, store: Store, home: Path) -> None:
        self.store, self.home = store, home
        self._books: dict[str, Rulebook] = {}
        self.calendars = Calendars(store, self._calendar_file)

    def in_force(self, locality: str, at: datetime) -> str | None:
        """The publication that a case opening now falls under: the latest that has begun, if its text
        still holds."""
        found = self.holding(locality, at)
        return found.digest if found else None

    def holding(self, locality: str, at: datetime) -> InForce | None:
        """The same with its rules and the calendar that they count by."""
        for published in reversed(self.store.published(locality)):
            ruleset = self.book(published.digest).ruleset
            calendar = self.calendar(ruleset.calendar)
            day = local_date(calendar, at)
            if published.from_ <= day:
                return None if expired(ruleset, day) else InForce(published.digest, ruleset, calendar)
        return None

    def book(self, digest_: str) -> Rulebook:
        """The rulebook of a published digest. Raises UnknownCase for one never published, EngineError for one
        that was altered since."""
        if digest_ not in self._books:
            content = self.store.canonical(digest_)
            if digest(content) != digest_:
                raise EngineError(f"the rules kept under {digest_} are not those that were published")
            self._books[digest_] = prepare(build_canonical(content))
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
