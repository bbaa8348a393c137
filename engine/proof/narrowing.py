"""The rule set as one kind of case can still meet it: every condition with what is settled filled in.

Where a fact will not change any more, a condition that asks about it is known already; compilers call
this partial evaluation. A way that is never open is dropped, and with it all that lay behind it: so a
matter that needs no consultation has no consultation that could wait for signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from engine.policy.conditions import ALWAYS, All, Condition, Facts, Not, Rows, Test
from engine.policy.conditions import Any as AnyOf
from engine.policy.definitions import Deadline, Pause, RuleSet, State, Table, Transition
from engine.proof.residue import FALSE, TRUE, Key, left

T = TypeVar("T")
NEVER: Condition = AnyOf()


def narrowed(rules: RuleSet, facts: Facts, open_: frozenset[str], unfold: Callable[[Condition], Condition]) -> RuleSet:
    """The rule set for cases in which all facts but those of `open_` have these values for good; `unfold`
    writes out tables and flags. States keep every trigger, for entering them again forgets it."""

    def fill(condition: Condition) -> Condition:
        return condition if condition == ALWAYS else as_condition(left(unfold(condition), facts, open_))

    found = replace(
        rules,
        states=_each(rules.states, lambda s: _state(s, fill)),
        papers=_each(rules.papers, lambda p: _with(p, if_=fill(p.if_), needs=fill(p.needs))),
        events=_each(rules.events, lambda e: _with(e, if_=fill(e.if_), needs=fill(e.needs))),
        deadlines=_each(rules.deadlines, lambda d: _with(d, if_=fill(d.if_), pauses=_pauses(d, fill))),
        escalations=_each(
            rules.escalations, lambda e: _with(e, steps=_each(e.steps, lambda s: _with(s, if_=fill(s.if_))))
        ),
        duties=_each(rules.duties, lambda d: _with(d, if_=fill(d.if_))),
        tables=_each(rules.tables, lambda t: _table(t, fill)),
        flags=_each(rules.flags, lambda f: _with(f, if_=fill(f.if_)) if f.if_ is not None else f),
        seats=_each(rules.seats, lambda s: _with(s, filled=_lines(s.filled, fill))),
        recusal=_possible(_each(rules.recusal, lambda r: _with(r, if_=fill(r.if_)))),
        registers=_each(rules.registers, lambda r: _with(r, if_=fill(r.if_))),
        prohibitions=_possible(_each(rules.prohibitions, lambda p: _with(p, if_=fill(p.if_)))),
    )
    return rules if found == rules else found


def as_condition(part: Key) -> Condition:
    """What remains of a condition, as a condition."""
    match part:
        case Test() | Rows():
            return part
        case ("not", inner):
            return Not(as_condition(inner))
        case ("all", tuple() as items):
            return All(tuple(as_condition(i) for i in items))
        case ("any", tuple() as items):
            return AnyOf(tuple(as_condition(i) for i in items))
    assert part in (TRUE, FALSE)
    return ALWAYS if part == TRUE else NEVER


def without_arrows(rules: RuleSet, dead: Mapping[str, frozenset[str]]) -> RuleSet:
    """The rule set in which these triggers of these states lead nowhere."""
    states = {
        k: replace(s, transitions={t: () if t in dead.get(k, ()) else ts for t, ts in s.transitions.items()})
        for k, s in rules.states.items()
    }
    return replace(rules, states=states)


def _state(state: State, fill: Callable[[Condition], Condition]) -> State:
    return _with(state, transitions={t: tuple(_open_ways(ts, fill)) for t, ts in state.transitions.items()})


def _open_ways(ways: Iterable[Transition], fill: Callable[[Condition], Condition]) -> Iterator[Transition]:
    """Those that may be taken: none that never holds, and none after one that always does."""
    for way in ways:
        condition = fill(way.if_)
        if condition != NEVER:
            yield _with(way, if_=condition)
        if condition == ALWAYS:
            return


def _table(table: Table, fill: Callable[[Condition], Condition]) -> Table:
    rules = {k: _with(r, if_=fill(r.if_)) for k, r in table.rules.items()}
    return _with(table, rules={k: r for k, r in rules.items() if r.if_ != NEVER})


def _pauses(deadline: Deadline, fill: Callable[[Condition], Condition]) -> Mapping[str, Pause]:
    return {k: p if p.while_ is None else _with(p, while_=fill(p.while_)) for k, p in deadline.pauses.items()}


def _lines(lines: tuple[T, ...], fill: Callable[[Condition], Condition]) -> tuple[T, ...]:
    filled = (_with(line, if_=fill(line.if_)) for line in lines)  # type: ignore[attr-defined]
    return tuple(line for line in filled if line.if_ != NEVER)  # type: ignore[attr-defined]


def _each(definitions: Mapping[str, T], fill: Callable[[T], T]) -> dict[str, T]:
    return {k: fill(d) for k, d in definitions.items()}


def _possible(definitions: dict[str, T]) -> dict[str, T]:
    return {k: d for k, d in definitions.items() if d.if_ != NEVER}  # type: ignore[attr-defined]


def _with(definition: T, **parts: object) -> T:
    """With these parts, or the very same where nothing differs."""
    if all(getattr(definition, k) == v for k, v in parts.items()):
        return definition
    return replace(definition, **parts)  # type: ignore[type-var]
