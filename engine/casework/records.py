"""The cases of a locality with their logs, as metrics read them.

Whoever is complained about in a case, what a higher body has taken over, and what only the registering
office may know yet is left out of what a person is shown: figures are no way around recusal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.casework.access import kept_from
from engine.casework.desk import Desk
from engine.casework.metrics import Record
from engine.casework.ports import CaseRow, Store


def records(desk: Desk, store: Store, locality: str, *, seen_by: Collection[str] | None = None) -> Iterator[Record]:
    """Every case of the locality and its standing file; `seen_by` are the ids of a person and of the
    units that person is in, None where no one in particular looks."""
    for row in rows_counted(desk, store, locality, seen_by=seen_by):
        yield Record(desk.whole(row.id), store.events(row.id))


def rows_counted(
    desk: Desk, store: Store, locality: str, *, seen_by: Collection[str] | None = None
) -> Iterator[CaseRow]:
    """The rows of the cases that may at least be counted before this person, newest first."""
    for row in store.rows(locality):
        if seen_by is None or not kept_from(desk.whole(row.id), row.on_case, seen_by):
            yield row
