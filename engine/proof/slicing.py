"""A smaller rule set that behaves the same as far as somebody asks: program slicing for policies.

Whether a case can reach its end does not hang on a receipt notice that nothing waits for. A slice
holds the definitions asked about and, closed under "is influenced by", everything that can change
whether, when or for whom they happen. What is left out can read the slice but never change it; so
the slice visits exactly the states that the whole rule set visits (docs/decisions/0030-proof.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from engine.casework.acts.prohibitions import ASSIGN, CLOSE
from engine.casework.react import stands_for
from engine.policy.actors import ActorRef, Decided, names_in
from engine.policy.conditions import Condition, facts_read
from engine.policy.definitions import (
    Deadline,
    Duty,
    EffectDef,
    Event,
    OpenCase,
    Paper,
    RuleSet,
    SendPaper,
    SetFacts,
)
from engine.policy.triggers import names_of

T = TypeVar("T")
Items = frozenset[str]


def essentials(ruleset: RuleSet) -> Items:
    """What decides which state a case reaches: the triggers and guards of every transition, who
    owns a state, which whole cases are taken over, and what opens further cases."""
    found = {n for state in ruleset.states.values() for n in _of_state(ruleset, state.key)}
    found |= {n for rule in ruleset.recusal.values() for n in facts_read(rule.if_)}
    opening: tuple[Paper | Event, ...] = (*ruleset.papers.values(), *ruleset.events.values())
    found |= {d.key for d in opening if any(isinstance(e, OpenCase) for e in d.then)}
    return _closed(ruleset, found)


def with_also(ruleset: RuleSet, items: Items, more: Iterable[str]) -> Items:
    """The items, these too, and everything that influences them."""
    return _closed(ruleset, {*items, *more})


def slice_of(ruleset: RuleSet, items: Items) -> RuleSet:
    """The rule set with only these items; states, forms, roles, units and recusal stay whole."""
    papers = {k: _without(p, items) for k, p in _kept(ruleset.papers, items).items()}
    events = {k: _without(e, items) for k, e in _kept(ruleset.events, items).items()}
    deadlines = {k: _plain(d, ruleset, items) for k, d in _kept(ruleset.deadlines, items).items()}
    ladders = {d.escalation for d in deadlines.values()}
    return replace(
        ruleset,
        papers=papers,
        events=events,
        deadlines=deadlines,
        escalations={k: e for k, e in ruleset.escalations.items() if k in ladders},
        tables=_kept(ruleset.tables, items),
        flags=_kept(ruleset.flags, items),
        facts=_kept(ruleset.facts, items),
        seats={k: s for k, s in ruleset.seats.items() if k in items or k == "intake-office"},
        duties=_kept(ruleset.duties, items),
        prohibitions={k: p for k, p in ruleset.prohibitions.items() if _bans(p.never, items)},
        registers=_kept(ruleset.registers, items),
        metrics={},
    )


def subject(name: str, ruleset: RuleSet) -> str:
    """The definition that an event or a fact belongs to: `slip.sent` → `slip`."""
    if name in ruleset.events or name in ruleset.tables or name in ruleset.flags:
        return name
    return name.rpartition(".")[0] or name


def _closed(ruleset: RuleSet, start: Iterable[str]) -> Items:
    setters = setters_in(ruleset)
    todo, done = list(start), set[str]()
    while todo:
        name = todo.pop()
        for key in {name, subject(name, ruleset), name.split(".")[0]}:
            if key not in done:
                done.add(key)
                todo += [*influences(ruleset, key), *setters.get(key, ())]
    return frozenset(done)


def influences(ruleset: RuleSet, key: str) -> Iterator[str]:
    """Names of everything that this definition's own words read or wait for."""
    if key in ruleset.papers:
        yield from _of_paper(ruleset, ruleset.papers[key])
    if key in ruleset.events:
        yield from _of_event(ruleset, ruleset.events[key])
    if key in ruleset.deadlines:
        yield from _of_deadline(ruleset.deadlines[key])
        yield from _of_ladder(ruleset.deadlines[key], ruleset)
    if key in ruleset.duties:
        yield from _of_duty(ruleset.duties[key])
    if key in ruleset.states:
        yield from _of_state(ruleset, key)
    if key in ruleset.seats:
        yield from _of_seat(ruleset, key)
    if key in ruleset.tables:
        yield from (n for rule in ruleset.tables[key].rules.values() for n in facts_read(rule.if_))
    if key in ruleset.flags:
        flag = ruleset.flags[key]
        yield from facts_read(flag.if_) if flag.if_ else ()
        yield from (n for n in (flag.raised_by, flag.cleared_by) if n)
    if key in ruleset.registers:
        yield from facts_read(ruleset.registers[key].if_)
    if key in ruleset.facts and ruleset.facts[key].count != "cases":
        yield ruleset.facts[key].count


def _of_state(ruleset: RuleSet, key: str) -> Iterator[str]:
    state = ruleset.states[key]
    yield from _actors(state.owner)
    for trigger, transitions in state.transitions.items():
        yield from (trigger,) if transitions else ()
        yield from (n for t in transitions for n in facts_read(t.if_))


