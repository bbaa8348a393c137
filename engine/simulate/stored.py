"""The cases of an installation as a history: what was answered, and when things happened.

Nothing that identifies a person is in a case's answers, and none of it comes in here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from engine.casework.case import Case
from engine.casework.rulebook import Rulebook
from engine.columns.history import History, held_history
from engine.columns.past import MILESTONES, Layout
from engine.policy.fact_types import event_names
from engine.policy.triggers import names_of
from engine.simulate.layout import facts_asked
from engine.simulate.plan import milestone


def stored_history(name: str, cases: Iterable[Case], book: Rulebook, zone: str) -> tuple[History, Layout]:
    """A history of these cases, and how it is laid out. Standing files are left out."""
    asked = tuple(n for n in facts_asked([book]) if "." not in n)
    moments = (*MILESTONES, *_events(book))
    rows = [_row(case, book, asked) for case in cases if not case.standing and case.opened is not None]
    columns = ("case", *asked, *moments, "extended")
    layout = Layout({n: n for n in asked}, {m: m for m in moments}, "case", "extended", zone=zone)
    return held_history(name, rows, columns), layout


def _events(book: Rulebook) -> list[str]:
    """Events by which deadlines begin and end: the store knows when each happened, no concept is needed."""
    rules = book.ruleset
    names = {n for d in rules.deadlines.values() for n in (*names_of(d.starts), *names_of(d.stops))}
    return sorted(names & event_names(rules) - {"case.opened"})


def _row(case: Case, book: Rulebook, asked: tuple[str, ...]) -> Mapping[str, Any]:
    found: dict[str, Any] = {"case": case.number or case.id, "opened": case.opened, "closed": case.closed}
    found |= {name: _written(case.answers.get(name)) for name in asked}
    found["extended"] = any(clock.extensions for clock in case.clocks.values())
    found |= {event: case.happened.get(event) for event in _events(book)}
    for event, at in case.happened.items():
        moment = milestone(event, book.ruleset)
        if moment not in (None, "opened", "closed") and (found.get(moment) is None or at < found[moment]):
            found[moment] = at
    return found


def _written(value: Any) -> Any:
    """As a cell of a file: several words with a semicolon, rows of a group as JSON."""
    if isinstance(value, (list, tuple)):
        if all(isinstance(v, str) for v in value):
            return ";".join(value)
        return json.dumps([dict(v) for v in value], ensure_ascii=False)
    return value
