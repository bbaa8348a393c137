"""Facts for one decision: the case, the rows of its groups and the related cases, all typed.

`loose_facts` finds values that have not their declared type; such a question is compiled anew with
these facts compared in Python, so that meaning never bends to the engine's types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from engine.matching.columns import Cell, plain_text
from engine.matching.compiled import Compiled, CompiledPart
from engine.matching.compiler import same_attribute, window_attribute
from engine.policy.conditions import Facts, holds
from engine.policy.correlation import counts_as_related, window_start
from engine.policy.definitions import Count
from engine.policy.tables import Question

Fact = dict[str, Cell]


def loose_facts(compiled: Compiled, question: Question) -> frozenset[str]:
    """Facts of this question whose value is not of the declared type, qualified by group."""
    facts = question.facts
    found = [c.fact for c in compiled.typed.get("", ()) if not c.fits(facts)]
    for group, columns in compiled.typed.items():
        if group and f"rows:{group}" in compiled.kinds:
            scopes = tuple(row_scopes(facts, group))
            found += [c.fact for c in columns if not all(map(c.fits, scopes))]
    return frozenset(found)


def needs_numbers(question: Question) -> bool:
    """Whether counts must be taken as numbers: no day to count from, a field that cannot be
    compared as text, or counted cases that were not brought along."""
    counts = [c for c in question.group.counts.values() if c.count == "cases"]
    if not counts:
        return False
    if type(day(question)) is not date:
        return True
    if not question.related:
        return any(question.facts.get(c.key) not in (None, 0) for c in counts)
    return any(_key(row.get(f)) is None for c in counts for f in c.same for row in _all(question))


def row_scopes(facts: Facts, group: str) -> Iterator[Facts]:
    """What a condition inside the group sees, row by row: the row's fields before the case's."""
    rows = facts.get(group, ())
    for row in rows if isinstance(rows, tuple) else ():
        yield {**facts, **row} if isinstance(row, Mapping) else facts


def day(question: Question) -> object:
    """The day from which windows are counted back."""
    return question.today if question.today is not None else question.facts.get("today")


def facts_for(compiled: Compiled, part: CompiledPart, question: Question, number: int) -> list[Fact]:
    """The facts to assert, the case first. `number` tells cases of one batch apart."""
    seen = question.facts
    case: Fact = {"kind": 0, "case": number}
    for column in part.columns:
        case[column.name] = column.cell(seen)
    facts = [case]
    for group, columns in part.rows.items():
        kind = compiled.kinds[f"rows:{group}"]
        facts += [
            {"kind": kind, "case": number, **{c.name: c.cell(scope) for c in columns}}
            for scope in row_scopes(question.facts, group)
        ]
    for key, needed in part.related.items():
        count = question.group.counts[key]
        facts += _related(case, count, compiled.kinds[f"count:{key}"], needed, question, number)
    return facts


def _related(case: Fact, count: Count, kind: int, needed: int, question: Question, number: int) -> Iterator[Fact]:
    """Candidates of one count, likeliest first; the case learns the window and the shared fields."""
    today = day(question)
    assert isinstance(today, date)
    start = window_start(today, count.within) or today
    case["today"] = today.toordinal()
    case[window_attribute(kind)] = start.toordinal()
    _share(case, count, kind, question.facts, "-")
    ranked = sorted(
        question.related,
        key=lambda r: not counts_as_related(count, question.facts, r, start=start, today=today),
    )
    for seq, row in enumerate(ranked[:needed]):
        yield _candidate(count, kind, row, number, seq)


def _candidate(count: Count, kind: int, row: Facts, number: int, seq: int) -> Fact:
    opened = row.get("opened")
    fact: Fact = {"kind": kind, "case": number, "seq": seq}
    fact["opened"] = opened.toordinal() if type(opened) is date else 0
    fact["counts"] = all(row.get(f) is not None for f in count.same) and holds(count.if_, row)
    _share(fact, count, kind, row, "+")
    return fact


def _share(fact: Fact, count: Count, kind: int, facts: Facts, missing: str) -> None:
    """The shared fields as text; a missing one differs on both sides, so it is never equal."""
    for i, name in enumerate(count.same):
        fact[same_attribute(kind, i)] = _key(facts.get(name)) or missing


def _key(value: object) -> str | None:
    """A value as text that keeps types apart; empty when missing, None when it has no such text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"t:{value}" if plain_text(value) else None
    if type(value) in (bool, int, date):
        return f"{type(value).__name__}:{value}"
    return None


def _all(question: Question) -> Iterable[Facts]:
    return (question.facts, *question.related)
