"""Past cases under each of several rule sets: what they would have decided, by when, and where two of
them part.

`backtest` streams: it yields its progress batch by batch, and the last one holds the result. Nothing
is kept of a row once it is counted, so memory does not grow with the history. The file is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.casework.rulebook import Rulebook
from engine.columns.column import Column
from engine.columns.days import micros
from engine.columns.history import History, HistoryError
from engine.columns.past import Dirty, Layout, PastCases, clean
from engine.columns.repeats import Counter, counters
from engine.columns.replay import Replayed, ReplayPlan, replay
from engine.columns.stream import side_by_side
from engine.columns.tallies import Pairing, PairTally, SetTally, differing_rows, pair_tally, set_tally, spread
from engine.policy.calendar import Calendar
from engine.policy.fact_types import FactType
from engine.simulate.layout import facts_asked
from engine.simulate.plan import pairing, plan_of, untold

Sink = Callable[[Mapping[str, Any]], None]
"""Takes rows as columns; called batch by batch, in the order of the file."""


@dataclass(frozen=True)
class Town:
    """A rule set that is tried, and the calendar it counts on."""

    book: Rulebook
    calendar: Calendar


@dataclass(frozen=True)
class Spread:
    """Days: of how many cases, the median, the longest. None where there is no case."""

    cases: int
    median: int | None
    worst: int | None


@dataclass(frozen=True)
class ClockResult:
    """One deadline: cases on which it ran, kept, not kept, still open, open past its day, and without a
    number; `allowed` is how many days it gave."""

    started: int
    met: int
    late: int
    open: int
    overdue: int
    unbounded: int
    allowed: Spread


@dataclass(frozen=True)
class SetResult:
    """What one rule set would have done. `routes` counts cases by who handles, `load` by who handles and
    month (`2026-03`), `days` is from opening to answer by who handles, `rungs` counts cases that reached
    `ladder.step`; `untold` are deadlines of which the history does not tell, `missing` facts that the
    rules ask about and the history does not hold."""

    id: str
    routes: Mapping[str, int]
    load: Mapping[str, Mapping[str, int]]
    days: Mapping[str, Spread]
    tables: Mapping[str, Mapping[str, int]]
    conflicts: Mapping[str, int]
    recusals: Mapping[str, int]
    clocks: Mapping[str, ClockResult]
    rungs: Mapping[str, int]
    untold: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What changes for the cases with one answer to one question."""

    field: str
    word: str
    cases: int
    differing: int
    earlier: int
    later: int
    newly_late: int
    no_longer_late: int


@dataclass(frozen=True)
class PairResult:
    """Where the second rule set parts from the first. `routes` is None where the two have no unit or
    paper in common; `earlier` and `later` count due dates by the first one's deadline, `matched` names
    the second's."""

    a: str
    b: str
    differing: int
    routes: Mapping[tuple[str, str], int] | None
    tables: Mapping[str, int]
    matched: Mapping[str, str]
    earlier: Mapping[str, int]
    later: Mapping[str, int]
    newly_late: int
    no_longer_late: int
    whom: tuple[Change, ...]


@dataclass(frozen=True)
class Backtest:
    """The result: rows read, rows judged, rows that could not be (`dirty`, by reason), and what came of
    the others."""

    history: str
    rows: int
    judged: int
    unclean: int
    dirty: Mapping[str, int]
    sets: tuple[SetResult, ...]
    pairs: tuple[PairResult, ...]


@dataclass(frozen=True)
class Progress:
    """Rows done so far, and of how many where that is known; the last one holds the result."""

    rows: int
    of: int | None
    result: Backtest | None = None


@dataclass
class _Sums:
    """What has been counted so far."""

    rows: int = 0
    judged: int = 0
    unclean: int = 0
    dirty: dict[str, int] = field(default_factory=dict)
    sets: list[SetTally] = field(default_factory=list)
    pairs: list[PairTally] = field(default_factory=list)


@dataclass(frozen=True)
class _Done:
    """One batch, worked through."""

    past: PastCases
    dirty: Dirty
    sets: tuple[SetTally, ...]
    pairs: tuple[PairTally, ...]
    differing: tuple[Mapping[str, Any], ...]


_Batch = tuple[PastCases, Dirty, tuple[Mapping[str, Column], ...]]


@dataclass(frozen=True)
class _Work:
    """What is done with every batch."""

    plans: tuple[ReplayPlan, ...]
    pairings: tuple[Pairing, ...]
    counters: tuple[Mapping[str, Counter], ...]
    layout: Layout
    types: Mapping[str, FactType]
    as_of: int
    listed: int | None

    def prepared(self, batches: Iterable[Any]) -> Iterator[_Batch]:
        """Cleaned batches, one after another: what is counted over cases needs their order."""
        first = 1
        for batch in batches:
            past, dirty = clean(batch, self.layout, self.types, first)
            counts = tuple({k: c.counted(past) for k, c in own.items()} for own in self.counters)
            first += batch.num_rows
            yield past, dirty, counts

    def __call__(self, prepared: _Batch) -> _Done:
        past, dirty, counts = prepared
        done = [replay(plan, past, self.as_of, own) for plan, own in zip(self.plans, counts, strict=True)]
        sets = tuple(set_tally(d, past, p.days) for d, p in zip(done, self.plans, strict=True))
        pairs, differing = [], []
        for number, (found, other) in enumerate(zip(self.pairings, done[1:], strict=True)):
            tally, rows = pair_tally(found, done[0], other, past)
            pairs.append(tally)
            if number == self.listed and len(rows):
                differing.append(_listed(found, done[0], other, past, rows))
        return _Done(past, dirty, sets, tuple(pairs), tuple(differing))


