"""Lists of cases: one line each, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from engine.casework.ports import CaseRow, ClockRow
from engine.policy.bench import Bench, people_of
from engine.policy.calendar import Calendar, local_date
from engine.policy.definitions import RuleSet
from engine.views.clocks import ClockLine, clock_lines, most_urgent
from engine.views.names import Names


@dataclass(frozen=True)
class Mark:
    """A flag as lists show it: a word on the colour that the rules give it. It marks the case, never a person."""

    label: str
    colour: str


def marks_of(flags: Iterable[str], names: Names) -> tuple[Mark, ...]:
    """The marks of a case, amber where the rules name no colour."""
    rules = names.ruleset.flags
    return tuple(Mark(names.of(f), (rules[f].colour if f in rules else None) or "amber") for f in flags)


@dataclass(frozen=True)
class WorkLine:
    """A case in a list; `clock` is the running clock that needs somebody first."""

    id: str
    number: str
    title: str
    state: str
    owners: str
    opened: date
    closed: bool
    sealed: bool
    flags: tuple[Mark, ...]
    clock: ClockLine | None


NamesOf = Callable[[CaseRow], Names]
"""The words of the rule set that a case is pinned to."""


def work_lines(
    rows: Iterable[CaseRow],
    clocks: Callable[[str], tuple[ClockRow, ...]],
    names: NamesOf,
    calendar: Calendar,
    at: datetime,
) -> tuple[WorkLine, ...]:
    """Cases with their most urgent clock: overdue first, then by due date, then by age."""
    lines = [work_line(row, clocks(row.id), names(row), calendar, at) for row in rows]
    return tuple(sorted(lines, key=_urgency))


def work_line(row: CaseRow, clocks: Iterable[ClockRow], names: Names, calendar: Calendar, at: datetime) -> WorkLine:
    """One case as a line."""
    return WorkLine(
        id=row.id,
        number=number_of(row, names),
        title=title_of(row, names),
        state=names.of(row.state),
        owners=names.all_of(owners_shown(row, names)),
        opened=local_date(calendar, row.opened),
        closed=row.closed is not None,
        sealed=row.sealed,
        flags=marks_of(row.flags, names),
        clock=most_urgent(clock_lines(clocks, names, calendar, at)),
    )


def owners_shown(row: CaseRow, names: Names) -> tuple[str, ...]:
    """Who must act: the units, and persons only where no unit is meant."""
    units = tuple(i for i in row.owners if i not in names.directory.persons)
    return units or row.owners


def acting_as(person: str, names: Names) -> frozenset[str]:
    """The person, and every unit for which they act: as one who works there, or by an office of it."""
    rules, directory = names.ruleset, names.directory
    bench = Bench(rules, directory)
    units = dict.fromkeys((*rules.units, *directory.units))
    return frozenset((person, *(u for u in units if person in people_of(u, bench))))


def owed(row: CaseRow, clocks: Iterable[ClockRow], ruleset: RuleSet, ids: Collection[str]) -> tuple[ClockRow, ...]:
    """The clocks of an open case that run against any of these, apart from rights that nobody must use."""
    if row.closed is not None:
        return ()
    return tuple(
        c
        for c in clocks
        if c.outcome == "running" and c.due and not set(ids).isdisjoint(c.holders) and not _is_right(c, ruleset)
    )


def _is_right(clock: ClockRow, ruleset: RuleSet) -> bool:
    deadline = ruleset.deadlines.get(clock.clock)
    return deadline is not None and deadline.strength == "may"


def number_of(row: CaseRow, names: Names) -> str:
    """The number of a case; the standing file of a body has none, and is called what it is."""
    return row.number if row.sequence else names.of("standing")


def title_of(row: CaseRow, names: Names) -> str:
    """What the case is about, in words: the fields by which related cases are found."""
    if not row.sequence:
        return names.say("standing-title", body=body_of(names))
    words = [names.value(k, v) for k, v in row.related.items()]
    return names.say("comma").join(words) or row.title


def body_of(names: Names) -> str:
    """What the body is called whose rules these are."""
    body = names.ruleset.body
    return body.zh if names.lang == "zh" else body.en


def names_by_digest(rulesets: Callable[[str], Names]) -> NamesOf:
    """Names for each case, looked up once per rule set."""
    found: dict[str, Names] = {}

    def of(row: CaseRow) -> Names:
        if row.digest not in found:
            found[row.digest] = rulesets(row.digest)
        return found[row.digest]

    return of


def _urgency(line: WorkLine) -> tuple[int, date, date, str]:
    colours = {"red": 0, "amber": 1, "green": 2, "grey": 3}
    rank = colours[line.clock.colour] if line.clock else 4
    due = line.clock.due if line.clock and line.clock.due else date.max
    return rank, due, line.opened, line.number
