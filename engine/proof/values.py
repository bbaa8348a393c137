"""Values that stand for all values: one of each class that the conditions can tell apart.

A choice of thirteen villages that no condition reads is one value; a number compared with 5 is three
(4, 5 and 6). Two values with the same answer to every comparison lead every case the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.casework.facts import plain
from engine.casework.rulebook import Rulebook, conditions_in
from engine.policy.answers import to_value
from engine.policy.conditions import All, Condition, Not, Rows, Test, holds
from engine.policy.conditions import Any as AnyOf
from engine.policy.definitions import RuleSet
from engine.policy.field_types.registry import kind_of
from engine.policy.forms import Field

_FREE_WORDS = ("text", "long-text", "choice", "place", "matter", "official", "person", "unit")
MISSING = object()
"""Stands for an answer that was not given."""


@dataclass(frozen=True)
class Comparisons:
    """Every comparison of a rule set: `plain` by fact, `rows` the questions put to groups."""

    tests: Mapping[str, tuple[Test, ...]]
    inner: Mapping[str, tuple[Test, ...]]
    rows: Mapping[str, tuple[Rows, ...]]
    whole: frozenset[str] = field(default_factory=frozenset)

    def reads(self, fact: str) -> bool:
        """Whether any comparison asks about this fact."""
        return fact in self.tests or fact in self.rows or fact in self.whole


def comparisons_of(book: Rulebook) -> Comparisons:
    """The comparisons in all conditions of a rule set and in what shows the fields of its forms."""
    return comparisons_in(book.ruleset)


def comparisons_in(rules: RuleSet) -> Comparisons:
    """The same of a rule set that is not made ready for judging."""
    tests: dict[str, list[Test]] = {}
    inner: dict[str, list[Test]] = {}
    rows: dict[str, list[Rows]] = {}
    for condition in _all_of(rules):
        for group, leaf in _leaves(condition, None):
            if isinstance(leaf, Rows):
                rows.setdefault(leaf.fact, []).append(leaf)
            else:
                (inner if group else tests).setdefault(leaf.fact, []).append(leaf)
    return Comparisons(_frozen(tests), _frozen(inner), _frozen(rows), _whole(rules, tests))


def all_conditions(book: Rulebook) -> Iterator[Condition]:
    """Conditions of the rules, then those that show sections and fields."""
    yield from _all_of(book.ruleset)


def _all_of(rules: RuleSet) -> Iterator[Condition]:
    yield from conditions_in(rules)
    for form_id in rules.intake:
        for section in rules.forms[form_id].sections.values():
            yield section.show_if
            for f in section.fields.values():
                yield f.show_if
                yield from (g.show_if for g in f.fields.values())


def classes(f: Field, fact: str, known: Comparisons, *, row: bool = False) -> list[Any]:
    """Raw answers, one of each class, MISSING among them unless an answer is required."""
    tests = (known.inner if row else known.tests).get(fact, ())
    candidates = list(_candidates(f, tests))
    if fact not in known.whole:
        candidates = _one_of_each(candidates, f, fact, tests)
    return candidates if f.required else [*candidates, MISSING]


def sample(f: Field) -> Any:
    """An answer that the field accepts, for questions that nothing reads."""
    return next(_candidates(f, ()))


def _candidates(f: Field, tests: Iterable[Test]) -> Iterator[Any]:
    if f.type == "yes-no":
        yield from (True, False)
    elif f.type == "number":
        yield from _numbers(f, tests)
    elif f.type == "date":
        yield from _dates(tests)
    elif f.choices and kind_of(f).entry == "choice":
        yield from f.offered()
    elif f.choices:
        yield kind_of(f).sample(f)
    elif f.type in _FREE_WORDS:
        yield from _words(tests)
    else:
        yield kind_of(f).sample(f)


def _numbers(f: Field, tests: Iterable[Test]) -> Iterator[int]:
    low, high = f.at_least, f.at_most
    bounds = [b for b in (low, high) if b is not None]
    constants = [int(c) for c in _constants(tests) if isinstance(c, (int, Decimal)) and not isinstance(c, bool)]
    wanted = sorted({*bounds, *(n for c in constants for n in (c - 1, c, c + 1)), *([] if bounds else [1])})
    yield from (n for n in wanted if (low is None or n >= low) and (high is None or n <= high))


def _dates(tests: Iterable[Test]) -> Iterator[str]:
    days = {c for c in _constants(tests) if isinstance(c, date)} or {date(2026, 1, 5)}
    near = {d + timedelta(days=n) for d in days for n in (-1, 0, 1)}
    yield from (d.isoformat() for d in sorted(near))


def _words(tests: Iterable[Test]) -> Iterator[str]:
    yield "…"
    yield from dict.fromkeys(c for c in _constants(tests) if isinstance(c, str))


def _constants(tests: Iterable[Test]) -> Iterator[object]:
    for test in tests:
        if test.op not in ("same_as", "differs_from", "present"):
            yield from test.value if isinstance(test.value, tuple) else (test.value,)


def _one_of_each(candidates: list[Any], f: Field, fact: str, tests: Iterable[Test]) -> list[Any]:
    kept: dict[tuple[bool, ...], Any] = {}
    for raw in candidates:
        value = to_value(f, raw)
        facts = {} if value is None else {fact: value}
        kept.setdefault(tuple(holds(t, facts) for t in tests), raw)
    return list(kept.values())


def _leaves(condition: Condition, group: str | None) -> Iterator[tuple[str | None, Test | Rows]]:
    match condition:
        case Test():
            yield group, condition
        case Rows(fact, _, where):
            yield group, condition
            yield from _leaves(where, fact)
        case All(items) | AnyOf(items):
            for item in items:
                yield from _leaves(item, group)
        case Not(item):
            yield from _leaves(item, group)


def tests_in(condition: Condition) -> Iterator[Test]:
    """Every comparison in a condition, also those within groups."""
    yield from (leaf for _, leaf in _leaves(condition, None) if isinstance(leaf, Test))


def _whole(rules: RuleSet, tests: Mapping[str, list[Test]]) -> frozenset[str]:
    """Facts whose very value counts: compared with each other, or naming a limit."""
    pairs = [(t.fact, t.value) for ts in tests.values() for t in ts if t.op in ("same_as", "differs_from")]
    compared = {n for pair in pairs for n in pair}
    limits = [d.limit for d in rules.deadlines.values()]
    limits += [x for d in rules.duties.values() for x in (d.every, d.limit) if x is not None]
    return frozenset({str(n) for n in compared} | {x.fact for x in limits if x.fact})


def _frozen(found: Mapping[str, list[Any]]) -> dict[str, tuple[Any, ...]]:
    return {k: tuple(dict.fromkeys(v)) for k, v in found.items()}


def shown(value: object) -> str:
    """A representative answer in a few letters, for a witness."""
    return {True: "yes", False: "no"}.get(value, str(plain(value))) if isinstance(value, bool) else str(plain(value))