def _listed(found: Pairing, a: Replayed, b: Replayed, past: PastCases, rows: Any) -> Mapping[str, Any]:
    return differing_rows(found, a, b, past, rows)


def backtest(
    towns: Sequence[Town],
    history: History,
    layout: Layout,
    *,
    as_of: datetime,
    differing: Sink | None = None,
    dirty: Sink | None = None,
    listed: int = 0,
) -> Iterator[Progress]:
    """Try past cases under every rule set, the first one compared with each other one.

    `as_of` is how far time has gone for cases that are still open. `differing` gets the cases that come
    out differently (of the pair with the number `listed`), `dirty` those that cannot be judged. Raises HistoryError.
    """
    _check(history, layout)
    told = frozenset(layout.times)
    plans = tuple(plan_of(t.book, t.calendar, told) for t in towns)
    pairs = tuple(pairing(plans[0], p, (towns[0].book, t.book)) for p, t in zip(plans[1:], towns[1:], strict=True))
    types = facts_asked([t.book for t in towns])
    counting = tuple(_counters(t, layout) for t in towns)
    work = _Work(plans, pairs, counting, layout, types, micros(as_of), listed if differing is not None else None)
    sums = _Sums(sets=[SetTally() for _ in plans], pairs=[PairTally() for _ in pairs])
    plain = tuple(dict.fromkeys([*layout.times.values(), *([layout.case] if layout.case else [])]))
    for done in side_by_side(work, work.prepared(history.batches(layout.columns, plain))):
        _add(sums, done)
        if dirty is not None and len(done.dirty.rows):
            dirty(done.dirty.columns())
        if differing is not None and done.differing:
            differing(done.differing[0])
        yield Progress(sums.rows, history.rows)
    if sums.rows == 0:
        raise HistoryError("empty", file=history.name)
    yield Progress(sums.rows, sums.rows, _result(history, layout, towns, work, sums))


def _check(history: History, layout: Layout) -> None:
    missing = [c for c in layout.columns if c not in history.columns]
    if missing:
        there = ", ".join(history.columns)
        raise HistoryError("column", file=history.name, lacking=", ".join(missing), there=there)
    if "opened" not in layout.times:
        raise HistoryError("opened", file=history.name, there=", ".join(history.columns))


def _counters(town: Town, layout: Layout) -> Mapping[str, Counter]:
    """Counted facts that the history does not hold ready."""
    facts = town.book.ruleset.facts
    return counters({k: c for k, c in facts.items() if k not in layout.facts}, town.calendar)


def _add(sums: _Sums, done: _Done) -> None:
    sums.rows += done.past.size + len(done.dirty.rows)
    sums.judged += done.past.size
    sums.unclean += len(done.dirty.rows)
    for reason, n in done.dirty.counts().items():
        sums.dirty[reason] = sums.dirty.get(reason, 0) + n
    for total, more in zip(sums.sets, done.sets, strict=True):
        total.add(more)
    for pair, found in zip(sums.pairs, done.pairs, strict=True):
        pair.add(found)


def _result(history: History, layout: Layout, towns: Sequence[Town], work: _Work, sums: _Sums) -> Backtest:
    sets = tuple(_set(t, p, s, layout) for t, p, s in zip(towns, work.plans, sums.sets, strict=True))
    pairs = tuple(_pair(p, s) for p, s in zip(work.pairings, sums.pairs, strict=True))
    return Backtest(history.name, sums.rows, sums.judged, sums.unclean, dict(sums.dirty), sets, pairs)


def _set(town: Town, plan: ReplayPlan, sums: SetTally, layout: Layout) -> SetResult:
    load: dict[str, dict[str, int]] = {}
    for (route, month), n in sorted(sums.months.items()):
        load.setdefault(route, {})[month] = n
    clocks = {
        k: ClockResult(c.started, c.met, c.late, c.open, c.overdue, c.unbounded, Spread(*spread(c.allowed)))
        for k, c in sums.clocks.items()
    }  # fmt: skip
    asked = facts_asked([town.book], form_only=True)
    missing = tuple(n for n in asked if n not in layout.facts)
    return SetResult(
        plan.id, dict(sums.routes.most_common()), load, {r: Spread(*spread(d)) for r, d in sums.taken.items()},
        {t: dict(c.most_common()) for t, c in sums.values.items()}, {k: n for k, n in sums.conflicts.items() if n},
        dict(sums.recusals), clocks, dict(sums.rungs), untold(town.book, frozenset(layout.times)), missing,
    )  # fmt: skip


def _pair(found: Pairing, sums: PairTally) -> PairResult:
    whom = tuple(Change(name, word, *counts.tolist()) for (name, word), counts in sorted(sums.whom.items()))
    return PairResult(
        found.a.id, found.b.id, sums.differing, dict(sums.routes.most_common()) if found.routes else None,
        {k: n for k, n in sums.tables.items() if n}, dict(found.clocks), dict(+sums.earlier), dict(+sums.later),
        sums.newly_late, sums.no_longer_late, whom,
    )  # fmt: skip
