"""What remains of conditions when some facts will not change any more.

Two cases whose settled facts leave the same of every condition, and whose other facts answer what is
left alike, are judged alike from then on.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from engine.policy.conditions import All, Condition, Facts, Not, Rows, Test, facts_read, holds
from engine.policy.conditions import Any as AnyOf

Key = Hashable
TRUE: Key = "always"
FALSE: Key = "never"


@dataclass(frozen=True)
class Residue:
    """What is left of some conditions (`key`), and the comparisons in it that may still turn."""

    key: Key
    leaves: tuple[Test | Rows, ...]
    read: frozenset[str]


def residue(
    conditions: Iterable[Condition], pending: Iterable[Condition], facts: Facts, open_: frozenset[str]
) -> Residue:
    """What is left of conditions when the facts outside `open_` stay; of `pending` ones a settled
    answer does not count, only that they may still turn."""
    decided = tuple(left(c, facts, open_) for c in conditions)
    waiting = tuple(p for p in (left(c, facts, open_) for c in pending) if p not in (TRUE, FALSE))
    leaves = tuple(dict.fromkeys(leaf for part in (*decided, *waiting) for leaf in _leaves(part)))
    return Residue((decided, waiting), leaves, frozenset(n for leaf in leaves for n in facts_read(leaf)))


def left(condition: Condition, facts: Facts, open_: frozenset[str]) -> Key:
    """What remains of a condition when the facts outside `open_` will not change any more."""
    if not any(n.split(".")[0] in open_ or n in open_ for n in facts_read(condition)):
        return TRUE if holds(condition, facts) else FALSE
    match condition:
        case Test() | Rows():
            return condition
        case Not(item):
            inner = left(item, facts, open_)
            return {TRUE: FALSE, FALSE: TRUE}.get(inner, ("not", inner))
        case All(items):
            return _joined("all", [left(i, facts, open_) for i in items], TRUE, FALSE)
        case AnyOf(items):
            return _joined("any", [left(i, facts, open_) for i in items], FALSE, TRUE)


def _joined(word: str, parts: list[Key], idle: Key, decisive: Key) -> Key:
    if decisive in parts:
        return decisive
    kept = tuple(p for p in parts if p != idle)
    return (word, kept) if kept else idle


def _leaves(part: Key) -> Iterator[Test | Rows]:
    if isinstance(part, (Test, Rows)):
        yield part
    elif isinstance(part, tuple):
        word, inner = part
        yield from (leaf for p in (inner if word in ("all", "any") else (inner,)) for leaf in _leaves(p))
