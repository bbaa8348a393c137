"""Which items of several localities speak of the same thing: those of one key, then those of one concept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.compare.items import Item


@dataclass(frozen=True)
class Aligned:
    """One thing in every locality, in their order; None where a locality does not have it."""

    section: str
    key: str
    concept: str | None
    items: tuple[Item | None, ...]


def aligned(localities: Sequence[Sequence[Item]]) -> tuple[Aligned, ...]:
    """Every item of every locality in exactly one row; section by section, in the order of the first met."""
    rows: dict[tuple[str, str], list[Item | None]] = {}
    for number, items in enumerate(localities):
        for item in items:
            row = rows.setdefault((item.section, item.key), [None] * len(localities))
            row[number] = item
    joined: list[tuple[str, str, list[Item | None]]] = []
    for (section, key), row in rows.items():
        fitting = next((kept for s, _, kept in joined if s == section and _fits(kept, row)), None)
        if fitting is None:
            joined.append((section, key, list(row)))
        else:
            fitting[:] = [mine or other for mine, other in zip(fitting, row, strict=True)]
    order = {s: n for n, s in enumerate(dict.fromkeys(i.section for items in localities for i in items))}
    joined.sort(key=lambda found: order[found[0]])
    return tuple(Aligned(s, k, _concept(row), tuple(row)) for s, k, row in joined)


def _fits(kept: Sequence[Item | None], row: Sequence[Item | None]) -> bool:
    """Whether two rows have one concept, and no locality stands in both."""
    concept = _concept(kept)
    if concept is None or concept != _concept(row):
        return False
    return not any(mine and other for mine, other in zip(kept, row, strict=True))


def _concept(row: Sequence[Item | None]) -> str | None:
    """The concept of a row: that of the first locality that names one."""
    return next((i.concept for i in row if i is not None and i.concept), None)
