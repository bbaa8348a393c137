"""What a set of conditions asks of each fact: its comparisons, the questions put to groups, its likes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from engine.policy.conditions import ALWAYS, All, Any, Condition, Not, Rows, Test, Value, facts_read, holds, leaves

NEVER = Not(ALWAYS)
T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """`tests` by fact, in the order of their first mention (`names`); `rows` by group; `likes` joins
    facts that are compared with each other, each listed with all of its likes."""

    names: tuple[str, ...]
    tests: Mapping[str, tuple[Test, ...]]
    rows: Mapping[str, tuple[Rows, ...]]
    likes: Mapping[str, frozenset[str]] = field(default_factory=dict)


def reading(conditions: Iterable[Condition]) -> Reading:
    """All that these conditions ask, outside of the rows of groups."""
    names: dict[str, None] = {}
    tests: dict[str, list[Test]] = {}
    rows: dict[str, list[Rows]] = {}
    likes: dict[str, frozenset[str]] = {}
    for leaf in (leaf for c in conditions for leaf in leaves(c)):
        names.setdefault(leaf.fact)
        if isinstance(leaf, Rows):
            rows.setdefault(leaf.fact, []).append(leaf)
            continue
        tests.setdefault(leaf.fact, []).append(leaf)
        if leaf.op in ("same_as", "differs_from"):
            names.setdefault(str(leaf.value))
            _join(likes, leaf.fact, str(leaf.value))
    return Reading(tuple(names), _once(tests), _once(rows), likes)


def outer_facts(rows: Rows, row: Iterable[str]) -> tuple[str, ...]:
    """Facts of the case that a question to a group reads beside those of its rows."""
    own = set(row)
    return tuple(dict.fromkeys(n for n in facts_read(rows.where) if n not in own and n != "today"))


def with_known(condition: Condition, row: frozenset[str], facts: Mapping[str, Value]) -> Condition:
    """The condition on a row when the facts of the case are known: it reads facts of the row only."""
    match condition:
        case Test():
            return _settled(condition, row, facts)
        case All(items):
            return All(tuple(with_known(i, row, facts) for i in items))
        case Any(items):
            return Any(tuple(with_known(i, row, facts) for i in items))
        case Not(item):
            return Not(with_known(item, row, facts))
        case Rows():
            return ALWAYS if holds(condition, facts) else NEVER


def _settled(test: Test, row: frozenset[str], facts: Mapping[str, Value]) -> Condition:
    if test.op not in ("same_as", "differs_from"):
        return test if test.fact in row else ALWAYS if holds(test, facts) else NEVER
    other = str(test.value)
    if test.fact in row and other in row:
        return test
    if test.fact not in row and other not in row:
        return ALWAYS if holds(test, facts) else NEVER
    inside, value = (test.fact, facts.get(other)) if test.fact in row else (other, facts.get(test.fact))
    if value is None:
        return NEVER
    values = value if isinstance(value, tuple) else (value,)
    same = Any(tuple(Test(inside, "is", v) for v in values if not isinstance(v, Mapping)))
    return same if test.op == "same_as" else All((Test(inside, "present", True), Not(same)))


def _join(likes: dict[str, frozenset[str]], one: str, other: str) -> None:
    joined = likes.get(one, frozenset({one})) | likes.get(other, frozenset({other}))
    likes.update(dict.fromkeys(joined, joined))


def _once(found: Mapping[str, list[T]]) -> dict[str, tuple[T, ...]]:
    return {k: tuple(dict.fromkeys(v)) for k, v in found.items()}
