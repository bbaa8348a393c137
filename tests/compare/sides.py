"""Sides of a comparison from the rules of this repository, or of a copy that may be altered."""

from __future__ import annotations

from pathlib import Path

from engine.compare.findings import Side
from engine.loading import load_ruleset
from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar

ROOT = Path(__file__).resolve().parents[2]


def side(id_: str, home: Path = ROOT) -> Side:
    """The side of that id; its files must be right."""
    found = side_or_none(id_, home)
    assert found is not None
    return found


def side_or_none(id_: str, home: Path) -> Side | None:
    """The side, or None where its files have errors."""
    loaded = load_ruleset(id_, home=home)
    if loaded.ruleset is None:
        return None
    calendar = load_calendar(loaded.ruleset.calendar, home=home)
    return Side(id_, loaded.ruleset, calendar, loaded.parents) if isinstance(calendar, Calendar) else None
