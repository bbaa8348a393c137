"""A text should not outlive its calendar unnoticed.

Code `calendar-ends`. When `in_force` names a first or a last day beyond the last year that the calendar
knows, every date after that year rests on weekends alone and is told as provisional. Add the year when
its holidays are announced, or give `in_force` the day to which the calendar reaches.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.lint.subject import Subject
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """One warning when the text begins or ends after the calendar does."""
    years = subject.calendar.years
    if not years:
        return
    last = max(years)
    for key, day in (("from", subject.ruleset.in_force.from_), ("until", subject.ruleset.in_force.until)):
        if day is not None and day.year > last:
            params: dict[str, Any] = {"calendar": subject.calendar.id, "last": last, "day": day.isoformat()}
            yield subject.problem("calendar-ends", f"in_force.{key}", also="calendar", severity="warning", **params)
            return
