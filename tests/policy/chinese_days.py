"""The shipped calendar of China, and words for dates and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar
from engine.policy.definitions import Counting
from engine.policy.limits import Limit, parse_limit

ROOT = Path(__file__).parents[2]
COUNTING = Counting()
ZONE = ZoneInfo("Asia/Shanghai")


def shipped() -> Calendar:
    """`rules/calendars/cn.yaml` as the engine loads it."""
    found = load_calendar("cn", home=ROOT)
    assert isinstance(found, Calendar), found
    return found


def day(text: str) -> date:
    """A date as written in ISO 8601."""
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """An instant, written as local time in China."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def limit(text: str) -> Limit:
    """A limit as a rule file writes it."""
    found = parse_limit(text)
    assert found is not None, text
    return found


CN = shipped()
