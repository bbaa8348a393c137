"""Every row of a decision table can match, and a `unique` table never matches two rows at once.

Codes `row-never-matches`, `row-never-reached`, `rows-overlap`, `rows-disagree`, `table-not-examined`.
All combinations of the facts that the rows read are tried, or where there are too many the rows are
taken as regions; either way the finding comes with a case for which it is true. In a `first` table a
row may match but never be reached, because rows above it, alone or together, match whenever it does.
In an `any` table rows may match together when they give the same value. Of one large table the first
hundred pairs are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

from engine.casework.facts import plain
from engine.lint.fact_space import OTHER, TODAY, Space, TooManyError
from engine.lint.subject import Subject
from engine.lint.table_regions import rows_of
from engine.policy.conditions import Facts, facts_read, holds
from engine.policy.definitions import Table
from engine.regions.axes import OTHER as SOMETHING
from engine.regions.axes import TooManyCellsError
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """Rows that are idle, and rows that contradict each other."""
    if not subject.runs:
        return
    space = Space(subject)
    for table in subject.ruleset.tables.values():
        try:
            yield from _table(subject, table, space)
        except TooManyError:
            yield from _large(subject, table)


def _large(subject: Subject, table: Table) -> Iterator[Problem]:
    """A table that cannot be tried combination by combination."""
    try:
        found = rows_of(subject, table, TODAY)
    except TooManyCellsError:
        yield subject.problem("table-not-examined", f"tables.{table.key}", severity="warning", table=table.key)
        return
    yield from _idle(subject, table, found.matched, found.reached)
    for one, other, facts in found.together:
        yield _clash(subject, table, one, other, facts)


def _table(subject: Subject, table: Table, space: Space) -> Iterator[Problem]:
    matched, reached = set[str](), set[str]()
    clashes: dict[tuple[str, str], Facts] = {}
    for facts in space.combinations([r.if_ for r in table.rules.values()]):
        hits = [k for k, r in table.rules.items() if holds(r.if_, facts)]
        matched.update(hits)
        reached.update(hits[:1])
        for pair in _clashing(table, hits):
            clashes.setdefault(pair, facts)
    yield from _idle(subject, table, matched, reached)
    for (one, other), facts in clashes.items():
        yield _clash(subject, table, one, other, facts)


def _idle(subject: Subject, table: Table, matched: Set[str], reached: Set[str]) -> Iterator[Problem]:
    """Rows that cannot match, or that rows above hide."""
    for key in table.rules:
        path = f"tables.{table.key}.rules.{key}"
        if key not in matched:
            yield subject.problem("row-never-matches", path, table=table.key, row=key)
        elif table.hit == "first" and key not in reached:
            yield subject.problem("row-never-reached", path, table=table.key, row=key)


def _clashing(table: Table, hits: list[str]) -> Iterator[tuple[str, str]]:
    for i, one in enumerate(hits):
        for other in hits[i + 1 :]:
            if table.hit == "unique" or (table.hit == "any" and table.rules[one].then != table.rules[other].then):
                yield one, other


def _clash(subject: Subject, table: Table, one: str, other: str, facts: Facts) -> Problem:
    base = f"tables.{table.key}.rules"
    code = "rows-overlap" if table.hit == "unique" else "rows-disagree"
    read = {n for k in (one, other) for n in facts_read(table.rules[k].if_)}
    told = {k: v for k, v in facts.items() if k != "today" and (k in read or "." not in k)}
    params: dict[str, Any] = {"table": table.key, "row": other, "first": one, "case": _case(told)}
    return subject.problem(code, f"{base}.{other}", also=f"{base}.{one}", **params)


def _case(facts: Mapping[str, object]) -> str:
    """The example as an author writes it."""
    return "{" + ", ".join(f"{k}: {_shown(plain(v))}" for k, v in sorted(facts.items())) + "}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_shown(v) for v in value) + "]"
    if isinstance(value, Mapping):
        return _case(value)
    return "…" if value in (OTHER, SOMETHING) else str(value)
