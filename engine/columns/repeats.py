"""How many earlier cases on the same matter there are: a counted fact over a stream of past cases.

As `engine.policy.correlation`: the fields named are known and equal, the other case was opened before,
and no longer ago than the window. Only cases that stand before in the file can be counted, so a history
is read in the order of arrival; what has left every window is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.columns.column import Column, Numbers, Words
from engine.columns.days import Days, DayTable, Instants, add_months, day_table
from engine.columns.past import PastCases
from engine.policy.calendar import Calendar
from engine.policy.conditions import ALWAYS
from engine.policy.correlation import HALF_MONTH
from engine.policy.definitions import Count, Counting
from engine.policy.limits import Limit, Unit

_SECOND = 1_000_000
_SHIFT = 36
"""Bits for the seconds of an instant, counted from 1949; the number of the matter stands above them."""
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.HALF_MONTH: HALF_MONTH}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


@dataclass
class Counter:
    """One counted fact of one rule set, with what it remembers of the cases so far."""

    count: Count
    days: DayTable
    known: dict[tuple[str, ...], int] = field(default_factory=dict)
    before: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def counted(self, past: PastCases) -> Column:
        """For every case of the next batch how many there were before."""
        opened = past.instants["opened"]
        number = self._numbers(past)
        here = number >= 0
        seconds = (opened - int(self.days.starts[0])) // _SECOND
        places = np.where(here, (number << _SHIFT) | seconds, -1)
        all_ = np.sort(np.concatenate((self.before, places[here])))
        first = self._first(opened)
        lowest = (number << _SHIFT) | ((first - int(self.days.starts[0])) // _SECOND)
        found = np.searchsorted(all_, places, "left") - np.searchsorted(all_, lowest, "left")
        if len(opened):
            self._forget(all_, int(first.min()))
        return Numbers(np.where(here, np.maximum(found, 0), 0).astype(np.int64))

    def _numbers(self, past: PastCases) -> NDArray[np.int64]:
        """The number of every case's matter; -1 where a field is not known."""
        columns = [past.frame.columns.get(name) for name in self.count.same]
        words = [c for c in columns if isinstance(c, Words)]
        if len(words) < len(columns):
            return np.full(past.size, -1)
        mixed, known = np.zeros(past.size, np.int64), np.ones(past.size, bool)
        for column in words:
            mixed = mixed * (len(column.known) + 1) + column.codes
            known &= np.not_equal(column.codes, len(column.known))
        kinds, which = np.unique(np.where(known, mixed, -1), return_inverse=True)
        return np.array([self._number(int(k), words) for k in kinds], np.int64)[which.reshape(-1)]

    def _number(self, mixed: int, columns: list[Words]) -> int:
        if mixed < 0:
            return -1
        key = []
        for column in reversed(columns):
            mixed, code = divmod(mixed, len(column.known) + 1)
            word = column.known[code]
            key.append(str(word.as_py() if isinstance(word, pa.Scalar) else word))
        return self.known.setdefault(tuple(key), len(self.known))

    def _first(self, opened: Instants) -> Instants:
        """The first moment of each case's window."""
        within = self.count.within
        if within is None:
            return np.full(len(opened), int(self.days.starts[0]))
        return self.days.start_of(_back(self.days.local_day(opened), within))

    def _forget(self, all_: NDArray[np.int64], first: int) -> None:
        """Keep what a case opened at the end of this batch, or later, could still count."""
        seconds = all_ & ((1 << _SHIFT) - 1)
        self.before = all_[seconds >= (first - int(self.days.starts[0])) // _SECOND]


def counters(counts: dict[str, Count], calendar: Calendar) -> dict[str, Counter]:
    """A counter for each counted fact that a history can tell: of cases, under no condition of their own,
    within a window that needs no working calendar."""
    days = day_table(calendar, Counting())
    return {k: Counter(c, days) for k, c in counts.items() if c.count == "cases" and c.if_ == ALWAYS and _plain(c)}


def _plain(count: Count) -> bool:
    within = count.within
    return within is None or (within.kind == "span" and within.unit in {*_DAYS, *_MONTHS})


def _back(days: Days, within: Limit) -> Days:
    unit = within.unit
    assert unit is not None
    if unit in _DAYS:
        return days - within.amount * _DAYS[unit]
    return add_months(days, -within.amount * _MONTHS[unit])
