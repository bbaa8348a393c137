"""Do the lists still say what the events say? The rows of a case are derived anew and compared with those kept.

Owners, states and due dates stand in tables beside the events, so that lists are fast; they are no part of the
chain. Whoever changes them changes who sees a case. Holders are found in the directory of today, and dates in the
calendars of today: after either was changed past the program, the rows differ until they are derived anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from engine.casework.desk import Desk
from engine.casework.guarding import Guarding
from engine.casework.ports import Batch, CaseRow, ClockRow, Store

COLUMNS = (
    "locality", "number", "digest", "state", "opened", "closed", "owners", "on_case", "out", "sealed", "taken_by",
    "flags", "related", "next_moment", "title",
)  # fmt: skip
"""Compared in this order; the follow-up code's hash is not derived from events."""


@dataclass(frozen=True)
class RowDiffers:
    """The first column of a case, or of one of its clocks, that the events do not come to."""

    case: str
    column: str


class AuditedStore(Store, Guarding, Protocol):
    """A store with what an audit asks."""


def first_difference(desk: Desk, store: AuditedStore, case: str) -> RowDiffers | None:
    """What does not fit in the rows of one case. Others may go on writing: what changed meanwhile is read again.
    Raises DamagedCase for events that cannot be read, EngineError when its rules or calendar are not at hand."""
    while True:
        derived, row, clocks = desk.derived(case), store.row(case), store.clocks(case)
        found = next(_differences(derived, row, clocks, store.found_by(case)), None)
        if found is None or desk.derived(case).expected_seq == derived.expected_seq:
            return RowDiffers(case, found) if found else None


def _differences(
    derived: Batch, row: CaseRow, clocks: tuple[ClockRow, ...], found_by: tuple[tuple[str, ...], Mapping[str, str]]
) -> Iterator[str]:
    yield from (name for name in COLUMNS if getattr(derived.row, name) != getattr(row, name))
    if found_by[0] != tuple(sorted(set(derived.row.owners))):
        yield "case_owners"
    if dict(found_by[1]) != dict(derived.row.related):
        yield "case_related"
    yield from _of_clocks(derived.clocks, clocks)


def _of_clocks(derived: tuple[ClockRow, ...], kept: tuple[ClockRow, ...]) -> Iterator[str]:
    wanted = {c.clock: c for c in derived}
    there = {c.clock: c for c in kept}
    for clock in sorted(wanted.keys() | there.keys()):
        if clock not in wanted or clock not in there:
            yield f"clocks.{clock}"
            continue
        for name in ("epoch", "duty", "outcome", "due", "expires", "provisional", "holders"):
            if getattr(wanted[clock], name) != getattr(there[clock], name):
                yield f"clocks.{clock}.{name}"
