"""What a story expects, compared with the case: each line that differs is told with both values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.casework.access import on_case
from engine.casework.case import Case
from engine.casework.clocks.due import due_of
from engine.casework.events import CaseEvent
from engine.casework.facts import plain
from engine.casework.metrics import Measured, Record, measure
from engine.casework.run import Run
from engine.casework.virtual import VirtualOffice
from engine.policy.calendar import local_date
from engine.policy.counting import DueDate
from engine.policy.retention import erasable_from


class View:
    """A case at a moment of the story. `recent` are the events since the expectation before."""

    def __init__(self, office: VirtualOffice, case_id: str, at: datetime, recent: tuple[CaseEvent, ...]) -> None:
        self.office, self.case_id, self.at, self.recent = office, case_id, at, recent

    @property
    def case(self) -> Case:
        """The case."""
        return self.office.cases[self.case_id]

    def run(self) -> Run:
        """The case as rules see it."""
        return self.office.run(self.case_id, self.at)


def differences(view: View, expected: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """(what, expected, seen) for each expectation that is not met."""
    for name, wanted in expected.items():
        check = _CHECKS.get(name)
        if check is not None:
            yield from check(view, wanted)
        else:
            seen = plain(view.run().facts().get(name))
            several = isinstance(seen, list) and name not in view.office.book.ruleset.tables
            if seen != wanted and not (several and seen == _listed(wanted)):
                yield name, wanted, seen


def _state(view: View, wanted: Any) -> Iterator[tuple[str, Any, Any]]:
    if view.case.state != wanted:
        yield "state", wanted, view.case.state


def _owner(view: View, wanted: Any) -> Iterator[tuple[str, Any, Any]]:
    """A unit, a person, or a role whose holders own the case."""
    owner = view.run().owner()
    words = set(_listed(wanted))
    persons = view.office.directory.persons
    named = {w for w in words if w in owner.ids}
    named |= {w for w in words if any(w in persons[i].roles for i in owner.ids if i in persons)}
    named |= {w for w in words if w == "complainant" and owner.ids == ("complainant",)}
    if named != words:
        yield "owner", wanted, list(owner.ids)


def _due(view: View, wanted: Mapping[str, str]) -> Iterator[tuple[str, Any, Any]]:
    for clock, day in wanted.items():
        found = view.case.clocks.get(clock)
        due = due_of(found, view.office.book, view.office.calendar) if found else None
        seen = _written(due, view.office.calendar.zone, exact=" " in day) if due else "none"
        if seen != day:
            yield f"due.{clock}", day, seen


def _written(due: DueDate, zone: str, *, exact: bool) -> str:
    """The last day, or where the story names an hour the local moment at which the clock runs out."""
    if not exact:
        return due.due.isoformat()
    return f"{due.expires.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _clocks(view: View, wanted: Mapping[str, str]) -> Iterator[tuple[str, Any, Any]]:
    for key, outcome in wanted.items():
        clock = view.case.clocks.get(key)
        seen = "none" if clock is None else "paused" if clock.open_pause else clock.outcome
        if seen == "running" and clock and clock.expired:
            seen = "late"
        if seen != outcome:
            yield f"clocks.{key}", outcome, seen


def _steps(view: View, wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for clock, steps in wanted.items():
        seen = [
            e.data["step"] for e in view.office.log[view.case_id] if e.kind == "step-taken" and e.data["clock"] == clock
        ]
        if seen != _listed(steps):
            yield f"steps.{clock}", steps, seen


def _told(view: View, wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Whom a paper, or a rung of a ladder (`clock.step`), went to."""
    for what, to in wanted.items():
        seen: list[str] = []
        for e in view.office.log[view.case_id]:
            if e.kind == "sent" and e.data["paper"] == what:
                seen = list(e.data["to"])
            if e.kind == "step-taken" and f"{e.data['clock']}.{e.data['step']}" == what:
                seen = list(e.data["to"])
        if sorted(seen) != sorted(_listed(to)):
            yield f"told.{what}", to, seen


def _by(view: View, wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Who took a rung of a ladder (`clock.step`)."""
    taken = [e for e in view.office.log[view.case_id] if e.kind == "step-taken"]
    by = {f"{e.data['clock']}.{e.data['step']}": list(e.data["by"]) for e in taken}
    for rung, who in wanted.items():
        if sorted(by.get(rung, ())) != sorted(_listed(who)):
            yield f"by.{rung}", who, by.get(rung)


def _registers(view: View, wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The book that the case stands in and who keeps it; `none` when it does not stand there."""
    for key, keeper in wanted.items():
        register = view.office.book.ruleset.registers.get(key) if key in view.case.registers else None
        seen = list(view.run().who(register.kept_by).ids) if register and register.kept_by else ["none"]
        if seen != _listed(keeper):
            yield f"registers.{key}", keeper, seen


def _metrics(view: View, wanted: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Any, Any]]:
    """How many among how many, over all cases of the story, whenever they were opened."""
    office = view.office
    records = [Record(case, office.log[key]) for key, case in office.cases.items()]
    found = measure(office.book, records, None, office.calendar, office.directory)
    for key, cell in wanted.items():
        yield from _cell(f"metrics.{key}", found.get(key), cell)


