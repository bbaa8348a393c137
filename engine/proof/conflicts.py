"""Rules of one table that match at once though its hit policy says that they never do.

The facts that a table reads, and those behind the tables that it reads, take one value of every
class; the hit policy is applied by the very function that the judge uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from math import prod
from typing import Any

from engine.casework.facts import plain
from engine.casework.rulebook import Rulebook
from engine.policy.answers import to_value
from engine.policy.conditions import Value, facts_read
from engine.policy.fact_types import FactType
from engine.policy.forms import Field, Text
from engine.policy.tables import Question, plain_match, settle
from engine.proof.findings import Clash
from engine.proof.openings import row_sets
from engine.proof.values import MISSING, Comparisons, classes

MOST = 50_000


def clashes(book: Rulebook, known: Comparisons) -> tuple[tuple[Clash, ...], tuple[str, ...]]:
    """The first clash of each set of rules, and the tables with too many combinations to try all."""
    found: dict[tuple[str, ...], Clash] = {}
    too_many = []
    for key in book.tables:
        if book.ruleset.tables[key].hit not in ("unique", "any"):
            continue
        names, cells = _cells(key, book, known)
        if prod(map(len, cells)) > MOST:
            too_many.append(key)
        for values in islice(product(*cells), MOST):
            facts = {n: v for n, v in zip(names, values, strict=True) if v is not MISSING}
            clash = _clash(key, facts, book)
            if clash:
                found.setdefault((key, *clash), Clash(key, clash, {n: plain(v) for n, v in facts.items()}))
    return tuple(found.values()), tuple(too_many)


def _clash(key: str, given: dict[str, Value], book: Rulebook) -> tuple[str, ...]:
    """The rules of the table that clash on these facts; tables that it reads are decided first."""
    facts = dict(given)
    for table in book.tables:
        rules = book.ruleset.tables[table]
        outcome = settle(rules, plain_match(Question(book.groups[f"tables.{table}"], facts)).rules)
        if table == key:
            return outcome.conflict
        if isinstance(outcome.value, (str, bool, int)):
            facts[table] = outcome.value
    return ()


def _cells(key: str, book: Rulebook, known: Comparisons) -> tuple[list[str], list[list[Any]]]:
    names = sorted(set(_behind(key, book, set())))
    return names, [_values(n, book, known) for n in names]


def _behind(key: str, book: Rulebook, seen: set[str]) -> Iterator[str]:
    for rule in book.ruleset.tables[key].rules.values():
        for name in facts_read(rule.if_):
            group = name.split(".")[0]
            if name in book.ruleset.tables and name not in seen:
                seen.add(name)
                yield from _behind(name, book, seen)
            elif name in book.types and name not in book.ruleset.tables:
                yield name
            elif group in book.types and book.types[group].kind == "group":
                yield group


def _values(name: str, book: Rulebook, known: Comparisons) -> list[Any]:
    f = next((g for form in book.ruleset.forms.values() if (g := form.find(name))), None)
    if f is None:
        f = _imagined(name, book.types[name])
    raws = row_sets(f, known) if f.type == "group" else classes(f, name, known)
    values = [v if v is MISSING else to_value(f, v) for v in raws]
    return [v for v in values if v is not None] or [MISSING]


def _imagined(name: str, found: FactType) -> Field:
    """A question whose answers are the values of a fact that no form asks."""
    label = Text(name, name)
    if found.kind in ("yes-no", "number", "date"):
        return Field(name, label, found.kind)
    return Field(name, label, "choice", choices=dict.fromkeys(found.values, label))
