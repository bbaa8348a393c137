"""What of a rule set a history can tell: where cases go, and which clocks begin and stop with what it
knows of them.

A history knows five moments of a case (opened, assigned, reported, answered, closed). Which events of a
rule set they are is read from its concepts, so that localities with other words can be compared; a
mapping may also name an event itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.casework.rulebook import Rulebook
from engine.columns.days import day_table
from engine.columns.replay import ClockPlan, ReplayPlan, When
from engine.columns.tallies import Pairing
from engine.policy.actors import ActorRef, Each, Named, Of, names_in
from engine.policy.calendar import Calendar
from engine.policy.conditions import ALWAYS, Condition
from engine.policy.definitions import Deadline, LastOf, NextDayAfter, RuleSet, Trigger
from engine.policy.triggers import names_of
from engine.simulate.bulk import policy_of, waiting

SEAT = "handler"
"""The seat of whoever handles a case; the floor names it, and load is counted by who sits there."""
_BY_PAPER = {"assignment": "assigned", "report": "reported", "findings": "reported", "answer": "answered"}
_BY_STATE = {
    "registering": "opened", "handling": "assigned", "investigating": "assigned", "answering": "reported",
    "answered": "answered", "closed": "closed",
}  # fmt: skip
_DONE = ("written", "signed", "sent")


def milestone(event: str, ruleset: RuleSet) -> str | None:
    """The moment of a history that this event is, or None when no history tells of it."""
    subject, _, what = event.rpartition(".")
    if event == "case.opened":
        return "opened"
    if subject in ruleset.papers and what in _DONE:
        paper = ruleset.papers[subject]
        return _BY_PAPER.get(paper.concept or "") if what == ("sent" if paper.to else "signed") else None
    if subject in ruleset.states and what == "entered":
        state = ruleset.states[subject]
        return "opened" if state.initial else "closed" if state.final else _BY_STATE.get(state.concept or "")
    return None


def plan_of(book: Rulebook, calendar: Calendar, told: frozenset[str]) -> ReplayPlan:
    """A rule set ready to be tried on past cases; `told` are the moments and events of the history."""
    ruleset, late = book.ruleset, waiting(book)
    clocks = tuple(
        plan for d in ruleset.deadlines.values()
        if f"deadlines.{d.key}" not in late and (plan := _clock(d, ruleset, told)) is not None
    )  # fmt: skip
    seat = ruleset.seats.get(SEAT)
    routes = tuple(_routes(ruleset))
    at_once = tuple(_spoken(line.with_) for line in seat.filled if line.with_) if seat else ()
    recusals = {
        r.key: _spoken(r.goes_to) for r in ruleset.recusal.values()
        if r.who is None and r.goes_to and f"recusal.{r.key}" not in late
    }  # fmt: skip
    return ReplayPlan(
        ruleset.id, policy_of(book), day_table(calendar, ruleset.counting), routes, clocks, at_once,
        _seat_events(ruleset), recusals,
    )  # fmt: skip


def untold(book: Rulebook, told: frozenset[str]) -> tuple[str, ...]:
    """Deadlines that a history with these moments cannot tell of."""
    late = waiting(book)
    return tuple(
        d.key for d in book.ruleset.deadlines.values()
        if d.strength != "may" and (f"deadlines.{d.key}" in late or _clock(d, book.ruleset, told) is None)
    )  # fmt: skip


def pairing(a: ReplayPlan, b: ReplayPlan, books: tuple[Rulebook, Rulebook]) -> Pairing:
    """Two rule sets beside each other: clocks by their key, else by their concept."""
    rules = (books[0].ruleset, books[1].ruleset)
    keys = [c.key for c in b.clocks]
    matched = [(c.key, c.key) for c in a.clocks if c.key in keys]
    free = [k for k in keys if k not in {m for _, m in matched}]
    for clock in a.clocks:
        concept = rules[0].deadlines[clock.key].concept
        twin = next((k for k in free if concept and rules[1].deadlines[k].concept == concept), None)
        if clock.key not in keys and twin is not None:
            free.remove(twin)
            matched.append((clock.key, twin))
    names = [{name for _, name in plan.routes} for plan in (a, b)]
    tables = {t.table.key for t in a.policy.tables} & {t.table.key for t in b.policy.tables}
    return Pairing(a, b, tuple(matched), bool(names[0] & names[1]), tuple(sorted(tables)))


def _clock(deadline: Deadline, ruleset: RuleSet, told: frozenset[str]) -> ClockPlan | None:
    """A duty of the office that begins with something told; windows for others are not judged."""
    table = deadline.limit.fact if deadline.limit.kind == "fact" else None
    starts, stops = (_when(t, ruleset, told) for t in (deadline.starts, deadline.stops))
    if deadline.strength == "may" or starts is None or stops is None:
        return None
    if deadline.limit.kind == "fact" and table not in ruleset.tables:
        return None
    ladder = ruleset.escalations.get(deadline.escalation or "")
    return ClockPlan(
        deadline.key, deadline.limit, starts, stops, deadline.if_, table, deadline.extension, ladder
    )  # fmt: skip


def _when(trigger: Trigger, ruleset: RuleSet, told: frozenset[str]) -> When | None:
    names = [_told(event, ruleset, told) for event in names_of(trigger)]
    known = tuple(dict.fromkeys(n for n in names if n is not None))
    if not known or (isinstance(trigger, LastOf) and None in names):
        return None
    return When(known, isinstance(trigger, LastOf), isinstance(trigger, NextDayAfter))


def _told(event: str, ruleset: RuleSet, told: frozenset[str]) -> str | None:
    if event in told:
        return event
    if event in _seat_events(ruleset):  # only on cases whose handler is found that way: see `replay`
        return event if "assigned" in told else None
    moment = milestone(event, ruleset)
    return moment if moment in told else None


def _seat_events(ruleset: RuleSet) -> dict[str, str | None]:
    """Events by which a handler is found: the seat filled, or the paper sent that names who sits there."""
    seat = ruleset.seats.get(SEAT)
    if seat is None:
        return {}
    chosen = {line.chosen_in for line in seat.filled if line.chosen_in}
    sent = {f"{p}.{'sent' if ruleset.papers[p].to else 'signed'}": p for p in sorted(chosen) if p in ruleset.papers}
    return {f"{SEAT}.filled": None, **sent}


def _routes(ruleset: RuleSet) -> Iterator[tuple[Condition, str]]:
    """Who handles: the first line of the seat that fits; one chosen in a paper is called after it."""
    seat = ruleset.seats.get(SEAT)
    for line in seat.filled if seat else ():
        yield line.if_, _spoken(line.with_) if line.with_ else line.chosen_in or ""
    if seat and (not seat.filled or seat.filled[-1].if_ != ALWAYS):
        yield ALWAYS, ""


def _spoken(ref: ActorRef | None) -> str:
    match ref:
        case None:
            return ""
        case Named(name):
            return name
        case Of(relation, of):
            return f"{relation}:{of}"
        case Each(of):
            return of
        case _:
            return "+".join(names_in(ref))