def _cell(what: str, seen: Measured | None, wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    if seen is None:
        yield what, dict(wanted), None
        return
    for name in ("count", "among", "verdict"):
        if name in wanted and getattr(seen, name) != wanted[name]:
            yield f"{what}.{name}", wanted[name], getattr(seen, name)
    parts = {value: cell for cells in seen.by.values() for value, cell in cells.items()}
    for value, cell in wanted.get("by", {}).items():
        yield from _cell(f"{what}.by.{value}", parts.get(value), cell)


def _periods(view: View, wanted: Any) -> Iterator[tuple[str, Any, Any]]:
    """The declared periods that run."""
    seen = plain(view.run().facts().get("period", ()))
    if sorted(seen) != sorted(_listed(wanted)):
        yield "periods", wanted, seen


def _done(view: View, wanted: Mapping[str, int]) -> Iterator[tuple[str, Any, Any]]:
    """How often a duty was done in its present turn."""
    for key, times in wanted.items():
        clock = view.case.clocks.get(key)
        seen = clock.done if clock else 0
        if seen != times:
            yield f"done.{key}", times, seen


def _sealed(view: View, wanted: bool) -> Iterator[tuple[str, Any, Any]]:
    if view.case.sealed != wanted:
        yield "sealed", wanted, view.case.sealed


def _hidden_from(view: View, wanted: Any) -> Iterator[tuple[str, Any, Any]]:
    seeing = on_case(view.run())
    directory = view.office.directory
    for word in _listed(wanted):
        persons = {p.id for p in directory.persons.values() if word == p.id or word in p.roles or word in p.member_of}
        if persons & seeing or not persons:
            yield "hidden_from", word, sorted(persons & seeing)


def _kept_until(view: View, wanted: str) -> Iterator[tuple[str, Any, Any]]:
    """The last day on which identity is kept; `none` while no term of retention runs."""
    rules, calendar = view.office.book.ruleset, view.office.calendar
    seen = "none"
    if rules.retention is not None and view.case.closed is not None:
        closed = local_date(calendar, view.case.closed)
        seen = str(erasable_from(rules.retention, closed, calendar, rules.counting) - timedelta(days=1))
    if seen != wanted:
        yield "kept_until", wanted, seen


def _notices(view: View, wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The status of a paper, or the list of those it went to."""
    for paper, status in wanted.items():
        version = view.case.papers.get(paper)
        if isinstance(status, list):
            to = list(version.to) if version else []
            if sorted(to) != sorted(status):
                yield f"notices.{paper}", status, to
            continue
        seen = version.status if version else "none"
        if seen != status:
            yield f"notices.{paper}", status, seen


def _opened(view: View, wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The case that was opened from this one last."""
    children = [c for link, c in view.case.links if c in view.office.cases and c.startswith(f"{view.case_id}.")]
    if not children:
        yield "opened", dict(wanted), None
        return
    child = View(view.office, children[-1], view.at, tuple(view.office.log[children[-1]]))
    for what, expected, seen in differences(child, wanted):
        yield f"opened.{what}", expected, seen


def _cites(view: View, wanted: Any) -> Iterator[tuple[str, Any, Any]]:
    """Articles that must be among the reasons since the expectation before; a bare article may
    be of any document."""
    seen = {c for e in view.recent for r in e.reasons for c in r.cites}
    articles = {c.split(" ", 1)[1] for c in seen}
    for article in _listed(wanted):
        if article not in (seen if " " in article else articles):
            yield "cites", article, sorted(seen)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


_CHECKS: Mapping[str, Callable[[View, Any], Iterator[tuple[str, Any, Any]]]] = {
    "state": _state,
    "owner": _owner,
    "due": _due,
    "clocks": _clocks,
    "steps": _steps,
    "told": _told,
    "by": _by,
    "registers": _registers,
    "sealed": _sealed,
    "periods": _periods,
    "metrics": _metrics,
    "done": _done,
    "hidden_from": _hidden_from,
    "kept_until": _kept_until,
    "notices": _notices,
    "opened": _opened,
    "cites": _cites,
}
EXPECTATIONS = frozenset(_CHECKS)
"""Words of `expect` that are not facts."""
