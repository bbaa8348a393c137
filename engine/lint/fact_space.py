"""Every way in which the facts that some conditions read can stand to each other.

Facts are enumerated by the values that conditions tell apart: both answers of a yes-no, every choice
(or those named, and one more), numbers and days at and beside each bound, groups of no, one and two
rows. What a table decides is computed from what it reads, never guessed. The rest may be missing,
unless a form requires it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations_with_replacement, product
from math import prod

from engine.casework.rulebook import prepare
from engine.lint.subject import Subject
from engine.policy.conditions import All, Condition, Facts, Rows, Test, Value, facts_read, holds, leaves
from engine.policy.definitions import Table
from engine.policy.fact_types import FactType
from engine.policy.forms import Field
from engine.policy.tables import settle

MISSING = None
OTHER = "something-else"
MOST = 60_000
"""More combinations than this are not looked at; the author is told so."""
TODAY = date(2026, 1, 1)


class TooManyError(Exception):
    """The facts combine in more ways than can be looked at."""


@dataclass(frozen=True)
class Space:
    """The facts of one rule set as conditions tell them apart."""

    subject: Subject

    def combinations(self, conditions: Iterable[Condition]) -> Iterator[Facts]:
        """Every combination of the facts read, tables decided. Raises TooManyError."""
        read = list(conditions)
        tables = self._tables_under(read)
        told = [*read, *(r.if_ for t in tables for r in t.rules.values())]
        names = _names(told, decided={t.key for t in tables})
        domains = {name: self._domain(name, told) for name in names}
        if prod(len(d) for d in domains.values()) > MOST:
            raise TooManyError
        for values in product(*domains.values()):
            facts = {n: v for n, v in zip(domains, values, strict=True) if v is not MISSING}
            if self._shown(facts, domains):
                yield _decided(tables, facts)

    def _tables_under(self, conditions: Iterable[Condition]) -> list[Table]:
        """Tables whose results are read, after those they read themselves."""
        rules, wanted = self.subject.ruleset, set[str]()
        waiting = list(conditions)
        while waiting:
            for name in facts_read(waiting.pop()):
                key = name.split(".", maxsplit=1)[0]
                if key in rules.tables and key not in wanted:
                    wanted.add(key)
                    waiting += [r.if_ for r in rules.tables[key].rules.values()]
        return [rules.tables[t] for t in prepare(rules).tables if t in wanted]

    def _domain(self, name: str, told: list[Condition]) -> tuple[Value | None, ...]:
        kind = self.subject.types.get(name, FactType("text"))
        tests = [t for c in told for t in _tests(c, name)]
        if kind.kind == "group":
            return self._groups(name, kind, told)
        return (*values_of(kind, tests), *(() if self._is_required(name) else (MISSING,)))

    def _groups(self, name: str, kind: FactType, told: list[Condition]) -> tuple[Value, ...]:
        """No row, every row, every pair of rows."""
        inner = [r.where for c in told for r in leaves(c) if isinstance(r, Rows) and r.fact == name]
        fields = sorted({n for c in inner for n in facts_read(c) if n in kind.row})
        domains = [(*values_of(kind.row[f], [t for c in inner for t in _tests(c, f)]), MISSING) for f in fields]
        if prod(len(d) for d in domains) ** 2 > MOST:
            raise TooManyError
        rows = [{f: v for f, v in zip(fields, values, strict=True) if v is not MISSING} for values in product(*domains)]
        pairs = [(a, b) for a, b in combinations_with_replacement(rows, 2) if a is not b]
        return ((), *((r,) for r in rows), *pairs)

    def _is_required(self, name: str) -> bool:
        """Whether every case has the fact: each intake form asks it of everybody."""
        forms = [self.subject.ruleset.forms[i] for i in self.subject.ruleset.intake if i in self.subject.ruleset.forms]
        found = [f for form in forms for s, f in form.all_fields() if f.key == name and not s.by and s.show_if == All()]
        return len(found) == len(forms) > 0 and all(f.required and f.show_if == All() and not f.by for f in found)

    def _shown(self, facts: Mapping[str, Value], known: Iterable[str]) -> bool:
        """Whether a form could have been answered so: nothing that it would not ask, and all it requires."""
        told = set(known)
        for name in told:
            for f, by, show_if in self._asked(name):
                given = facts.get(name, ()) != ()
                if not set(facts_read(show_if)) <= told:
                    continue
                asked = holds(show_if, facts)
                if (given and not asked) or (asked and not given and not by and _must_be_answered(f)):
                    return False
        return True

    def _asked(self, name: str) -> Iterator[tuple[Field, str | None, Condition]]:
        """(field, who fills it, when it shows) in every form that a case begins with."""
        for form in self.subject.ruleset.forms.values():
            if form.id in self.subject.ruleset.intake:
                fields = ((s, f) for s, f in form.all_fields() if f.key == name)
                yield from ((f, f.by or s.by, All((s.show_if, f.show_if))) for s, f in fields)


def _must_be_answered(f: Field) -> bool:
    return f.required or (f.repeats is not None and f.repeats.at_least > 0)


def values_of(kind: FactType, tests: list[Test]) -> tuple[Value, ...]:
    """Values of one fact that the tests tell apart."""
    if kind.kind == "yes-no":
        return (True, False)
    named = [v for t in tests for v in (t.value if isinstance(t.value, tuple) else (t.value,))]
    if kind.kind in ("choice", "choices"):
        words = tuple(dict.fromkeys(str(v) for t in tests if t.op in ("is", "not", "in") for v in _listed(t)))
        return kind.values or (*words, OTHER)
    if kind.kind == "number":
        numbers = [v for v in named if isinstance(v, (int, Decimal)) and not isinstance(v, bool)]
        return tuple(dict.fromkeys(n + d for n in numbers for d in (-1, 0, 1))) or (0,)
    if kind.kind == "date":
        days = [v for v in named if isinstance(v, date)]
        days += [TODAY - timedelta(days=t.value) for t in tests if t.op == "older_than" and isinstance(t.value, int)]
        return tuple(dict.fromkeys(d + timedelta(days=n) for d in days for n in (-1, 0, 1))) or (TODAY,)
    return (*dict.fromkeys(str(v) for v in named if isinstance(v, str)), OTHER)


def _listed(test: Test) -> tuple[object, ...]:
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _names(conditions: Iterable[Condition], *, decided: set[str]) -> list[str]:
    """Facts that must be chosen: neither rows of a group nor decided by a table."""
    found: dict[str, None] = {}
    for condition in conditions:
        for name in _top(condition):
            if name.split(".", maxsplit=1)[0] not in decided:
                found[name] = None
    return list(found)


def _top(condition: Condition) -> Iterator[str]:
    for leaf in leaves(condition):
        yield from (leaf.fact,) if isinstance(leaf, Rows) else (n for n in facts_read(leaf) if n != "today")


def _tests(condition: Condition, name: str) -> Iterator[Test]:
    """Comparisons of one fact, those with another fact's constants too."""
    for leaf in leaves(condition):
        if isinstance(leaf, Rows):
            yield from _tests(leaf.where, name)
        elif leaf.fact == name:
            yield leaf


def _decided(tables: Iterable[Table], facts: Mapping[str, Value]) -> Facts:
    """The facts with what the tables make of them."""
    known: dict[str, Value] = {**facts, "today": TODAY}
    for table in tables:
        value = settle(table, tuple(k for k, r in table.rules.items() if holds(r.if_, known))).value
        if isinstance(value, Mapping):
            known |= {f"{table.key}.{k}": v for k, v in value.items()}
        else:
            known[table.key] = value  # type: ignore[assignment]
    return known
