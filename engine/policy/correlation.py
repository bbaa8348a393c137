"""Related cases: which of the candidates count, and how many there are.

A candidate counts when every field named in `same` is given on both and equal, when it was opened
within the window (counted back from today on the plain calendar, both ends included), and when the
condition of the count holds for it. The case itself is never among the candidates.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from engine.policy.conditions import Facts, holds
from engine.policy.definitions import Count
from engine.policy.limits import Limit, Unit

HALF_MONTH = 15
"""Days of a half-month where a window is counted back (it need not follow a local reading)."""


def window_start(today: date, within: Limit | None) -> date | None:
    """First day of the window; `date.min` without a limit, None when it needs a working calendar."""
    if within is None:
        return date.min
    if within.kind != "span" or within.unit is None:
        return None
    lengths = {Unit.DAY: 1, Unit.WEEK: 7, Unit.HALF_MONTH: HALF_MONTH}
    days = within.amount * lengths[within.unit] if within.unit in lengths else None
    if days is not None:
        return date.fromordinal(max(1, today.toordinal() - days))
    months = {Unit.MONTH: within.amount, Unit.YEAR: within.amount * 12}.get(within.unit)
    return _months_back(today, months) if months is not None else None


def counts_as_related(count: Count, facts: Facts, row: Facts, *, start: date, today: date) -> bool:
    """Whether one candidate counts."""
    opened = row.get("opened")
    if type(opened) is not date or not start <= opened <= today:
        return False
    return all(_same(facts.get(f), row.get(f)) for f in count.same) and holds(count.if_, row)


def count_related(count: Count, facts: Facts, related: Iterable[Facts], today: date) -> int:
    """How many related cases count; a window in working days counts from its length in days."""
    start = window_start(today, count.within)
    if start is None:
        length = count.within.amount if count.within else 0
        start = today - timedelta(days=length)
    return sum(counts_as_related(count, facts, row, start=start, today=today) for row in related)


def _same(here: object, there: object) -> bool:
    return here is not None and type(here) is type(there) and here == there


def _months_back(today: date, months: int) -> date:
    total = today.year * 12 + today.month - 1 - months
    if total < 12:
        return date.min
    year, month = divmod(total, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
