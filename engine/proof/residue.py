"""What remains of conditions when some facts will not change any more.

Two cases whose settled facts leave the same of every condition, and whose other facts answer what is
left alike, are judged alike from then on.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.policy.conditions import All, Condition, Facts, Not, Rows, Test, facts_read, holds
from engine.policy.conditions import Any as AnyOf

Key = Hashable
TRUE: Key = "always"
FALSE: Key = "never"


@dataclass(frozen=True)
class Residue:
    """What is left of some conditions (`key`), and the parts of it that may still turn, as small as
    what is answered together allows."""

    key: Key
    atoms: tuple[Key, ...]
    read: frozenset[str]


def residue(
    conditions: Iterable[Condition], pending: Iterable[Condition], facts: Facts, open_: frozenset[str],
    live: frozenset[str], together: Mapping[str, str],
) -> Residue:  # fmt: skip
    """What is left of conditions when the facts outside `open_` stay; of `pending` ones a settled
    answer does not count, only that they may still turn. Comparisons that read nothing of `live` are
    answered anew before anybody asks; of facts that are always answered `together` only what they
    come to matters."""
    decided = tuple(left(c, facts, open_) for c in conditions)
    waiting = tuple(p for p in (left(c, facts, open_) for c in pending) if p not in (TRUE, FALSE))
    found = dict.fromkeys(atom for part in (*decided, *waiting) for atom in _atoms(part, together))
    atoms = {atom: _reads(atom) for atom in found}
    atoms = {atom: read for atom, read in atoms.items() if not live.isdisjoint(read)}
    return Residue((decided, waiting), tuple(atoms), frozenset().union(*atoms.values()))


def answer(part: Key, facts: Facts) -> bool:
    """Whether what remains of a condition holds."""
    match part:
        case Test() | Rows():
            return holds(part, facts)
        case ("not", inner):
            return not answer(inner, facts)
        case ("all", tuple() as items):
            return all(answer(i, facts) for i in items)
        case ("any", tuple() as items):
            return any(answer(i, facts) for i in items)
    return part == TRUE


def leaves_of(condition: Condition, facts: Facts, open_: frozenset[str]) -> Iterator[Test | Rows]:
    """The comparisons of a condition that may still turn when the facts outside `open_` stay."""
    yield from _leaves(left(condition, facts, open_))


def left(condition: Condition, facts: Facts, open_: frozenset[str]) -> Key:
    """What remains of a condition when the facts outside `open_` will not change any more."""
    match condition:
        case Test() | Rows():
            if any(n in open_ or n.split(".")[0] in open_ for n in facts_read(condition)):
                return condition
            return TRUE if holds(condition, facts) else FALSE
        case Not(item):
            inner = left(item, facts, open_)
            return {TRUE: FALSE, FALSE: TRUE}.get(inner, ("not", inner))
        case All(items):
            return _joined("all", (left(i, facts, open_) for i in items), TRUE, FALSE)
        case AnyOf(items):
            return _joined("any", (left(i, facts, open_) for i in items), FALSE, TRUE)


def _joined(word: str, parts: Iterable[Key], idle: Key, decisive: Key) -> Key:
    seen: dict[Key, None] = {}
    for part in parts:
        if part == decisive:
            return decisive  # the rest need not be looked at
        if part != idle:
            seen[part] = None
    kept = tuple(seen)
    if any(("not", p) in kept for p in kept):
        return decisive
    if len(kept) == 1:
        return kept[0]
    return (word, kept) if kept else idle


def _atoms(part: Key, together: Mapping[str, str]) -> Iterator[Key]:
    """The parts of what remains whose facts are answered together, the largest ones."""
    if isinstance(part, tuple) and len({together.get(n, n) for n in _reads(part)}) > 1:
        word, inner = part
        yield from (a for p in (inner if word in ("all", "any") else (inner,)) for a in _atoms(p, together))
    elif part not in (TRUE, FALSE):
        yield part


def _reads(part: Key) -> frozenset[str]:
    return frozenset(n for leaf in _leaves(part) for n in facts_read(leaf))


def _leaves(part: Key) -> Iterator[Test | Rows]:
    if isinstance(part, (Test, Rows)):
        yield part
    elif isinstance(part, tuple):
        word, inner = part
        yield from (leaf for p in (inner if word in ("all", "any") else (inner,)) for leaf in _leaves(p))
