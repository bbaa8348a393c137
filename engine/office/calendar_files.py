"""The calendar files of a home, as somebody asks who has only a published rule set in hand."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from engine.loading import build_canonical
from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar, is_workday


class HomeCalendars:
    """Files are read once."""

    def __init__(self, home: Path) -> None:
        self._file = cache(lambda id_: load_calendar(id_, home=home))

    def line(self, canonical: bytes) -> tuple[str, ...]:
        """The calendar that a published rule set counts by, and those it takes days over from."""
        found = [build_canonical(canonical).calendar]
        while isinstance(calendar := self._file(found[-1]), Calendar) and calendar.extends:
            found.append(calendar.extends)
        return tuple(found)

    def worked(self, calendar: str, day: date) -> bool | None:
        """Whether the file has the day as worked; None where there is no such file."""
        found = self._file(calendar)
        return is_workday(found, day) if isinstance(found, Calendar) else None
