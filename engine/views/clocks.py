"""Clocks as people read them: due date, days left, and a colour that is always a word too.

Colours are derived here and never stored. A clock is red when its time is over, amber from the first
step of its ladder (or one working day before the due date), green before that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from engine.casework.ports import ClockRow
from engine.policy.calendar import Calendar, local_date, start_of, workdays_between
from engine.policy.deadlines import ONE_WORKING_DAY, rule_of
from engine.policy.definitions import RuleSet
from engine.policy.escalation import first_warning
from engine.policy.limits import Limit
from engine.policy.spans import shift, wall_clock
from engine.views.names import Names

_ORDER = {"red": 0, "amber": 1, "green": 2, "grey": 3}


@dataclass(frozen=True)
class ClockLine:
    """`word` says what `colour` shows; `left` how much time there is; `holders` whom it runs against."""

    clock: str
    label: str
    colour: str
    word: str
    due: date | None
    left: str
    holders: tuple[str, ...]
    held_by: str
    limit: str
    provisional: bool
    running: bool
    duty: bool
    cites: tuple[str, ...]


def clock_lines(rows: Iterable[ClockRow], names: Names, calendar: Calendar, at: datetime) -> tuple[ClockLine, ...]:
    """All clocks of a case, the most urgent first; those that have ended come last."""
    lines = [_line(row, names, calendar, at) for row in rows]
    return tuple(sorted(lines, key=lambda c: (_ORDER[c.colour], c.due or date.max, c.clock)))


def most_urgent(lines: Iterable[ClockLine]) -> ClockLine | None:
    """The running clock that needs somebody first."""
    return next((c for c in lines if c.running and c.due), None)


def _line(row: ClockRow, names: Names, calendar: Calendar, at: datetime) -> ClockLine:
    colour, word = _look(row, names.ruleset, calendar, at)
    limit, cites = _definition(row.clock, names)
    return ClockLine(
        clock=row.clock,
        label=names.of(row.clock),
        colour=colour,
        word=names.say(f"clock.{word}"),
        due=row.due,
        left=_left(row, names, calendar, at),
        holders=row.holders,
        held_by=names.all_of(row.holders),
        limit=limit,
        provisional=row.provisional,
        running=row.outcome == "running" and word != "lapsed",
        duty=row.duty,
        cites=cites,
    )


def _look(row: ClockRow, ruleset: RuleSet, calendar: Calendar, at: datetime) -> tuple[str, str]:
    """Colour and word of a clock at an instant."""
    if row.outcome != "running":
        return "grey", row.outcome
    if row.due is None:
        return "green", "no-date"
    deadline = ruleset.deadlines.get(row.clock)
    if deadline is not None and deadline.strength == "may":
        # A right that nobody has to use: when its time is over, nothing is late.
        return ("grey", "lapsed") if row.expires and at >= row.expires else ("green", "in-time")
    if row.expires is not None and at >= row.expires:
        return ("red", "overdue") if _breaches(row, ruleset) else ("amber", "past-promptly")
    return ("amber", "soon") if at >= _amber_from(row, row.due, ruleset, calendar) else ("green", "in-time")


def _breaches(row: ClockRow, ruleset: RuleSet) -> bool:
    limit = _limit(row.clock, ruleset)
    return limit is None or limit.kind != "promptly"


def _amber_from(row: ClockRow, due: date, ruleset: RuleSet, calendar: Calendar) -> datetime:
    definition = ruleset.deadlines.get(row.clock) or ruleset.duties.get(rule_of(row.clock))
    ladder = ruleset.escalations.get(definition.escalation or "") if definition else None
    warn = first_warning(ladder) or ONE_WORKING_DAY
    elapsed = wall_clock(warn)
    if elapsed is not None and row.expires:
        return row.expires - elapsed
    return start_of(calendar, shift(due, warn, calendar, ruleset.counting, -1))


def _left(row: ClockRow, names: Names, calendar: Calendar, at: datetime) -> str:
    if row.outcome != "running" or row.due is None:
        return ""
    today = local_date(calendar, at)
    days = (row.due - today).days
    working = workdays_between(calendar, today, row.due)
    if days == 0:
        return names.say("left.today")
    if days < 0:
        return names.say("left.over", days=-days, working=-working)
    return names.say("left.days", days=days, working=working)


def _limit(clock: str, ruleset: RuleSet) -> Limit | None:
    deadline, duty = ruleset.deadlines.get(clock), ruleset.duties.get(rule_of(clock))
    return deadline.limit if deadline else (duty.limit or duty.every if duty else None)


def _definition(clock: str, names: Names) -> tuple[str, tuple[str, ...]]:
    rules = names.ruleset
    limit = _limit(clock, rules)
    definition = rules.deadlines.get(clock) or rules.duties.get(rule_of(clock))
    cites = definition.cite if definition else ()
    words = tuple(names.cite(f"{c.document} {c.article}") for c in cites)
    return (names.limit(limit) if limit else "", words)
