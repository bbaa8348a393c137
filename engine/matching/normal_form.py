"""A condition as alternatives: disjunctive normal form over whatever the leaves compile to.

The walk is generic; `leaf` says what a single comparison (wanted true, or wanted false) becomes.
Each branch is a tuple of literals that must all hold; the condition holds when any branch does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from engine.matching.refusals import RefusedError
from engine.policy.conditions import All, Any, Condition, Not, Rows, Test

L = TypeVar("L", bound=Hashable)
Branch = tuple[L, ...]
Leaf = Callable[[Test | Rows, bool], tuple[Branch[L], ...]]
MOST_BRANCHES = 32


def expand(condition: Condition, leaf: Leaf[L], *, want: bool = True) -> tuple[Branch[L], ...]:
    """Branches under which the condition holds (`want`) or does not hold; none means never.

    Raises `RefusedError("too-many-alternatives")` above `MOST_BRANCHES`.
    """
    match condition:
        case Test() | Rows():
            return leaf(condition, want)
        case Not(item):
            return expand(item, leaf, want=not want)
        case All(items) | Any(items):
            parts = [expand(i, leaf, want=want) for i in items]
            together = isinstance(condition, All) == want
            return _product(parts) if together else _bounded(b for p in parts for b in p)


def _product(parts: list[tuple[Branch[L], ...]]) -> tuple[Branch[L], ...]:
    branches: tuple[Branch[L], ...] = ((),)
    for part in parts:
        branches = _bounded(_joined(a, b) for a in branches for b in part)
    return branches


def _joined(a: Branch[L], b: Branch[L]) -> Branch[L]:
    return a + tuple(x for x in b if x not in a)


def _bounded(branches: Iterable[Branch[L]]) -> tuple[Branch[L], ...]:
    kept: dict[frozenset[L], Branch[L]] = {}
    for branch in branches:
        kept.setdefault(frozenset(branch), branch)
        if len(kept) > MOST_BRANCHES:
            raise RefusedError("too-many-alternatives", limit=MOST_BRANCHES)
    return tuple(b for k, b in kept.items() if not any(other < k for other in kept))
