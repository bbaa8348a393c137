"""An amendment of a calendar: days that a later notice makes worked or free.

It stands beside the calendar's file and never in it, so that what was counted before can be counted
again; two notices with the same days and the same source are one amendment.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.policy.calendar import Calendar, amended


@dataclass(frozen=True)
class Amendment:
    """`days` says of each day whether it is worked; `source` names the notice."""

    calendar: str
    source: str
    days: Mapping[date, bool] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The same for the same notice, whoever enters it and how often."""
        return hashlib.sha256(json.dumps(to_plain(self), sort_keys=True).encode()).hexdigest()[:16]


def to_plain(amendment: Amendment) -> dict[str, Any]:
    """As it is kept and as it stands in an event."""
    days = {day.isoformat(): worked for day, worked in sorted(amendment.days.items())}
    return {"calendar": amendment.calendar, "source": amendment.source, "days": days}


def from_plain(raw: Mapping[str, Any]) -> Amendment:
    """The amendment that `to_plain` wrote."""
    days = {date.fromisoformat(day): bool(worked) for day, worked in raw["days"].items()}
    return Amendment(str(raw["calendar"]), str(raw["source"]), days)


def over(calendar: Calendar, amendments: Iterable[Amendment], *, own: Iterable[date] = ()) -> Calendar:
    """The calendar under these amendments, the later ones last; `own` days are left as they are."""
    kept = frozenset(own)
    for amendment in amendments:
        days = {day: worked for day, worked in amendment.days.items() if day not in kept}
        calendar = amended(calendar, days, amendment.source)
    return calendar
