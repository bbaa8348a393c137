"""Tables and flags that only restate other facts, written out in the conditions that read them.

`track: online` means what its rule asks for and no earlier rule does. Written out, a condition tells
which answers it hangs on: where the first rule of a table is settled, no later one counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.actors import ActorRef, facts_named
from engine.policy.conditions import ALWAYS, All, Condition, Not, Rows, Test, holds
from engine.policy.conditions import Any as AnyOf
from engine.policy.definitions import Flag, RuleSet, Table
from engine.policy.triggers import names_of
from engine.proof.slicing import setters_in

_NEVER = AnyOf()


def restating(rules: RuleSet, whole: frozenset[str], heard: set[str], per_holder: frozenset[str]) -> frozenset[str]:
    """Tables and flags that are read in conditions alone: nothing sets them, listens to them (`heard`),
    names somebody by them, asks them of each holder of a duty or needs their very value (`whole`)."""
    named = {n for ref in _actors_in(rules) for n in facts_named(ref)}
    busy = named | whole | setters_in(rules).keys() | per_holder | {n.rpartition(".")[0] for n in heard}
    found = {k for k, t in rules.tables.items() if _is_plain(t)} | {k for k, f in rules.flags.items() if _follows(f)}
    return frozenset(found - busy)


def heard_in(rules: RuleSet, asked: frozenset[str]) -> set[str]:
    """Names of events that anything listens to or asks about."""
    heard = {t for s in rules.states.values() for t, ways in s.transitions.items() if ways} | asked
    heard |= {n for d in rules.deadlines.values() for t in (d.starts, d.stops) for n in names_of(t)}
    pauses = [p for d in rules.deadlines.values() for p in d.pauses.values()]
    heard |= {n for p in pauses for n in (*names_of(p.from_), *names_of(p.until))}
    heard |= {n for d in rules.duties.values() for n in names_of(d.after)}
    heard |= {n for f in rules.flags.values() for n in (f.raised_by, f.cleared_by) if n}
    return heard | {c.count for c in rules.facts.values()}


def unfolded(condition: Condition, rules: RuleSet, plain: frozenset[str]) -> Condition:
    """The condition with every question about one of `plain` written out."""
    match condition:
        case Test(fact) if fact in plain:
            defined = rules.tables.get(fact)
            parts = _of_table(condition, defined) if defined else _of_flag(condition, rules.flags[fact])
            return unfolded(parts, rules, plain)
        case Not(item):
            return Not(unfolded(item, rules, plain))
        case All(items):
            return All(tuple(unfolded(i, rules, plain) for i in items))
        case AnyOf(items):
            return AnyOf(tuple(unfolded(i, rules, plain) for i in items))
        case Test() | Rows():
            return condition


def _actors_in(ruleset: RuleSet) -> Iterator[ActorRef]:
    """Everybody whom states, acts, papers, duties, seats and ladders name."""
    yield from (s.owner for s in ruleset.states.values() if s.owner)
    yield from (e.by for e in ruleset.events.values() if e.by)
    yield from (ref for p in ruleset.papers.values() for ref in (p.by, p.signed_by, *p.to) if ref is not None)
    yield from (d.who for d in ruleset.duties.values())
    yield from (line.with_ for seat in ruleset.seats.values() for line in seat.filled if line.with_ is not None)


def _of_table(test: Test, table: Table) -> Condition:
    ways = tuple(_chosen(test, table))
    return ways[0] if len(ways) == 1 else AnyOf(ways)


def _chosen(test: Test, table: Table) -> Iterator[Condition]:
    """For each rule whose value answers the question with yes: it matches, and none before it does."""
    before: list[Condition] = []
    for rule in table.rules.values():
        if holds(test, {test.fact: rule.then}):  # type: ignore[dict-item]
            yield All((rule.if_, *before))
        before.append(Not(rule.if_))
    if holds(test, {test.fact: table.otherwise}):  # type: ignore[dict-item]
        yield All(tuple(before))


def _of_flag(test: Test, flag: Flag) -> Condition:
    up, down = holds(test, {flag.key: True}), holds(test, {flag.key: False})
    if up == down:
        return ALWAYS if up else _NEVER
    return (flag.if_ or ALWAYS) if up else Not(flag.if_ or ALWAYS)


def _is_plain(table: Table) -> bool:
    """Decided by the first rule that matches, with one plain value (`unique` and `any` take the first
    too, where they clash)."""
    values = [*(r.then for r in table.rules.values()), table.otherwise]
    return table.hit in ("first", "unique", "any") and all(isinstance(v, (str, bool, int)) for v in values)


def _follows(flag: Flag) -> bool:
    return flag.if_ is not None and not flag.raised_by and not flag.cleared_by
