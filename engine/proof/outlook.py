"""What of a case counts from one state on: worked out once for all cases that have the same ahead.

Here is only what the definitions say; `engine.proof.abstract` looks at cases with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from engine.casework.rulebook import PAPER_EVENTS, conditions_in
from engine.policy.actors import ActorRef, facts_named
from engine.policy.conditions import All, Condition, Facts, facts_read
from engine.policy.definitions import Event, LastOf, Paper, RuleSet, SeatLine, SetFacts
from engine.policy.triggers import names_of
from engine.proof.ahead import (
    Chart,
    Place,
    done_once,
    is_over,
    lasting,
    may_be_written,
    may_start,
    reachable,
    ways,
)
from engine.proof.live import Readings, answered_together, readings
from engine.proof.narrowing import NEVER, narrowed
from engine.proof.residue import Key, Residue
from engine.proof.slicing import essentials, slice_of, with_also
from engine.proof.unfolding import heard_in, restating, unfolded
from engine.proof.values import Comparisons, comparisons_in
from engine.proof.waiting import indifferent

_PARTS = (
    "states", "papers", "events", "deadlines", "tables", "seats", "flags", "facts", "duties", "recusal",
    "prohibitions", "escalations", "registers",
)  # fmt: skip
"""What narrowing and slicing may leave out of a rule set."""


@dataclass(frozen=True)
class Outlook:
    """The slice of what can still be entered and done (`rules`) from `place` on; `onward` are the states
    that may be entered, `startable` clocks that may begin. What of a case the slice reads is worked out
    when it is asked for."""

    rules: RuleSet
    place: Place
    chart: Chart
    onward: frozenset[str]
    startable: frozenset[str]
    residues: dict[Key, tuple[Residue, int]] = field(default_factory=dict)
    people: dict[Key, Key] = field(default_factory=dict)
    further: dict[Key, Outlook] = field(default_factory=dict)
    _unfolded: dict[int, tuple[Condition, Condition]] = field(default_factory=dict)

    @cached_property
    def asked(self) -> frozenset[str]:
        """Facts that any condition reads."""
        return frozenset(n for c in conditions_in(self.rules) for n in facts_read(c))

    @cached_property
    def heard(self) -> set[str]:
        """Events that anything listens to or asks about."""
        return heard_in(self.rules, self.asked)

    @cached_property
    def known(self) -> Comparisons:
        """Every comparison."""
        return comparisons_in(self.rules)

    @cached_property
    def changing(self) -> frozenset[str]:
        """Facts that something may still change."""
        return _changing(self.rules, self.asked, self.chart) - self.place.kept

    @cached_property
    def plain(self) -> frozenset[str]:
        """Tables and flags that only restate facts."""
        return restating(self.rules, self.known.whole, self.heard, self.chart.per_holder) - self.place.fixed

    @cached_property
    def read(self) -> frozenset[str]:
        """Facts that conditions read once tables and flags are written out."""
        return frozenset(n for c in conditions_in(self.rules) for n in facts_read(self.written_out(c)))

    @cached_property
    def settled(self) -> tuple[str, ...]:
        """Facts that conditions read and nothing changes any more."""
        return tuple(sorted(self.read - self.changing))

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Conditions whose remains count: those of tables and flags that are settled or restate do not."""
        return tuple(dict.fromkeys(self.written_out(c) for c in _judged(self.rules, self.changing - self.plain)))

    @cached_property
    def taking_over(self) -> tuple[Condition, ...]:
        """When a higher body takes over."""
        return tuple(self.written_out(r.if_) for r in self.rules.recusal.values() if r.who is None)

    @cached_property
    def remembered(self) -> frozenset[str]:
        """Events of which it counts, later on, that they have happened."""
        return _remembered(self.rules, self.chart)

    @cached_property
    def timed(self) -> frozenset[str]:
        """Clocks whose running out counts."""
        return frozenset(_timed(self.rules, self.heard))

    @cached_property
    def refs(self) -> tuple[ActorRef | SeatLine, ...]:
        """Everybody of whom anything is asked."""
        return tuple(dict.fromkeys(_refs(self.rules)))

    @cached_property
    def late(self) -> frozenset[str]:
        """Recusals that may still come."""
        whole = {k: r for k, r in self.rules.recusal.items() if r.who is None}
        return frozenset(k for k, r in whole.items() if self.changing & set(facts_read(r.if_)))

    @cached_property
    def overridden(self) -> frozenset[str]:
        """Facts of which it counts that an effect has set them."""
        return self.asked | self.rules.tables.keys()

    @cached_property
    def barrable(self) -> frozenset[str]:
        """Clocks that may begin, unless what ends them has happened before they ever did."""
        return self.startable - self.chart.first

    @cached_property
    def again(self) -> frozenset[str]:
        """States of which it counts that a case has been there."""
        rules = self.rules
        counts = self.remembered | _stops(rules, self.barrable) | self.asked
        return frozenset(w for w in self.onward if _forgets(rules, w, counts))

    @cached_property
    def raised(self) -> frozenset[str]:
        """Flags that may still turn."""
        flags = (k for k in self.rules.flags if _may_turn(k, self.rules, self.changing))
        return frozenset(k for k in flags if not is_over(k, self.rules, self.chart)) - self.plain

    @cached_property
    def once(self) -> frozenset[str]:
        """Acts that are done once."""
        return done_once(self.rules, self.chart)

    @cached_property
    def finishing(self) -> frozenset[str]:
        """Papers that may be signed and not written any more."""
        rules, ahead = self.rules, self.onward | {self.place.state}
        return frozenset(k for k, p in rules.papers.items() if not may_be_written(p, rules, self.chart, ahead))

    @cached_property
    def indifferent(self) -> frozenset[str]:
        """Papers of which it makes no difference whether they wait."""
        return indifferent(self.rules, self.heard, self.chart, self.onward | {self.place.state})

    @cached_property
    def lasting(self) -> frozenset[str]:
        """Events and flags that stay once they are so."""
        return lasting(self.rules, self.chart, self.onward) & self.asked

    @cached_property
    def names_change(self) -> bool:
        """Whether a fact that may still change names who acts."""
        refs = [ref for ref in self.refs if not isinstance(ref, SeatLine)]
        return bool(self.changing & {n for ref in refs for n in facts_named(ref)})

    @cached_property
    def readings(self) -> Readings:
        """What of it is read before it is written anew."""
        return readings(self.rules, self.chart, self.plain, self.written_out)

    @cached_property
    def together(self) -> Mapping[str, str]:
        """The section that facts are always answered in."""
        return answered_together(self.rules, self.known.whole)

    def written_out(self, condition: Condition) -> Condition:
        """The condition without tables and flags that only restate facts."""
        known = self._unfolded.get(id(condition))
        if known is None:  # by identity, which is cheap to ask; the condition is kept, so that it stays its own
            known = self._unfolded[id(condition)] = condition, unfolded(condition, self.rules, self.plain)
        return known[1]


