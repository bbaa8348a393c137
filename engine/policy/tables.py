"""Decision tables: which rules match is asked of a `Match`; what follows from it is decided here.

A table, the conditional flags and the recusal rules are all put to the matcher as a `RuleGroup`.
`plain_match` is the evaluator that defines meaning; in the Desk the same question goes to
durable_rules (`engine.matching`), with this one as its shadow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.policy.conditions import Condition, Facts, holds
from engine.policy.definitions import Count, Table, TableValue
from engine.policy.fact_types import FactType


@dataclass(frozen=True)
class RuleGroup:
    """Conditions asked about together: `rules` by id, in order of the file.

    `id` is unique in the rule set (`table:track`, `flags`, `recusal`). `types` covers every fact
    read; `counts` the counted facts among them (correlation over related cases).
    """

    id: str
    rules: Mapping[str, Condition]
    types: Mapping[str, FactType]
    counts: Mapping[str, Count] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Facts of one case, and of the cases related to it.

    `facts` holds the counts too, already counted (the plain evaluator reads them). Each row of
    `related` has the fields named in `same`, plus `case` (id), `opened` (date) and `state`; the rows
    given are candidates: same fields equal and within the window is for the matcher to find out.
    """

    group: RuleGroup
    facts: Facts
    related: tuple[Facts, ...] = ()
    today: object = None


@dataclass(frozen=True)
class Answer:
    """`rules`: ids that match, in the order of the file, each once. `trouble` says what went wrong
    with the engine (`differs`, `crash`, `timeout`) when the plain evaluator had to answer."""

    rules: tuple[str, ...]
    decided_by: str
    trouble: str | None = None


Match = Callable[[Question], Answer]


def plain_match(question: Question) -> Answer:
    """The plain evaluator: every rule whose condition holds."""
    hits = tuple(k for k, c in question.group.rules.items() if holds(c, question.facts))
    return Answer(hits, "plain")


@dataclass(frozen=True)
class Outcome:
    """What a table decided: the rules that count (a subset of those that matched), the value, and
    a conflict when a `unique` or `any` table matched rules it should not have."""

    rules: tuple[str, ...]
    value: TableValue | tuple[TableValue, ...]
    conflict: tuple[str, ...] = ()


def settle(table: Table, matched: tuple[str, ...]) -> Outcome:
    """Apply the hit policy of DMN 1.5 (8.2.11) to the rules that matched."""
    if not matched:
        return Outcome((), table.otherwise)
    values = [table.rules[m].then for m in matched]
    if table.hit == "collect":
        seen: list[TableValue] = []
        for v in values:
            if v not in seen:
                seen.append(v)
        return Outcome(matched, tuple(seen))
    if table.hit == "priority":
        order = list(table.values)
        best = min(range(len(matched)), key=lambda i: _rank(order, values[i]))
        return Outcome((matched[best],), values[best])
    clash = matched if table.hit == "unique" and len(matched) > 1 else ()
    if table.hit == "any" and any(v != values[0] for v in values):
        clash = matched
    kept = matched if table.hit == "any" else matched[:1]
    return Outcome(kept, values[0], clash)


def _rank(order: list[str], value: TableValue) -> int:
    return order.index(value) if isinstance(value, str) and value in order else len(order)
