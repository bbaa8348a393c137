"""From the values of the ports to table rows and back, for cases and what hangs on them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from engine.casework.ports import CaseRow, ClockRow, OutboxRow, StepRow
from engine.store.writing import Head


def case_values(row: CaseRow, head: Head) -> dict[str, Any]:
    """The columns of `cases`."""
    return {
        "id": row.id,
        "locality": row.locality,
        "number": row.number,
        "year": row.year,
        "sequence": row.sequence,
        "digest": row.digest,
        "state": row.state,
        "opened": row.opened,
        "closed": row.closed,
        "owners": list(row.owners),
        "on_case": list(row.on_case),
        "out": list(row.out),
        "sealed": row.sealed,
        "taken_by": row.taken_by,
        "flags": list(row.flags),
        "related": dict(row.related),
        "next_moment": row.next_moment,
        "title": row.title,
        "follow_hash": row.follow_hash,
        "head_seq": head.seq,
        "head_hash": head.hash,
    }


def case_row(found: Row[Any]) -> CaseRow:
    """The list row of a case."""
    values = dict(found._mapping)
    del values["head_seq"], values["head_hash"]
    for name in ("owners", "on_case", "out", "flags"):
        values[name] = tuple(values[name])
    return CaseRow(**values)


def clock_values(case: str, clock: ClockRow) -> dict[str, Any]:
    """The columns of `clocks`."""
    return {
        "case_id": case,
        "clock": clock.clock,
        "epoch": clock.epoch,
        "duty": clock.duty,
        "outcome": clock.outcome,
        "due": clock.due,
        "expires": clock.expires,
        "provisional": clock.provisional,
        "holders": list(clock.holders),
    }


def clock_row(found: Row[Any]) -> ClockRow:
    """One clock."""
    return ClockRow(
        clock=found.clock,
        epoch=found.epoch,
        duty=found.duty,
        outcome=found.outcome,
        due=found.due,
        expires=found.expires,
        provisional=found.provisional,
        holders=tuple(found.holders),
    )


def step_values(case: str, step: StepRow) -> dict[str, Any]:
    """The columns of `steps`."""
    return {
        "case_id": case,
        "clock": step.clock,
        "epoch": step.epoch,
        "step": step.step,
        "occurrence": step.occurrence,
    }


def outbox_values(case: str, out: OutboxRow) -> dict[str, Any]:
    """The columns of `outbox`."""
    return {"key": out.key, "case_id": case, "kind": out.kind, "to": list(out.to), "data": dict(out.data)}


def outbox_row(found: Row[Any]) -> OutboxRow:
    """One row of the outbox."""
    return OutboxRow(key=found.key, kind=found.kind, to=tuple(found.to), data=found.data)