def outlook_on(rules: RuleSet, place: Place, extra: frozenset[str], chart: Chart) -> Outlook:
    """What counts from this place on; `extra` are definitions that somebody asks about besides."""
    there = reachable(rules, place, chart)
    onward = ways(there, place.state)
    sliced = slice_of(there, with_also(there, essentials(there), extra))
    startable = frozenset(k for k, d in sliced.deadlines.items() if may_start(d, there, chart, onward))
    limits = {k: d if k in startable else replace(d, if_=NEVER) for k, d in sliced.deadlines.items()}
    return Outlook(replace(sliced, deadlines=limits), place, chart, onward, startable)


def same_content(one: RuleSet, other: RuleSet) -> bool:
    """Whether two narrower rule sets of one whole say the same."""
    return all(getattr(one, part) == getattr(other, part) for part in _PARTS)


def filled(outlook: Outlook, facts: Facts, open_: frozenset[str]) -> RuleSet:
    """The rules of an outlook for a case with these facts: those that are settled, all but `open_`, are
    filled in."""
    settled = frozenset(n for n in outlook.settled if n.split(".")[0] not in open_)
    return narrowed(outlook.rules, facts, outlook.read - settled, outlook.written_out)


def _changing(rules: RuleSet, asked: frozenset[str], chart: Chart) -> frozenset[str]:
    """Facts that something may still change: all but answers given when filing, what follows from
    them alone, and what nobody can bring about any more."""
    fields = {f.key for form in rules.forms.values() for _, f in form.all_fields()}
    derived = {*rules.tables, *(k for k, f in rules.flags.items() if f.if_ is not None and not f.raised_by)}
    counted = {k for k, c in rules.facts.items() if c.count == "cases"}
    changing = {n.split(".")[0] for n in asked} | asked
    changing -= {n for n in changing if n.split(".")[0] in fields or is_over(n, rules, chart)} | derived | counted
    changing -= {"case.opened", "case"} if "case.closed" not in asked else {"case.opened"}
    changing |= _asked_later(rules) | _set_by_effects(rules)
    while True:
        more = {d for d in derived - changing if _reads(rules, d) & changing}
        if not more:
            return frozenset(changing)
        changing |= more


