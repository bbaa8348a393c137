"""How far localities are from each other: in how many things any two of them do not say the same."""

from __future__ import annotations

from collections.abc import Sequence

from engine.compare.findings import Compared
from engine.compare.items import Item

Distances = tuple[tuple[int, ...], ...]


def distances(rows: Sequence[Compared]) -> Distances:
    """For each locality and each other one, in their order, the number of rows in which they differ.

    Two differ in a row when one of them lacks it or any term is not the same; the table is symmetric
    with zeros on the diagonal. Without rows it is empty.
    """
    kinds = [_kinds(row.aligned.items) for row in rows]
    size = len(kinds[0]) if kinds else 0
    return tuple(tuple(sum(k[a] != k[b] for k in kinds) for b in range(size)) for a in range(size))


def _kinds(items: Sequence[Item | None]) -> tuple[int, ...]:
    """A number for each locality; equal numbers say the same."""
    met: list[Item | None] = []
    found = []
    for item in items:
        known = next((n for n, other in enumerate(met) if _alike(item, other)), None)
        if known is None:
            known = len(met)
            met.append(item)
        found.append(known)
    return tuple(found)


def _alike(one: Item | None, other: Item | None) -> bool:
    if one is None or other is None:
        return one is other
    return dict(one.terms) == dict(other.terms)
