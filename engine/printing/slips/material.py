"""What a slip is made of, and how it says a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine.casework.desk import CaseFile
from engine.casework.ports import ClockRow
from engine.i18n import text
from engine.policy.calendar import Calendar, local_date
from engine.views.names import Names


@dataclass(frozen=True)
class CaseMaterial:
    """The file, the words, the calendar, the clocks, and identity if it was opened."""

    file: CaseFile
    names: Names
    calendar: Calendar
    clocks: tuple[ClockRow, ...]
    identity: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The sentence `printing.slip.<key>`."""
        return text(f"printing.slip.{key}", self.names.lang, missing=None, **values)

    def day(self, day: date) -> str:
        """A day as an official paper writes it: 2026年1月13日."""
        return self.say("day", year=day.year, month=day.month, day=day.day)

    def day_of(self, at: datetime | None) -> str:
        """The day of an instant where the case is; nothing for none."""
        return self.day(local_date(self.calendar, at)) if at else ""
