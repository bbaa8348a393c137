"""Counts over batches: what a rule set would have done in all, and where two of them part.

Every tally is a plain value that can be added to another, so that memory does not grow with the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.columns.column import EPOCH, Words
from engine.columns.days import DAY_US, DayTable
from engine.columns.past import NEVER, PastCases
from engine.columns.replay import FAR, Ran, Replayed, ReplayPlan, Truth

LONGEST = 4_000
"""Days that are told apart; what took longer counts as this long."""
MOST_WORDS = 60
"""A field with more different words than this is not broken down by them."""
Histogram = NDArray[np.int64]


def no_days() -> Histogram:
    """A histogram of days in which nothing is."""
    return np.zeros(LONGEST + 1, np.int64)


def spread(days: Histogram) -> tuple[int, int | None, int | None]:
    """How many, the median, the longest (in days); the lower of two middle ones."""
    count = int(days.sum())
    if count == 0:
        return 0, None, None
    middle = int(np.searchsorted(np.cumsum(days), (count + 1) // 2))
    return count, middle, int(np.flatnonzero(days)[-1])


@dataclass
class ClockTally:
    """One clock: how many were started, kept, not kept; still open, and open past their day."""

    started: int = 0
    met: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    unbounded: int = 0
    allowed: Histogram = field(default_factory=no_days)

    def add(self, other: ClockTally) -> None:
        """Count the other's cases too."""
        for name in ("started", "met", "late", "open", "overdue", "unbounded"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.allowed += other.allowed


@dataclass
class SetTally:
    """What one rule set would have done. `months` counts cases by route and month of opening, `taken`
    the days from opening to answer by route, `rungs` cases that reached each rung."""

    routes: Counter[str] = field(default_factory=Counter)
    months: Counter[tuple[str, str]] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(default_factory=dict)
    conflicts: Counter[str] = field(default_factory=Counter)
    recusals: Counter[str] = field(default_factory=Counter)
    clocks: dict[str, ClockTally] = field(default_factory=dict)
    rungs: Counter[str] = field(default_factory=Counter)
    taken: dict[str, Histogram] = field(default_factory=dict)

    def add(self, other: SetTally) -> None:
        """Count the other's cases too."""
        for name in ("routes", "months", "conflicts", "recusals", "rungs"):
            getattr(self, name).update(getattr(other, name))
        for table, counts in other.values.items():
            self.values.setdefault(table, Counter()).update(counts)
        for key, tally in other.clocks.items():
            self.clocks.setdefault(key, ClockTally()).add(tally)
        for route, days in other.taken.items():
            self.taken[route] = self.taken.get(route, no_days()) + days


def set_tally(done: Replayed, past: PastCases, days: DayTable) -> SetTally:
    """The counts of one batch."""
    found = SetTally()
    found.routes.update(_counted(done.route, done.routes))
    found.months.update(dict(_by_month(done, past, days)))
    for key, table in done.decisions.tables.items():
        counts = np.bincount(table.choice, minlength=len(table.values))
        found.values[key] = Counter()
        for value, n in zip(table.values, counts.tolist(), strict=True):
            if n:
                found.values[key][_told(value)] += n
        found.conflicts[key] += int(np.count_nonzero(table.conflict))
    found.recusals.update({k: n for k, t in done.decisions.recusals.items() if (n := int(np.count_nonzero(t)))})
    for key, ran in done.clocks.items():
        found.clocks[key] = _clock_tally(ran)
        found.rungs.update(ran.rungs)
    found.taken = dict(_taken(done, past))
    return found


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return "+".join(_told(v) for v in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{k}={_told(v)}" for k, v in value.items())
    unit = getattr(value, "unit", None)
    return f"{value.amount} {unit.value}" if unit is not None else str(getattr(value, "kind", value))


def _counted(codes: NDArray[np.intp], names: tuple[str, ...]) -> dict[str, int]:
    counts = np.bincount(codes, minlength=len(names)).tolist()
    return {name: n for name, n in zip(names, counts, strict=True) if n}


def _by_month(done: Replayed, past: PastCases, days: DayTable) -> Iterator[tuple[tuple[str, str], int]]:
    day = (days.local_day(past.instants["opened"]) - EPOCH).astype("datetime64[D]")
    month = day.astype("datetime64[M]").astype(np.int64)
    if not len(month):
        return iter(())
    low, wide = int(month.min()), len(done.routes)
    counts = np.bincount((month - low) * wide + done.route)
    return (((done.routes[n % wide], _month(low + n // wide)), int(counts[n])) for n in np.flatnonzero(counts).tolist())


def _month(since_1970: int) -> str:
    return f"{1970 + since_1970 // 12}-{since_1970 % 12 + 1:02}"


def _clock_tally(ran: Ran) -> ClockTally:
    started = int(np.count_nonzero(ran.runs))
    stopped = int(np.count_nonzero(ran.stopped))
    if ran.due is None:
        return ClockTally(started, open=started - stopped, unbounded=started)
    bounded = ran.runs & (ran.due.expires != FAR)
    late, over = ran.late & ran.stopped, ran.late & ~ran.stopped
    return ClockTally(
        started,
        met=int(np.count_nonzero(bounded & ran.stopped & ~ran.late)),
        late=int(np.count_nonzero(late)),
        open=started - stopped,
        overdue=int(np.count_nonzero(over)),
        unbounded=started - int(np.count_nonzero(bounded)),
        allowed=_days(ran.days[bounded]),
    )


def _days(days: NDArray[np.int64]) -> Histogram:
    return np.bincount(np.clip(days, 0, LONGEST), minlength=LONGEST + 1)


def _taken(done: Replayed, past: PastCases) -> Iterator[tuple[str, Histogram]]:
    answered = past.instants.get("answered")
    if answered is None:
        return
    known = answered != NEVER
    days = np.floor_divide(answered - past.instants["opened"], DAY_US)
    for number, name in enumerate(done.routes):
        here = known & (done.route == number)
        if here.any():
            yield name, _days(days[here])


@dataclass
class PairTally:
    """Where two rule sets part on the same cases. `routes` counts pairs of routes that differ, `shifts`
    the days by which due dates differ (first minus `LONGEST`); `whom` counts by field and word:
    cases, differing, due earlier, due later, newly late, no longer late."""

    cases: int = 0
    differing: int = 0
    routes: Counter[tuple[str, str]] = field(default_factory=Counter)
    tables: Counter[str] = field(default_factory=Counter)
    earlier: Counter[str] = field(default_factory=Counter)
    later: Counter[str] = field(default_factory=Counter)
    newly_late: int = 0
    no_longer_late: int = 0
    whom: dict[tuple[str, str], NDArray[np.int64]] = field(default_factory=dict)

    def add(self, other: PairTally) -> None:
        """Count the other's cases too."""
        for name in ("cases", "differing", "newly_late", "no_longer_late"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("routes", "tables", "earlier", "later"):
            getattr(self, name).update(getattr(other, name))
        for key, counts in other.whom.items():
            self.whom[key] = self.whom.get(key, np.zeros(6, np.int64)) + counts


@dataclass(frozen=True)
class Pairing:
    """Two rule sets beside each other: which clocks answer to which, whether their routes have common
    names, which tables both have."""

    a: ReplayPlan
    b: ReplayPlan
    clocks: tuple[tuple[str, str], ...]
    routes: bool
    tables: tuple[str, ...]


def pair_tally(pairing: Pairing, a: Replayed, b: Replayed, past: PastCases) -> tuple[PairTally, NDArray[np.intp]]:
    """The counts of one batch, and the rows that come out differently."""
    found = PairTally(past.size)
    differ, early, later = (np.zeros(past.size, bool) for _ in range(3))
    if pairing.routes:
        names = {name: n for n, name in enumerate(dict.fromkeys((*a.routes, *b.routes)))}
        here, there = (np.array([names[r] for r in x.routes])[x.route] for x in (a, b))
        moved = np.not_equal(here, there)
        pairs = np.bincount(here[moved] * len(names) + there[moved])
        words = list(names)
        found.routes.update(
            {(words[n // len(names)], words[n % len(names)]): int(pairs[n]) for n in np.flatnonzero(pairs)}
        )
        differ |= moved
    for key in pairing.tables:
        other = _other_value(a, b, key)
        found.tables[key] += int(np.count_nonzero(other))
        differ |= other
    for key, match in pairing.clocks:
        sooner, after = _shifted(a.clocks[key], b.clocks[match])
        found.earlier[key] += int(np.count_nonzero(sooner))
        found.later[key] += int(np.count_nonzero(after))
        early, later = early | sooner, later | after
    newly, freed = b.late & ~a.late, a.late & ~b.late
    differ = differ | early | later | newly | freed
    found.differing = int(np.count_nonzero(differ))
    found.newly_late, found.no_longer_late = int(np.count_nonzero(newly)), int(np.count_nonzero(freed))
    found.whom = dict(_whom(past, (np.ones(past.size, bool), differ, early, later, newly, freed)))
    return found, np.flatnonzero(differ)


def _other_value(a: Replayed, b: Replayed, key: str) -> Truth:
    one, two = a.decisions.tables[key], b.decisions.tables[key]
    told = [[_told(v) for v in t.values] for t in (one, two)]
    names = {w: n for n, w in enumerate(dict.fromkeys((*told[0], *told[1])))}
    here, there = (np.array([names[w] for w in words]) for words in told)
    found: Truth = np.not_equal(here[one.choice], there[two.choice])
    return found


def _shifted(a: Ran, b: Ran) -> tuple[Truth, Truth]:
    """Where the second is due earlier, and where later; no due date is later than any."""
    both = a.runs & b.runs
    ends = [np.full(len(both), FAR) if ran.due is None else ran.due.expires for ran in (a, b)]
    return both & (ends[1] < ends[0]), both & (ends[1] > ends[0])


def _whom(past: PastCases, truths: tuple[Truth, ...]) -> Iterator[tuple[tuple[str, str], NDArray[np.int64]]]:
    for fact, column in past.frame.columns.items():
        kind = past.frame.types[fact]
        if kind.kind != "choice" or not isinstance(column, Words) or len(column.known) > MOST_WORDS:
            continue
        words = [w.as_py() if isinstance(w, pa.Scalar) else w for w in column.known]
        counts = np.stack([np.bincount(column.codes[t], minlength=len(words) + 1) for t in truths])
        for number, word in enumerate([*words, ""]):
            if counts[0, number]:
                yield (fact, word), counts[:, number]


def differing_rows(
    pairing: Pairing, a: Replayed, b: Replayed, past: PastCases, rows: NDArray[np.intp]
) -> dict[str, Any]:
    """Cases that come out differently, as columns of a file."""
    found: dict[str, Any] = {"row": past.rows[rows], "case": past.names.take(pa.array(rows))}
    opened = pairing.a.days.local_day(past.instants["opened"][rows])
    found["opened"] = pa.array((opened - EPOCH).astype("datetime64[D]"))
    sides = ((pairing.a, a, 0), (pairing.b, b, 1))
    for plan, done, _ in sides:
        found[f"{plan.id}: route"] = np.array(done.routes)[done.route[rows]]
    for key in pairing.tables:
        for plan, done, _ in sides:
            table = done.decisions.tables[key]
            found[f"{plan.id}: {key}"] = np.array([_told(v) for v in table.values])[table.choice[rows]]
    for keys in pairing.clocks:
        for plan, done, side in sides:
            ran = done.clocks[keys[side]]
            found[f"{plan.id}: {keys[side]} due"] = _due_days(ran, rows)
    for plan, done, _ in sides:
        found[f"{plan.id}: late"] = done.late[rows]
    return found


def _due_days(ran: Ran, rows: NDArray[np.intp]) -> Any:
    if ran.due is None:
        return pa.nulls(len(rows), pa.date32())
    none = ~ran.runs[rows] | (ran.due.expires[rows] == FAR)
    return pa.array((ran.due.due[rows] - EPOCH).astype("datetime64[D]"), mask=none)
