"""The cases of a locality with their logs, as metrics read them.

Whoever is complained about in a case, and what a higher body has taken over, is left out of what that
person is shown: figures are no way around recusal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.casework.desk import Desk
from engine.casework.metrics import Record
from engine.casework.ports import CaseRow, Store


def records(desk: Desk, store: Store, locality: str, *, seen_by: Collection[str] | None = None) -> Iterator[Record]:
    """Every case of the locality and its standing file; `seen_by` are the ids of a person and of the
    units that person is in, None where no one in particular looks."""
    for row in store.rows(locality):
        if seen_by is None or not _hidden(row, seen_by):
            yield Record(desk.whole(row.id), store.events(row.id))


def _hidden(row: CaseRow, seen_by: Collection[str]) -> bool:
    return bool(set(row.out) & set(seen_by)) or (row.sealed and not set(row.on_case) & set(seen_by))
