"""When a limit ends: from the words of a text to a day and an instant.

Follows Civil Code 200-204 unless the rule set's `counting` says otherwise (204 allows that). Days,
months and years end on a day (`engine.policy.spans`), at 24:00 or at the closing hour (203);
minutes and hours run on the wall clock. `engine.policy.deadlines` adds pauses and extensions.
The same module says which of two limits is stricter, because that too is only counting.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from engine.policy.calendar import ONE_DAY, Calendar, local_date, start_of
from engine.policy.definitions import Counting
from engine.policy.limits import Limit, Unit
from engine.policy.spans import (
    CountingError,
    announced,
    closing,
    last_day,
    rolled,
    rolls,
    settled,
    shift,
    wall_clock,
)

__all__ = [
    "CountingError",
    "DueDate",
    "Strictness",
    "due_date",
    "due_from",
    "ending_at",
    "is_stricter",
    "shift",
]

_FIRST, _LAST = date(2007, 1, 1), date(2026, 12, 31)


@dataclass(frozen=True)
class DueDate:
    """The last day of a limit.

    `nominal` is counted, `due` is rolled to a working day, `expires` is the instant (UTC) from
    which it is too late, `provisional` says that a year it rests on has not been announced.
    """

    nominal: date
    due: date
    expires: datetime
    provisional: bool


def due_date(limit: Limit, started: datetime, calendar: Calendar, counting: Counting) -> DueDate | None:
    """When a limit that starts at this instant ends; None when the text sets no number.

    A limit that would end before it starts (`same day`, begun after the closing hour) ends at 24:00.
    """
    plain = settled(limit, counting)
    if plain is None:
        return None
    if (elapsed := wall_clock(plain)) is not None:
        return ending_at(started + elapsed, calendar)
    day = local_date(calendar, started)
    found = _dated(plain, day, calendar, counting)
    if found.expires > started:
        return found
    return DueDate(found.nominal, found.due, start_of(calendar, day + ONE_DAY), found.provisional)


def due_from(limit: Limit, start: date, calendar: Calendar, counting: Counting) -> DueDate | None:
    """When a limit that starts on this day ends; hours run from the day's first moment."""
    plain = settled(limit, counting)
    if plain is None:
        return None
    if (elapsed := wall_clock(plain)) is not None:
        return ending_at(start_of(calendar, start) + elapsed, calendar)
    return _dated(plain, start, calendar, counting)


def ending_at(instant: datetime, calendar: Calendar) -> DueDate:
    """The due date of a limit that ends at an instant: no roll, nothing provisional."""
    day = local_date(calendar, instant)
    return DueDate(day, day, instant.astimezone(UTC), False)


def _dated(limit: Limit, start: date, calendar: Calendar, counting: Counting) -> DueDate:
    nominal = last_day(limit, start, calendar, counting)
    due = rolled(nominal, calendar, counting, not_before=start) if rolls(limit) else nominal
    provisional = False
    if limit.unit is Unit.WORKING_DAY:
        provisional = not announced(calendar, start, due)
    elif rolls(limit) and counting.roll != "none":
        provisional = not announced(calendar, nominal, due)
    return DueDate(nominal, due, closing(calendar, counting, due), provisional)


Verdict = Literal["stricter", "same", "looser", "incomparable"]


@dataclass(frozen=True)
class Strictness:
    """How limit a stands to limit b (design decision 7).

    `earlier` is a start date on which a ends before b, `later` one on which it ends after b.
    Incomparable limits have both; where one rests on a law or a fact nobody can count it has neither.
    """

    verdict: Verdict
    earlier: date | None = None
    later: date | None = None


def is_stricter(
    a: Limit,
    b: Limit,
    calendar: Calendar,
    counting: Counting,
    *,
    counting_b: Counting | None = None,
    calendar_b: Calendar | None = None,
) -> Strictness:
    """Whether a is never later than b, over every start date 2007-2026.

    No limit at all (`unspecified`) is looser than any number. `counting_b` and `calendar_b` are for two
    rule sets that count differently, or on other days.
    """
    if a == b and counting_b in (None, counting) and calendar_b in (None, calendar):
        return Strictness("same")
    other, there = counting_b or counting, calendar_b or calendar
    if not (_countable(a) and _countable(b)):
        return Strictness("incomparable")
    if settled(a, counting) is None or settled(b, other) is None:
        return _against_nothing(settled(a, counting), settled(b, other))
    by_clock = _by_clock(a, counting) or _by_clock(b, other)
    ends_a = _ends(a, calendar, counting, by_clock)
    ends_b = _ends(b, there, other, by_clock)
    pairs = list(zip(ends_a, ends_b, strict=True))
    earlier = next((i for i, (x, y) in enumerate(pairs) if x < y), None)
    later = next((i for i, (x, y) in enumerate(pairs) if x > y), None)
    return Strictness(_verdict(earlier, later), _witness(earlier, by_clock), _witness(later, by_clock))


def _verdict(earlier: int | None, later: int | None) -> Verdict:
    if earlier is None:
        return "same" if later is None else "looser"
    return "stricter" if later is None else "incomparable"


def _against_nothing(a: Limit | None, b: Limit | None) -> Strictness:
    if a is None and b is None:
        return Strictness("same")
    return Strictness("looser", later=_FIRST) if a is None else Strictness("stricter", earlier=_FIRST)


def _countable(limit: Limit) -> bool:
    return limit.kind not in ("as-the-law-says", "fact", "same-as-limit")


def _by_clock(limit: Limit, counting: Counting) -> bool:
    plain = settled(limit, counting)
    return plain is not None and wall_clock(plain) is not None


def _witness(index: int | None, by_clock: bool) -> date | None:
    if index is None:
        return None
    return _FIRST + timedelta(days=index // 2 if by_clock else index)


@lru_cache(maxsize=256)
def _ends(limit: Limit, calendar: Calendar, counting: Counting, by_clock: bool) -> array[int]:
    """The end for every start date. By the clock: in seconds, for a start at the day's first and at
    its last second, because between these two an end by the hour grows evenly and others stand still."""
    if by_clock:
        return array("q", _instants(limit, calendar, counting))
    days = (_FIRST + timedelta(days=i) for i in range((_LAST - _FIRST).days + 1))
    plain = settled(limit, counting)
    if plain is None:
        return array("q", (date.max.toordinal() for _ in days))
    return array("q", (_last(plain, d, calendar, counting).toordinal() for d in days))


def _last(limit: Limit, start: date, calendar: Calendar, counting: Counting) -> date:
    """The day on which a settled limit ends: that of `_dated`, without the instant."""
    nominal = last_day(limit, start, calendar, counting)
    return rolled(nominal, calendar, counting, not_before=start) if rolls(limit) else nominal


def _instants(limit: Limit, calendar: Calendar, counting: Counting) -> Iterator[int]:
    day = _FIRST
    while day <= _LAST:
        first, after = start_of(calendar, day), start_of(calendar, day + ONE_DAY)
        for at in (first, after - timedelta(seconds=1)):
            found = due_date(limit, at, calendar, counting)
            yield int(found.expires.timestamp()) if found else 2**62
        day += ONE_DAY
