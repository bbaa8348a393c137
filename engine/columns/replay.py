"""One rule set on one batch of past cases: where each would have gone, when each clock would have run
out, whether that was kept, which rungs would have been climbed.

Clocks begin and stop with the milestones that a history tells of; what it does not tell of is not
guessed: such a clock is "not told".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.columns.column import EPOCH, Column, Numbers
from engine.columns.days import Days, DayTable, Instants
from engine.columns.due import Due, due_from
from engine.columns.ladders import rungs
from engine.columns.past import NEVER, PastCases
from engine.columns.policy import Decisions, PolicyColumns
from engine.policy.conditions import Condition
from engine.policy.definitions import Escalation, Extension
from engine.policy.limits import Limit

Truth = NDArray[np.bool_]
FAR = np.iinfo(np.int64).max
"""The expiry of a clock that has no number: no instant reaches it."""


@dataclass(frozen=True)
class When:
    """When something happens, by milestones or events of a history: the first of them, or when all
    have; `next_day` from the following morning on."""

    names: tuple[str, ...]
    last: bool = False
    next_day: bool = False


@dataclass(frozen=True)
class ClockPlan:
    """A deadline that a history can tell of. `table` names the table that gives its limit."""

    key: str
    limit: Limit
    starts: When
    stops: When
    if_: Condition
    table: str | None = None
    extension: Extension | None = None
    ladder: Escalation | None = None


@dataclass(frozen=True)
class ReplayPlan:
    """A rule set made ready. `routes` are conditions and where a case goes, the first that holds;
    `at_once` are routes that are known at the opening. `seat_events` are events by which a handler is
    found: None for any way, else the route on which it happens. `recusals` lead away from all routes."""

    id: str
    policy: PolicyColumns
    days: DayTable
    routes: tuple[tuple[Condition, str], ...]
    clocks: tuple[ClockPlan, ...]
    at_once: tuple[str, ...] = ()
    seat_events: Mapping[str, str | None] = field(default_factory=dict)
    recusals: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ran:
    """One clock on the cases of a batch. `runs` where it was started; `due` is None without a number."""

    runs: Truth
    due: Due | None
    late: Truth
    stopped: Truth
    days: Days
    rungs: Mapping[str, int]


@dataclass(frozen=True)
class Replayed:
    """What a rule set would have done with the cases of a batch; `route` numbers `routes`."""

    decisions: Decisions
    routes: tuple[str, ...]
    route: NDArray[np.intp]
    clocks: Mapping[str, Ran]

    @property
    def late(self) -> Truth:
        """Cases with any clock that was not kept."""
        found = np.zeros(len(self.route), bool)
        for ran in self.clocks.values():
            found |= ran.late
        return found


def replay(plan: ReplayPlan, past: PastCases, as_of: int, counted: Mapping[str, Column] | None = None) -> Replayed:
    """The cases of a batch under one rule set, as things stood at that instant; `counted` are facts
    counted over other cases."""
    opened = past.instants["opened"]
    frame = past.frame
    day = Numbers(plan.days.local_day(opened), kind="date")
    frame = type(frame)(
        frame.size, plan.policy.types, {**_own(plan, past), **(counted or {}), "case.opened": day, "today": day}
    )
    decisions = plan.policy.decide(frame)
    routes, route = _routes(plan, decisions)
    instants = _with_seat(plan, past, routes, route)
    clocks = {c.key: _run(c, plan, past, decisions, instants, as_of) for c in plan.clocks}
    return Replayed(decisions, routes, route, clocks)


def _own(plan: ReplayPlan, past: PastCases) -> dict[str, Column]:
    """Facts that this rule set knows under the same type."""
    types, theirs = plan.policy.types, past.frame.types
    return {k: c for k, c in past.frame.columns.items() if k in types and types[k].kind == theirs[k].kind}


def _routes(plan: ReplayPlan, decisions: Decisions) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    names = tuple(dict.fromkeys([*(name for _, name in plan.routes), *plan.recusals.values(), ""]))
    found = np.full(decisions.frame.size, len(names) - 1, np.intp)
    for condition, name in reversed(plan.routes):
        found[decisions.holds(condition)] = names.index(name)
    for rule, name in plan.recusals.items():
        if rule in decisions.recusals:
            found[decisions.recusals[rule]] = names.index(name)
    return names, found


def _with_seat(
    plan: ReplayPlan, past: PastCases, routes: tuple[str, ...], route: NDArray[np.intp]
) -> dict[str, Instants]:
    """The instants told, and when a handler was found: at the opening where no paper names one; a paper
    that names one is not sent on cases that go elsewhere."""
    instants = dict(past.instants)
    told = instants.get("assigned", np.full(past.size, NEVER))
    at_once = np.isin(route, [i for i, name in enumerate(routes) if name in plan.at_once])
    for event, way in plan.seat_events.items():
        if event in instants:
            continue
        if way is None:
            instants[event] = np.where(at_once, instants["opened"], told)
        else:
            here = np.equal(route, routes.index(way) if way in routes else -1)
            instants[event] = np.where(here, told, NEVER)
    return instants


def _moment(when: When, instants: Mapping[str, Instants], size: int, days: DayTable) -> Instants:
    known = [instants[n] for n in when.names if n in instants]
    if not known or (when.last and len(known) < len(when.names)):
        return np.full(size, NEVER)
    if when.last:
        found = np.where(_all_known(known), np.maximum.reduce(known), NEVER)
    else:
        late = np.iinfo(np.int64).max
        first = np.minimum.reduce([np.where(k == NEVER, late, k) for k in known])
        found = np.where(first == late, NEVER, first)
    if when.next_day:
        some = found != NEVER
        found[some] = days.start_of(days.local_day(found[some]) + 1)
    return found


def _all_known(known: Iterable[Instants]) -> Truth:
    found: Truth = np.logical_and.reduce([k != NEVER for k in known])
    return found


def _run(
    clock: ClockPlan,
    plan: ReplayPlan,
    past: PastCases,
    decisions: Decisions,
    instants: Mapping[str, Instants],
    as_of: int,
) -> Ran:
    started = _moment(clock.starts, instants, past.size, plan.days)
    stopped = _moment(clock.stops, instants, past.size, plan.days)
    runs = decisions.holds(clock.if_) & (started != NEVER)
    # What stops it came first: nothing is left to be late with.
    runs &= ~((stopped != NEVER) & (stopped < started)) & ~_stopped_at_once(clock, instants, started)
    rows = np.flatnonzero(runs)
    start, stop = started[rows], stopped[rows]
    over = stop != NEVER
    until = np.where(over, stop, as_of)
    due = _due(clock, plan, decisions, rows, start, past.extended[rows])
    lateness, length, taken = np.zeros(past.size, bool), np.zeros(past.size, np.int64), dict[str, int]()
    if due is not None:
        keeps = clock.limit.kind == "promptly"
        lateness[rows] = (until >= due.expires) & (not keeps)
        length[rows] = np.where(due.expires == FAR, 0, due.due - plan.days.local_day(start))
        taken = _climbed(clock, due, plan.days, start, until)
    return Ran(runs, _spread(due, rows, past.size), lateness, _at(over, rows, past.size), length, taken)


def _stopped_at_once(clock: ClockPlan, instants: Mapping[str, Instants], started: Instants) -> Truth:
    """Where a seat was filled in the same moment in which the clock would have begun."""
    known = [instants[n] == started for n in clock.stops.names if n in instants and n.endswith(".filled")]
    return np.logical_or.reduce(known) if known else np.zeros(len(started), bool)


def _due(
    clock: ClockPlan, plan: ReplayPlan, decisions: Decisions, rows: NDArray[np.intp], start: Instants, extended: Truth
) -> Due | None:
    """Due dates of the rows; where a table gives the limit, limit by limit. Rows without a number are
    due on no day: far beyond every instant."""
    if clock.table is None:
        return _extended(clock, clock.limit, plan.days, start, extended)
    table = decisions.tables[clock.table]
    found = _nowhere(len(rows))
    some = False
    for number, limit in enumerate(table.limits()):
        here = np.flatnonzero(table.choice[rows] == number)
        due = (
            None if limit is None or not len(here) else _extended(clock, limit, plan.days, start[here], extended[here])
        )
        if due is not None:
            some = True
            _put(found, due, here)
    return found if some else None


def _extended(clock: ClockPlan, limit: Limit, days: DayTable, start: Instants, extended: Truth) -> Due | None:
    due = due_from(limit, start, days)
    more = clock.extension
    here = np.flatnonzero(extended)
    if due is None or more is None or not len(here):
        return due
    most = limit if more.up_to.kind == "same-as-limit" else more.up_to
    longer = due_from(limit, start[here], days, extensions=(most,), base=more.from_)
    found = Due(due.nominal.copy(), due.due.copy(), due.expires.copy(), due.provisional.copy())
    if longer is not None:
        _put(found, longer, here)
    return found


def _nowhere(size: int) -> Due:
    far = np.full(size, FAR)
    return Due(np.full(size, EPOCH), np.full(size, EPOCH), far, np.zeros(size, bool))


def _put(into: Due, due: Due, here: NDArray[np.intp]) -> None:
    into.nominal[here], into.due[here] = due.nominal, due.due
    into.expires[here], into.provisional[here] = due.expires, due.provisional


def _spread(due: Due | None, rows: NDArray[np.intp], size: int) -> Due | None:
    if due is None:
        return None
    found = _nowhere(size)
    _put(found, due, rows)
    return found


def _at(truth: Truth, rows: NDArray[np.intp], size: int) -> Truth:
    found = np.zeros(size, bool)
    found[rows] = truth
    return found


def _climbed(clock: ClockPlan, due: Due, days: DayTable, start: Instants, until: Instants) -> dict[str, int]:
    """How many cases would have reached each rung, by `ladder.step`."""
    if clock.ladder is None:
        return {}
    bounded = np.flatnonzero(due.expires != FAR)
    found: dict[str, int] = {}
    for rung in rungs(clock.ladder, due.pick(bounded), days):
        name = f"{clock.ladder.key}.{rung.step.key}"
        found[name] = found.get(name, 0) + int(np.count_nonzero(rung.fires(start[bounded], until[bounded])))
    return found