def _of_paper(ruleset: RuleSet, paper: Paper) -> Iterator[str]:
    yield from _conditions(paper.if_, paper.needs)
    yield from (*_actors(paper.by), *_actors(paper.signed_by))
    yield from _bans_of(ruleset, paper.key)
    yield from (n for f in paper.contains.values() for n in facts_read(f.show_if))
    extended = [d for d in ruleset.deadlines.values() if d.extension and d.extension.request == paper.key]
    yield from (d.key for d in extended)


def _of_event(ruleset: RuleSet, event: Event) -> Iterator[str]:
    yield from _conditions(event.if_, event.needs)
    yield from _actors(event.by)
    yield from _bans_of(ruleset, event.key)
    moved = [s for s in ruleset.states.values() if event.key in s.transitions]
    yield from (n for s in moved if event.by is None for n in _actors(s.owner))


def _of_deadline(deadline: Deadline) -> Iterator[str]:
    yield from (*names_of(deadline.starts), *names_of(deadline.stops))
    yield from facts_read(deadline.if_)
    if deadline.limit.fact:
        yield deadline.limit.fact
    if deadline.extension:
        yield deadline.extension.request
    for pause in deadline.pauses.values():
        yield from (*names_of(pause.from_), *names_of(pause.until))
        yield from facts_read(pause.while_) if pause.while_ else ()


def _of_ladder(deadline: Deadline, ruleset: RuleSet) -> Iterator[str]:
    """What rungs wait for, where a rung sends a paper by itself."""
    ladder = ruleset.escalations.get(deadline.escalation or "")
    if ladder and any(True for _ in _sent_by(deadline, ruleset)):
        yield from (n for step in ladder.steps.values() for n in facts_read(step.if_))


def _of_duty(duty: Duty) -> Iterator[str]:
    yield from names_of(duty.after)
    yield from facts_read(duty.if_)
    yield from _actors(duty.who)
    for limit in (duty.every, duty.limit):
        if limit and limit.fact:
            yield limit.fact


def _of_seat(ruleset: RuleSet, key: str) -> Iterator[str]:
    seat = ruleset.seats[key]
    for line in seat.filled:
        yield from facts_read(line.if_)
        yield from _actors(line.with_)
        if line.chosen_in:
            yield line.chosen_in
    yield from seat.except_


def setters_in(ruleset: RuleSet) -> Mapping[str, list[str]]:
    """Fact or paper → the definitions whose effects set or send it, besides its own."""
    found: dict[str, list[str]] = {}
    definitions: tuple[Paper | Event, ...] = (*ruleset.papers.values(), *ruleset.events.values())
    for definition in definitions:
        for effect in definition.then:
            for target in _targets(effect):
                found.setdefault(target, []).append(definition.key)
        if isinstance(definition, Paper):
            for stood in stands_for(ruleset, definition):
                found.setdefault(stood, []).append(definition.key)
        elif definition.asks:
            for form in ruleset.forms.values():
                section = form.sections.get(definition.asks)
                for f in section.fields if section else ():
                    found.setdefault(f, []).append(definition.key)
    for deadline in ruleset.deadlines.values():
        for paper in _sent_by(deadline, ruleset):
            found.setdefault(paper, []).append(deadline.key)
    return found


def _targets(effect: EffectDef) -> Iterator[str]:
    match effect:
        case SetFacts(values):
            yield from values
        case SendPaper(key):
            yield key
        case OpenCase():
            yield from effect.set


def _sent_by(deadline: Deadline, ruleset: RuleSet) -> Iterator[str]:
    """Papers that a ladder sends by itself (those that have nothing to fill in)."""
    ladder = ruleset.escalations.get(deadline.escalation or "")
    for step in ladder.steps.values() if ladder else ():
        paper = ruleset.papers.get(step.send or "")
        if paper and not paper.contains and not paper.form:
            yield paper.key


def _plain(deadline: Deadline, ruleset: RuleSet, items: Items) -> Deadline:
    """Without a ladder that sends nothing of the slice, and without what else is left out."""
    climbs = any(p in items for p in _sent_by(deadline, ruleset))
    return replace(deadline, escalation=deadline.escalation if climbs else None)


def _without(definition: T, items: Items) -> T:
    effects = definition.then  # type: ignore[attr-defined]
    kept = tuple(e for e in effects if not isinstance(e, SendPaper) or e.send in items)
    return definition if kept == effects else replace(definition, then=kept)  # type: ignore[type-var]


def _kept(definitions: Mapping[str, T], items: Items) -> dict[str, T]:
    return {k: d for k, d in definitions.items() if k in items}


def _bans(never: tuple[str, ...], items: Items) -> bool:
    whole = (ASSIGN, CLOSE)  # these mean a whole kind of act, whichever paper or event it is
    return any(n in items or n.rpartition(".")[0] in items or n in whole for n in never)


def _bans_of(ruleset: RuleSet, key: str) -> Iterator[str]:
    for rule in ruleset.prohibitions.values():
        if any(key in (n, n.rpartition(".")[0]) for n in rule.never):
            yield from facts_read(rule.if_)


def _conditions(*conditions: Condition) -> Iterator[str]:
    for condition in conditions:
        yield from facts_read(condition)


def _actors(ref: ActorRef | None) -> Iterator[str]:
    if isinstance(ref, Decided):
        yield ref.fact
    elif ref is not None:
        yield from names_in(ref)
