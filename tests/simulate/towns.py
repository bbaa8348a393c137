"""Rule sets ready to be tried, and the plain way of trying one case, for comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from engine.casework.rulebook import prepare
from engine.loading.calendars import load_calendar
from engine.loading.load import load_ruleset
from engine.policy import deadlines
from engine.policy.calendar import Calendar, local_date
from engine.policy.conditions import Value, holds
from engine.policy.definitions import Deadline, LastOf
from engine.policy.escalation import due_steps
from engine.policy.limits import Limit
from engine.policy.tables import Question, plain_match, settle
from engine.policy.triggers import names_of
from engine.simulate.backtest import Town
from engine.simulate.bulk import policy_of, waiting
from engine.simulate.plan import milestone

ROOT = Path(__file__).resolve().parents[2]


@cache
def town(id_: str) -> Town:
    ruleset = load_ruleset(id_, home=ROOT).ruleset
    assert ruleset is not None
    calendar = load_calendar(ruleset.calendar, home=ROOT)
    assert isinstance(calendar, Calendar)
    return Town(prepare(ruleset), calendar)


@cache
def late_things(id_: str) -> frozenset[str]:
    return waiting(town(id_).book)


@dataclass(frozen=True)
class Tried:
    """One case under one rule set: who handles, and of each clock its due date, outcome and rungs."""

    route: str
    values: Mapping[str, Any]
    clocks: Mapping[str, tuple[datetime | None, str]]
    rungs: tuple[str, ...]
    late: bool


def tried(
    here: Town, facts: Mapping[str, Any], at: Mapping[str, datetime], as_of: datetime, *, extended: bool
) -> Tried:
    """The plain way: one case, the plain evaluator, the plain calendar."""
    known, values = _decided(here, facts, at["opened"])
    route = _route(here, known)
    clocks, rungs, late = {}, [], False
    for deadline in here.book.ruleset.deadlines.values():
        started, stopped = (_moment(t, here, at, route) for t in (deadline.starts, deadline.stops))
        told = None not in (_tellable(deadline.starts, here, at), _tellable(deadline.stops, here, at))
        if deadline.strength == "may" or f"deadlines.{deadline.key}" in late_things(here.book.ruleset.id) or not told:
            continue
        if started is None or not holds(deadline.if_, known) or (stopped is not None and stopped < started):
            continue
        if stopped == started and any(n.endswith(".filled") for n in names_of(deadline.stops)):
            continue
        found = _clock(deadline, here, values, started, stopped or as_of, extended=extended)
        outcome = ("late" if found[1] else "met") if stopped else "overdue" if found[1] else "open"
        clocks[deadline.key] = (found[0], outcome)
        rungs += found[2]
        late = late or found[1]
    return Tried(route, values, clocks, tuple(rungs), late)


@cache
def _defaults(id_: str) -> Mapping[str, Value]:
    return policy_of(town(id_).book).defaults


def _decided(here: Town, facts: Mapping[str, Any], opened: datetime) -> tuple[dict[str, Value], dict[str, Any]]:
    day = local_date(here.calendar, opened)
    known: dict[str, Value] = {**_defaults(here.book.ruleset.id), **facts, "case.opened": day, "today": day}
    values: dict[str, Any] = {}
    for _ in range(3):
        for key in here.book.tables:
            table = here.book.ruleset.tables[key]
            values[key] = settle(table, plain_match(Question(here.book.groups[f"tables.{key}"], known)).rules).value
            if not isinstance(values[key], Limit):
                known[key] = values[key]
        known |= {k: holds(c, known) for k, c in here.book.groups["flags"].rules.items()}
    return known, values


def _route(here: Town, known: Mapping[str, Value]) -> str:
    for rule in here.book.ruleset.recusal.values():
        if (
            rule.who is None
            and holds(rule.if_, known)
            and f"recusal.{rule.key}" not in late_things(here.book.ruleset.id)
        ):
            return str(getattr(rule.goes_to, "name", ""))
    for line in here.book.ruleset.seats["handler"].filled:
        if holds(line.if_, known):
            return str(getattr(line.with_, "name", "")) or line.chosen_in or ""
    return ""


def _papers(here: Town) -> dict[str, str]:
    lines = here.book.ruleset.seats["handler"].filled
    return {f"{line.chosen_in}.sent": line.chosen_in for line in lines if line.chosen_in}


def _tellable(trigger: Any, here: Town, at: Mapping[str, datetime]) -> bool | None:
    names = names_of(trigger)
    told = [n == "handler.filled" or milestone(n, here.book.ruleset) in COLUMNS for n in names]
    return True if (all(told) if isinstance(trigger, LastOf) else any(told)) else None


COLUMNS = ("opened", "assigned", "reported", "answered", "closed")


def _moment(trigger: Any, here: Town, at: Mapping[str, datetime], route: str) -> datetime | None:
    found = []
    for name in names_of(trigger):
        if name == "handler.filled":
            named = {
                line.with_.name for line in here.book.ruleset.seats["handler"].filled if hasattr(line.with_, "name")
            }
            found.append(at["opened"] if route in named else at.get("assigned"))
        elif name in _papers(here):
            found.append(at.get("assigned") if route == _papers(here)[name] else None)
        else:
            found.append(at.get(milestone(name, here.book.ruleset) or ""))
    known = [m for m in found if m is not None]
    if isinstance(trigger, LastOf):
        return max(known) if len(known) == len(found) else None
    return min(known, default=None)


def _clock(
    deadline: Deadline, here: Town, values: Mapping[str, Any], started: datetime, until: datetime, *, extended: bool
) -> tuple[datetime | None, bool, list[str]]:
    limit = values[deadline.limit.fact or ""] if deadline.limit.kind == "fact" else deadline.limit
    clock = deadlines.start(deadline.key, limit, started)
    more = deadline.extension
    if extended and more:
        clock = deadlines.extend(clock, more.up_to, started)
    rules = here.book.ruleset
    due = deadlines.due(clock, here.calendar, rules.counting, extension_from=more.from_ if more else "nominal")
    late = due is not None and until >= due.expires and deadlines.breaches(clock)
    ladder = rules.escalations.get(deadline.escalation or "")
    if ladder is None or due is None:
        return due.expires if due else None, late, []
    ground: dict[str, Any] = {"calendar": here.calendar, "counting": rules.counting, "epoch": 1}
    early = due_steps(ladder, due, taken=frozenset(), at=started, **ground)
    behind = frozenset((1, s.step, s.occurrence) for s in early if ladder.steps[s.step].before)
    steps = due_steps(ladder, due, taken=behind, at=until, **ground)
    return due.expires, late, [f"{ladder.key}.{s.step}" for s in steps]
