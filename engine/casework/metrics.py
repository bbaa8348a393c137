"""Metrics of a rule set, measured over the logs of cases: how many, among how many, is the target met.

What is counted follows the denominator: where `among` names a deadline or duty, every run of its clock
(every turn of a recurring duty) is one; else every case is one. It belongs to the window in which the
clock began, or in which the case was opened. Pure; it reads no clock. Before anything is published,
`published` leaves out the cells that are too small to hide a person behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from engine.casework.case import Case
from engine.casework.event_names import language_events
from engine.casework.events import CaseEvent
from engine.casework.facts import facts_of_case
from engine.casework.rulebook import Rulebook
from engine.policy.cadence import period
from engine.policy.calendar import Calendar, local_date
from engine.policy.conditions import Facts
from engine.policy.deadlines import rule_of
from engine.policy.definitions import Metric
from engine.policy.directory import Directory
from engine.policy.limits import Limit, Unit

SMALL = 5
"""Cells under this are not published."""
PERIODS: Mapping[str, Limit] = {
    "week": Limit("span", 1, Unit.WEEK), "month": Limit("span", 1, Unit.MONTH), "quarter": Limit("span", 3, Unit.MONTH),
    "half-year": Limit("span", 6, Unit.MONTH), "year": Limit("span", 1, Unit.YEAR),
}  # fmt: skip
Verdict = Literal["met", "missed", "none"]


@dataclass(frozen=True)
class Record:
    """One case, or the standing file, with all that happened to it."""

    case: Case
    events: Sequence[CaseEvent]


@dataclass(frozen=True)
class Window:
    """From the first to the last day, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Measured:
    """`count` among `among`; both None where the cell is too small to be published. `verdict` says
    whether the target is met: `none` without a target, or with nothing to count. `by` holds the same
    for each value of each fact that the metric is shown apart for."""

    count: int | None
    among: int | None
    target: str
    verdict: Verdict
    by: Mapping[str, Mapping[str, Measured]] = field(default_factory=dict)

    @property
    def share(self) -> Decimal | None:
        """In percent, to one place; None with nothing to count, or when it is not published."""
        if not self.among or self.count is None:
            return None
        return (Decimal(100) * self.count / self.among).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class _Unit:
    """What is counted once: a run of a clock, or a whole case. `ends` maps each clock's rule to how
    its runs ended."""

    day: date
    rule: str | None
    ended: frozenset[str]
    ends: Mapping[str, frozenset[str]]
    happened: frozenset[str]
    facts: Facts


def window_of(per: str | None, day: date, calendar: Calendar) -> Window:
    """The week, month, quarter, half-year or year that a day lies in; all time without one."""
    return Window(*period(PERIODS[per], day, calendar)) if per else Window(date.min, date.max)


def measure(
    book: Rulebook, records: Iterable[Record], window: Window | None, calendar: Calendar, directory: Directory
) -> dict[str, Measured]:
    """Every metric of the rule set over these cases; without a window, over all time."""
    kept = list(records)
    return {
        key: _measured(metric, list(_units(metric, book, kept, window, calendar, directory)))
        for key, metric in book.ruleset.metrics.items()
    }


def published(found: Measured) -> Measured:
    """The same with cells under five left out, in the whole and in every part.

    What is left out of the parts is told by the whole and the rest, so the next smallest go with it until all
    of them together are no small cell.
    """
    parts = {fact: _published_parts(cells) for fact, cells in found.by.items()}
    return replace(_hidden(found) if _is_small(found) else found, by=parts)


def _published_parts(cells: Mapping[str, Measured]) -> dict[str, Measured]:
    hidden = {value for value, cell in cells.items() if _is_small(cell)}
    rest = sorted(cells.keys() - hidden, key=lambda v: (cells[v].among or 0, v))
    while hidden and rest and _is_small(_together(cells[v] for v in hidden)):
        hidden.add(rest.pop(0))
    return {value: _hidden(cell) if value in hidden else cell for value, cell in cells.items()}


def _together(cells: Iterable[Measured]) -> Measured:
    """Cells as one."""
    kept = list(cells)
    return Measured(sum(c.count or 0 for c in kept), sum(c.among or 0 for c in kept), "", "none")


def _is_small(cell: Measured) -> bool:
    """Whether the whole, those counted or those not counted are a few."""
    if cell.count is None or cell.among is None:
        return False
    return any(0 < n < SMALL for n in (cell.among, cell.count, cell.among - cell.count))


def _hidden(cell: Measured) -> Measured:
    return replace(cell, count=None, among=None, verdict="none")


def _measured(metric: Metric, units: Sequence[_Unit]) -> Measured:
    whole = _cell(metric, units)
    by = {fact: {v: _cell(metric, part) for v, part in _apart(fact, units)} for fact in metric.by}
    return replace(whole, by=by)