def _may_turn(flag: str, rules: RuleSet, changing: frozenset[str]) -> bool:
    found = rules.flags[flag]
    return found.if_ is None or found.raised_by is not None or bool(_reads(rules, flag) & changing)


def _reads(rules: RuleSet, derived: str) -> set[str]:
    if derived in rules.tables:
        names = {n for rule in rules.tables[derived].rules.values() for n in facts_read(rule.if_)}
    else:
        names = set(facts_read(rules.flags[derived].if_ or All()))
    return names | {n.split(".")[0] for n in names}


def _asked_later(rules: RuleSet) -> set[str]:
    asked = {e.asks for e in rules.events.values() if e.asks}
    return {k for form in rules.forms.values() for key, s in form.sections.items() if key in asked for k in s.fields}


def _set_by_effects(rules: RuleSet) -> set[str]:
    definitions: tuple[Paper | Event, ...] = (*rules.papers.values(), *rules.events.values())
    return {k for d in definitions for effect in d.then if isinstance(effect, SetFacts) for k in effect.set}


def _stops(rules: RuleSet, startable: frozenset[str]) -> frozenset[str]:
    return frozenset(n for k in startable for n in names_of(rules.deadlines[k].stops))


def _judged(rules: RuleSet, changing: frozenset[str]) -> Iterator[Condition]:
    """Conditions whose remains count: those of tables and flags that are settled or unfolded do not."""
    tables = {k: t for k, t in rules.tables.items() if k in changing}
    flags = {k: f for k, f in rules.flags.items() if k in changing}
    yield from conditions_in(replace(rules, tables=tables, flags=flags, recusal={}))


def _remembered(rules: RuleSet, chart: Chart) -> frozenset[str]:
    """Events of which it counts, later on, that they have happened."""
    names = {e for e in rules.events if not chart.out_of(e)}
    for deadline in rules.deadlines.values():
        triggers = [deadline.starts, *(t for p in deadline.pauses.values() for t in (p.from_, p.until))]
        names |= {n for t in triggers if isinstance(t, LastOf) for n in t.of}
    for duty in rules.duties.values():
        names |= set(names_of(duty.after))
    return frozenset(names)


def _timed(rules: RuleSet, heard: set[str]) -> Iterator[str]:
    """Clocks whose running out changes something."""
    for key, deadline in rules.deadlines.items():
        named = any(f"{key}.{w}" in heard for w in ("expired", "met"))
        if named or deadline.extension or deadline.escalation or any(p.at_most for p in deadline.pauses.values()):
            yield key
    for key in rules.duties:
        if any(f"{key}.{w}" in heard for w in ("missed", "due")):
            yield key


def _refs(rules: RuleSet) -> Iterator[ActorRef | SeatLine]:
    yield from (s.owner for s in rules.states.values() if s.owner)
    yield from (e.by for e in rules.events.values() if e.by)
    yield from (ref for p in rules.papers.values() for ref in (p.by, p.signed_by) if ref is not None)
    yield from (d.who for d in rules.duties.values())
    lines = (line for seat in rules.seats.values() for line in seat.filled)
    yield from (line for line in lines if line.chosen_in is None or line.chosen_in in rules.papers)


def _forgets(rules: RuleSet, state: str, remembered: frozenset[str]) -> bool:
    """Whether entering the state again makes anything forgotten that counts."""
    subjects = {t.rpartition(".")[0] for t in rules.states[state].transitions} & rules.papers.keys()
    names = {*rules.states[state].transitions, *(f"{s}.{w}" for s in subjects for w in PAPER_EVENTS)}
    return bool(names & remembered)
