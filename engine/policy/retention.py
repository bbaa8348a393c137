"""How long sealed identity is kept after a case was closed, and from which day on it is to be erased."""

from __future__ import annotations

from datetime import date, timedelta

from engine.policy.calendar import Calendar
from engine.policy.definitions import Counting, Retention
from engine.policy.limits import Limit, Unit
from engine.policy.spans import shift

_UNITS = frozenset({Unit.DAY, Unit.WORKING_DAY, Unit.WEEK, Unit.HALF_MONTH, Unit.MONTH, Unit.YEAR})


def is_counted(limit: Limit) -> bool:
    """Whether a term of retention can be counted in whole days: a number of days or more, no word.

    >>> is_counted(Limit("span", 5, Unit.YEAR)), is_counted(Limit("promptly"))
    (True, False)
    """
    return limit.kind == "span" and limit.amount > 0 and limit.unit in _UNITS


def erasable_from(retention: Retention, closed: date, calendar: Calendar, counting: Counting) -> date:
    """The first day on which identity is no longer kept: the day after the term, which runs from the
    day after the closing; it is not rolled, for nobody has to act on it.

    Raises CountingError for a term without a number, which no checked rule set has.
    """
    return shift(closed, retention.after_closing, calendar, counting) + timedelta(days=1)
