"""Facts that can still be read before they are written anew: live variables, as compilers call them.

What a citizen or a clerk answered before the office asks the same questions again makes no difference
once only the new answers are read. For each state: what is read while the case is there; what an arrow
reads after its trigger; and which answers are surely given anew by then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.casework.rulebook import conditions_in
from engine.policy.conditions import ALWAYS, All, Condition, Facts, Test, facts_read
from engine.policy.definitions import Deadline, Event, Paper, RuleSet, SetFacts
from engine.policy.forms import Field
from engine.policy.triggers import names_of
from engine.proof.ahead import Chart, may_be_done, may_be_signed, may_be_written
from engine.proof.residue import leaves_of
from engine.proof.slicing import setters_in, subject

Unfold = Callable[[Condition], Condition]


@dataclass(frozen=True)
class Arrow:
    """A trigger in a state: what is read once it has come, what is written by then, where it leads."""

    reads: tuple[Condition, ...]
    writes: frozenset[str]
    to: frozenset[str]


@dataclass(frozen=True)
class Readings:
    """What is read in any state, and in which states what."""

    always: tuple[Condition, ...]
    there: Mapping[str, tuple[Condition, ...]]
    arrows: Mapping[str, tuple[Arrow, ...]]


def readings(rules: RuleSet, chart: Chart, plain: frozenset[str], unfold: Unfold) -> Readings:
    """Of the slice `rules` of what is ahead; `plain` is what is unfolded."""
    limits = {k: replace(d, if_=ALWAYS) for k, d in rules.deadlines.items()}
    standing = replace(
        rules, states={}, papers={}, events={}, deadlines=limits,
        tables={k: t for k, t in rules.tables.items() if k not in plain},
        flags={k: f for k, f in rules.flags.items() if k not in plain},
    )  # fmt: skip
    sent = frozenset(setters_in(rules))
    return Readings(
        tuple(unfold(c) for c in conditions_in(standing)),
        {s: tuple(unfold(c) for c in _there(s, rules, chart, sent)) for s in rules.states},
        {s: tuple(_arrows(s, rules, chart, unfold)) for s in rules.states},
    )


def live_in(found: Readings, start: str, facts: Facts, open_: frozenset[str]) -> frozenset[str]:
    """Facts that may be read from this state on before they are written anew, where those outside
    `open_` stay as they are."""

    def read(conditions: tuple[Condition, ...]) -> frozenset[str]:
        return frozenset(n for c in conditions for leaf in leaves_of(c, facts, open_) for n in facts_read(leaf))

    live = {s: read(cs) for s, cs in found.there.items()}
    arrows = {s: [(a, read(a.reads)) for a in found.arrows[s]] for s in live}
    changed = True
    while changed:
        changed = False
        for state, own in arrows.items():
            later = [(own_reads.union(*(live[t] for t in a.to if t in live))) - a.writes for a, own_reads in own]
            more = live[state].union(*later)
            changed, live[state] = changed or more != live[state], more
    return live[start] | read(found.always)


def answered_together(rules: RuleSet, whole: frozenset[str]) -> Mapping[str, str]:
    """Answer → the section that asks for it, where every act that asks asks for all of them. What has
    to be known by its very value (`whole`) stands alone."""
    asking = [e for e in rules.events.values() if e.asks]
    return {k: e.asks for e in asking if e.asks for k in _asked_for_sure(e, rules) if k not in whole}


def _there(state: str, rules: RuleSet, chart: Chart, sent: frozenset[str]) -> Iterator[Condition]:
    """Conditions of whatever may be done, written, signed or begin while the case is in this state."""
    here = frozenset({state})
    for paper in rules.papers.values():
        written = may_be_written(paper, rules, chart, here)
        if written or may_be_signed(paper, rules, chart, here) or paper.key in sent:
            yield from (paper.if_, paper.needs)
    for event in rules.events.values():
        if may_be_done(event, chart, here):
            yield from (event.if_, event.needs)
    yield from (d.if_ for d in rules.deadlines.values() if not all(_comes_later(n, state, rules) for n in _starts(d)))


def _arrows(state: str, rules: RuleSet, chart: Chart, unfold: Unfold) -> Iterator[Arrow]:
    begun = [d.if_ for d in rules.deadlines.values() if any(_comes_later(n, state, rules) for n in _starts(d))]
    for trigger, transitions in rules.states[state].transitions.items():
        reads = tuple(unfold(c) for c in (*begun, *(t.if_ for t in transitions)))
        yield Arrow(reads, frozenset(_written(trigger, rules, chart)), frozenset(t.to for t in transitions))


def _starts(deadline: Deadline) -> list[str]:
    return [n for n in names_of(deadline.starts) if n != "case.opened"]


def _comes_later(name: str, state: str, rules: RuleSet) -> bool:
    """Whether this is heard only once what leads out of the state has happened."""
    return name in rules.states[state].transitions or name.rpartition(".")[0] in rules.states


def _written(trigger: str, rules: RuleSet, chart: Chart) -> Iterator[str]:
    """Answers that are surely given anew by the time of this trigger: it asks for them, or needs an act
    that does, is done once and was not done so far."""
    owner: Event | Paper | None = rules.events.get(trigger)
    if isinstance(owner, Event):
        yield from _asked_for_sure(owner, rules)
    elif trigger.endswith(".written"):
        owner = rules.papers.get(subject(trigger, rules))
    needed = _conjuncts(All((owner.if_, owner.needs))) if owner else ()
    for test in needed:
        event = rules.events.get(test.fact)
        if event and test.op == "is" and test.value is True and not chart.out_of(event.key):
            yield from _asked_for_sure(event, rules)


def _conjuncts(condition: Condition) -> Iterator[Test]:
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, All):
        yield from (t for item in condition.items for t in _conjuncts(item))


def _asked_for_sure(event: Event, rules: RuleSet) -> Iterator[str]:
    """Questions of the act that must be answered whatever else is so, and that nothing overrides."""
    definitions: tuple[Paper | Event, ...] = (*rules.papers.values(), *rules.events.values())
    fixed = {k for d in definitions for e in d.then if isinstance(e, SetFacts) for k in e.set}
    sections = [f.sections[event.asks] for f in rules.forms.values() if event.asks in f.sections] if event.asks else []
    fields = {k for s in sections for k in s.fields} - fixed
    yield from (k for k in fields if all(_is_asked(place, event) for place in _places(k, rules)))


def _places(field: str, rules: RuleSet) -> Iterator[tuple[str, Field, Condition]]:
    """Wherever a form asks this: the section, the question, and when the section shows."""
    for form in rules.forms.values():
        yield from ((k, s.fields[field], s.show_if) for k, s in form.sections.items() if field in s.fields)


def _is_asked(place: tuple[str, Field, Condition], event: Event) -> bool:
    section, asked, shown = place
    return section == event.asks and asked.required and asked.show_if == ALWAYS == shown
