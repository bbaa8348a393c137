"""The rows of a decision table as regions: for tables whose facts combine in too many ways to be tried.

Each row becomes the boxes of facts in which it matches (`engine.regions`); what overlaps, what cannot
match and what rows above hide, alone or several together, follows without trying any combination.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engine.casework.rulebook import prepare
from engine.lint.subject import Subject
from engine.policy.conditions import All, Any, Condition, Facts, facts_read
from engine.policy.definitions import Table
from engine.regions.boxes import Cells
from engine.regions.cover import Cover
from engine.regions.filing import counted, domains, fillable, not_asked, within_reach
from engine.regions.space import Facts as Known
from engine.regions.space import Space, space_of

MOST_PAIRS = 100
"""Clashes told of one table: a table that has more is mended in another way than pair by pair."""


@dataclass(frozen=True)
class Rows:
    """Rows that can match, rows that are reached before others, and pairs that match together, with facts."""

    matched: frozenset[str]
    reached: frozenset[str]
    together: tuple[tuple[str, str, Facts], ...]


def rows_of(subject: Subject, table: Table, today: date) -> Rows:
    """What can become of the rows of a table. Raises TooManyCellsError."""
    space, valid = _space(subject, table, today)
    told = space.diagrams
    can_be = space.region(valid)
    keys = tuple(table.rules)
    cover = Cover(told, [told.region(space.region(r.if_)) for r in table.rules.values()], can_be)
    matched = frozenset(k for n, k in enumerate(keys) if cover.point_of(n) is not None)
    reached = frozenset(k for n, k in enumerate(keys) if k in matched and cover.open(n) is not None)
    return Rows(matched, reached, tuple(_pairs(subject, table, cover, space)))


def _pairs(subject: Subject, table: Table, cover: Cover, space: Space) -> Iterator[tuple[str, str, Facts]]:
    """The first pairs of rows that must not match together and do."""
    if table.hit not in ("unique", "any"):
        return
    rules, count = list(table.rules.values()), 0
    for one, other in cover.overlaps():
        if table.hit == "unique" or rules[one].then != rules[other].then:
            point = cover.example(one, other)
            if point is not None:
                count += 1
                yield rules[one].key, rules[other].key, _facts(subject, space, point)
        if count == MOST_PAIRS:
            return


def _facts(subject: Subject, space: Space, point: Cells) -> Facts:
    """The facts at a point, with what tables decide there."""
    decided = {t: space.diagrams.value(space.fact(t), point) for t in subject.ruleset.tables}
    return {**space.facts(point), **{k: v for k, v in decided.items() if v is not None}, "today": space.today}


def _space(subject: Subject, table: Table, today: date) -> tuple[Space, Condition]:
    """The space of what a table reads, and the condition that a form could have been answered so."""
    rules = subject.ruleset
    order = prepare(rules).tables
    others = tuple(rules.tables[t] for t in order if t != table.key)
    forms = tuple(rules.forms[i] for i in rules.intake if i in rules.forms)
    conditions = [r.if_ for t in rules.tables.values() for r in t.rules.values()]
    read = within_reach(forms, frozenset(n for c in conditions for n in facts_read(c)))
    asked = frozenset(f.key for form in forms for _, f in form.all_fields()) & read
    valid = Any(tuple(All((fillable(f, read), not_asked(f, asked))) for f in forms))
    known = {k: d for form in forms for k, d in domains(form).items()} | dict(counted(rules.facts))
    facts = Known(subject.types, known, others, today)
    return space_of([*(r.if_ for r in table.rules.values()), valid], facts), valid
