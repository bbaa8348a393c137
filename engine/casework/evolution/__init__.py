"""A case is what its events fold into: each kind of event changes it, as the subject files here say.

`evolve` takes one event; it needs no rules, no clock and no store, so that old logs can always be
read again. `happened` holds the events of the present round under the names of the rule language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.casework.case import Case, Change, changed
from engine.casework.event_names import language_events
from engine.casework.events import CaseEvent, EventKind
from engine.casework.evolution import clocks, course, papers, routing

_CHANGES: Mapping[EventKind, Change] = {**course.CHANGES, **routing.CHANGES, **papers.CHANGES, **clocks.CHANGES}
"""Kinds that are not here (`denied`, `identity-read`, `code-renewed`) change nothing but what every event does."""


def fold(case_id: str, events: Iterable[CaseEvent]) -> Case:
    """The case after all these events."""
    case = Case(case_id)
    for event in events:
        case = evolve(case, event)
    return case


def evolve(case: Case, event: CaseEvent) -> Case:
    """The case after one more event."""
    data, happened, tally, acted = event.data, case.happened, case.tally, case.acted
    names = language_events(event)
    if names or "clears" in data:
        forgotten = data.get("clears", ())
        happened = {k: v for k, v in happened.items() if k not in forgotten} | dict.fromkeys(names, event.at)
    for name in names:
        tally = {**tally, name: tally.get(name, 0) + 1}
    if event.actor and event.kind != "denied" and event.actor not in acted:
        acted = acted | {event.actor}
    after = changed(case, seq=event.seq, happened=happened, tally=tally, acted=acted)
    change = _CHANGES.get(event.kind)
    return change(after, event) if change else after
