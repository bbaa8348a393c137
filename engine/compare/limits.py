"""How one limit stands to another: never later, never earlier, or now this and now that, with the days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from engine.policy.actors import names_in
from engine.policy.calendar import Calendar, is_workday
from engine.policy.counting import due_from, is_stricter
from engine.policy.definitions import Counting
from engine.policy.limits import Limit

Relation = Literal["same", "stricter", "looser", "incomparable", "unnumbered", "absent", "different"]
"""`unnumbered`: a text that says "promptly", or refers to a law or to a day named on the case, gives no
number to compare."""
_NO_NUMBER = frozenset({"promptly", "fact", "as-the-law-says", "same-as-limit"})
_TURNED: dict[Relation, Relation] = {"stricter": "looser", "looser": "stricter"}


@dataclass(frozen=True)
class Ground:
    """What a rule set counts on."""

    calendar: Calendar
    counting: Counting


@dataclass(frozen=True)
class DueOn:
    """A day on which both limits start, and the days on which they end (None: no number is set)."""

    start: date
    mine: date | None
    other: date | None


@dataclass(frozen=True)
class Standing:
    """How my limit stands to the other; `earlier` and `later` are days that show it.

    `both_run`: the other is a clock of its own beside mine, so that a looser one changes nothing."""

    relation: Relation
    earlier: DueOn | None = None
    later: DueOn | None = None
    both_run: bool = False


@lru_cache(maxsize=4096)
def standing(
    mine: Limit | None, other: Limit | None, here: Ground, there: Ground, *, more_is_better: bool = False
) -> Standing:
    """Over every start from 2007 to 2026, each counted on its own ground.

    Time that the complainant has counts the other way: more of it is stricter on the office.
    """
    if mine is None or other is None:
        return Standing("same" if mine is other else "absent")
    if _NO_NUMBER & {mine.kind, other.kind}:
        return Standing("same" if mine == other else "unnumbered")
    found = is_stricter(mine, other, here.calendar, here.counting, counting_b=there.counting, calendar_b=there.calendar)
    relation: Relation = found.verdict
    if more_is_better:
        relation = _TURNED.get(relation, relation)
    earlier = _due(found.earlier, mine, other, here, there)
    later = _due(found.later, mine, other, here, there)
    return Standing(relation, earlier, later)


def is_complainants(who: object) -> bool:
    """Whether a limit runs against the complainant."""
    return who is not None and "complainant" in names_in(who)  # type: ignore[arg-type]


def ahead(mine: Limit, other: Limit, here: Ground, there: Ground) -> Standing:
    """How much sooner before the end one is reminded: more of it is stricter. Days that show it are counted
    from the end and not from a start, so none are given."""
    return Standing(standing(mine, other, here, there, more_is_better=True).relation)


def _due(start: date | None, mine: Limit, other: Limit, here: Ground, there: Ground) -> DueOn | None:
    if start is None:
        return None
    a = due_from(mine, start, here.calendar, here.counting)
    b = due_from(other, start, there.calendar, there.counting)
    return DueOn(start, a.due if a else None, b.due if b else None)


def first_day_apart(here: Calendar, there: Calendar, first: date, last: date) -> date | None:
    """The first day from one day to another that one calendar works and the other does not."""
    day = first
    while day <= last:
        if is_workday(here, day) != is_workday(there, day):
            return day
        day = date.fromordinal(day.toordinal() + 1)
    return None
