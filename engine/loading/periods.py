"""When a text holds: its own days in order, and days in common with the texts it builds on.

A child is in force at most while its parents are; where the two periods share no day, no case could
ever fall under it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from engine.loading.ancestry import Level
from engine.loading.document import Document
from engine.source import Problem

Period = tuple[date, date]


def periods(levels: Sequence[Level]) -> Iterator[Problem]:
    """What is wrong with the period of the nearest file, by itself and against those above."""
    own = levels[0].own
    mine = _period(own)
    if mine is None:
        return
    if mine[0] > mine[1]:
        params = {"from": mine[0].isoformat(), "until": mine[1].isoformat()}
        yield Problem("period-backwards", own.at(("in_force", "until")), params)
        return
    for level in levels[1:]:
        theirs = _period(level.own)
        if theirs and (mine[0] > theirs[1] or theirs[0] > mine[1]):
            params = {"mine": _told(mine), "theirs": _told(theirs), "parent": level.id}
            also = level.own.at_key(("in_force",))
            yield Problem("periods-apart", own.at_key(("in_force",)), params, also=also)


def _period(document: Document) -> Period | None:
    """First and last day, or None where none is written or it cannot be read (the schema says so)."""
    span = document.data.get("in_force") if isinstance(document.data, dict) else None
    if not isinstance(span, dict):
        return None
    try:
        first, last = (span.get(key) for key in ("from", "until"))
        return (
            date.fromisoformat(first) if isinstance(first, str) else date.min,
            date.fromisoformat(last) if isinstance(last, str) else date.max,
        )
    except ValueError:
        return None


def _told(period: Period) -> str:
    first = "" if period[0] == date.min else period[0].isoformat()
    last = "" if period[1] == date.max else period[1].isoformat()
    return f"{first} … {last}".strip()