def _apart(fact: str, units: Sequence[_Unit]) -> Iterator[tuple[str, list[_Unit]]]:
    """The units of each value of a fact, in order of the values; without one they stand under `-`."""
    parts: dict[str, list[_Unit]] = {}
    for unit in units:
        value = unit.facts.get(fact)
        members = [str(v) for v in value] if isinstance(value, tuple) else ["-" if value is None else _word(value)]
        for member in members or ["-"]:
            parts.setdefault(member, []).append(unit)
    yield from sorted(parts.items())


def _cell(metric: Metric, units: Sequence[_Unit]) -> Measured:
    counted = sum(all(_fits(unit, key, wanted) for key, wanted in metric.count.items()) for unit in units)
    target = (
        metric.target if isinstance(metric.target, str) else ", ".join(f"{k} {v}" for k, v in metric.target.items())
    )
    return Measured(counted, len(units), target, _verdict(metric, counted, len(units)))


def _verdict(metric: Metric, counted: int, among: int) -> Verdict:
    if isinstance(metric.target, str) or not among:
        return "none"
    share = Decimal(100) * counted / among
    least, most = metric.target.get("at_least"), metric.target.get("at_most")
    met = (least is None or share >= percent(least)) and (most is None or share <= percent(most))
    return "met" if met else "missed"


def percent(written: str) -> Decimal:
    """`95%` as 95."""
    return Decimal(written.strip().removesuffix("%").strip())


def _units(
    metric: Metric, book: Rulebook, records: Sequence[Record], window: Window | None,
    calendar: Calendar, directory: Directory,
) -> Iterator[_Unit]:  # fmt: skip
    """What the denominator counts, in this window."""
    clocks = [k for k in metric.among if k in book.ruleset.deadlines or k in book.ruleset.duties]
    of_body = any(book.belongs_to_body(f"{k}.done") for k in (*metric.among, *metric.count))
    for record in records:
        if record.case.standing != of_body:
            continue
        for unit in _of_case(record, clocks[0] if clocks else None, book, calendar, directory):
            inside = window is None or window.holds(unit.day)
            if inside and all(_fits(unit, key, wanted) for key, wanted in metric.among.items()):
                yield unit


def _of_case(
    record: Record, rule: str | None, book: Rulebook, calendar: Calendar, directory: Directory
) -> Iterator[_Unit]:
    case, opened = record.case, local_date(calendar, record.case.opened or record.events[0].at)
    facts = facts_of_case(case, book, directory, today=opened, opened=opened, related=())
    runs = _runs(record)
    ends: dict[str, frozenset[str]] = {}
    for key, (_, ended) in runs.items():
        ends[rule_of(key[0])] = ends.get(rule_of(key[0]), frozenset()) | ended
    happened = frozenset(n for e in record.events for n in language_events(e))
    if rule is None:
        yield _Unit(opened, None, frozenset(), ends, happened, facts)
        return
    for (clock, _), (began, ended) in runs.items():
        if rule_of(clock) == rule:
            yield _Unit(local_date(calendar, began), rule, ended, ends, happened, facts)


def _runs(record: Record) -> dict[tuple[str, int], tuple[datetime, frozenset[str]]]:
    """Every run of every clock: when it began and what became of it, by key and epoch.

    A clock that is extended or goes on after a pause is still one run; each start is one.
    """
    runs: dict[tuple[str, int], tuple[datetime, frozenset[str]]] = {}
    open_run: dict[str, tuple[str, int]] = {}
    for e in record.events:
        key = str(e.data.get("clock"))
        if e.kind == "clock-started":
            began = datetime.fromisoformat(e.data["started"]) if "started" in e.data else e.at
            if "keeps" in e.data:
                open_run[e.data["keeps"]] = open_run[key]
            open_run[key] = (key, e.data["epoch"])
            runs[open_run[key]] = (began, frozenset({"started"}))
        elif key in open_run and e.kind in ("clock-stopped", "clock-expired", "clock-extended"):
            began, ended = runs[open_run[key]]
            runs[open_run[key]] = (began, ended | _outcomes(e) if e.kind != "clock-extended" else ended - _PASSED)
    return runs


_PASSED = frozenset({"expired", "missed"})


def _outcomes(e: CaseEvent) -> frozenset[str]:
    if e.kind == "clock-expired":
        return _PASSED
    outcome = str(e.data["outcome"])
    return frozenset({outcome, "done"}) if outcome == "met" else frozenset({outcome})


def _fits(unit: _Unit, key: str, wanted: str) -> bool:
    """Whether a unit is what one line of the metric says."""
    ends = unit.ended if key == unit.rule else unit.ends.get(key)
    if ends is not None:
        return _ended(ends, wanted)
    if wanted == "happened":
        return key in unit.happened
    seen = unit.facts.get(key)
    values = seen if isinstance(seen, tuple) else (seen,)
    return any(v is not None and _word(v) == wanted for v in values)


def _ended(ends: frozenset[str], wanted: str) -> bool:
    """`late` is also what ran out and is not done yet; `running` what neither ended nor ran out."""
    if wanted == "late":
        return "late" in ends or ("expired" in ends and "met" not in ends)
    if wanted == "running":
        return ends == frozenset({"started"})
    return wanted in ends


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
