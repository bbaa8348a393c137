"""The shipped calendar of China, read in the plainest way, and words for dates and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from engine.policy.calendar import Calendar, CalendarYear
from engine.policy.definitions import Counting
from engine.policy.forms import Text
from engine.policy.limits import Limit, parse_limit

SHIPPED = Path(__file__).parents[2] / "rules" / "calendars" / "cn.yaml"
COUNTING = Counting()
ZONE = ZoneInfo("Asia/Shanghai")


def shipped() -> Calendar:
    """`rules/calendars/cn.yaml` as a value."""
    raw = yaml.load(SHIPPED.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    days = {
        day(d): noted["worked"] == "true"
        for year in raw["years"].values()
        for d, noted in year["days"].items()
    }
    years = {int(y): CalendarYear(v["status"], v["source"], v["version"]) for y, v in raw["years"].items()}
    return Calendar("cn", Text(**raw["title"]), raw["zone"], days, years)


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
