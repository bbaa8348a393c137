"""What every store checks and prepares alike before a batch is written.

Pure functions, so that the memory store and the SQL store cannot differ in what they accept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from engine.casework import chain
from engine.casework.events import CaseEvent
from engine.casework.ports import Batch, CaseRow, DamagedCase, Link, StaleCase
from engine.errors import EngineError
from engine.policy.conditions import Facts

FIXED = ("locality", "number", "year", "sequence", "opened")
"""What a case keeps for life."""


@dataclass(frozen=True)
class Head:
    """Where a case stands: its last event and the hash of that."""

    seq: int = 0
    hash: str = chain.START


def check_batch(batch: Batch, head: Head) -> None:
    """Raises StaleCase when somebody else wrote first, EngineError when the batch contradicts itself."""
    if batch.expected_seq != head.seq:
        raise StaleCase(f"case {batch.row.id} stands at event {head.seq}, not {batch.expected_seq}")
    if not batch.events and head.seq == 0:
        raise EngineError(f"case {batch.row.id} cannot begin without an event")
    for seq, event in enumerate(batch.events, start=head.seq + 1):
        if (event.case, event.seq) != (batch.row.id, seq):
            raise EngineError(f"event {event.seq} of case {event.case} stands where {seq} is due")
        if event.at.tzinfo is None:
            raise EngineError(f"event {seq} of case {event.case} has a time without time zone")


def check_fixed(old: CaseRow, new: CaseRow) -> None:
    """Raises EngineError when a case would change its number, locality or day of opening."""
    for name in FIXED:
        if getattr(old, name) != getattr(new, name):
            raise EngineError(f"case {old.id} cannot change its {name}")


def chained(batch: Batch, head: Head) -> tuple[Link, ...]:
    """The events of a batch as they are kept, each hashed together with the one before."""
    links: list[Link] = []
    previous = head.hash
    for event in batch.events:
        previous = chain.link(previous, event)
        links.append(Link(event.seq, chain.canonical(event), previous))
    return tuple(links)


def event_of(kept: Link, case: str) -> CaseEvent:
    """The event of a kept link. Raises DamagedCase when what is kept cannot be read."""
    try:
        return chain.from_json(json.loads(kept.body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedCase(case, kept.seq) from error


def after(links: tuple[Link, ...], case: str, seq: int, hash_: str) -> tuple[tuple[CaseEvent, ...], str] | None:
    """The events behind the one of this number and hash, of links that begin with it (number 0: that
    begin with the first), and the hash of the last; None when that one is not among them."""
    if seq and (not links or (links[0].seq, links[0].hash) != (seq, hash_)):
        return None
    return tuple(event_of(kept, case) for kept in links if kept.seq > seq), links[-1].hash


def head_after(links: tuple[Link, ...], head: Head) -> Head:
    """Where the case stands once `links` are written."""
    return Head(links[-1].seq, links[-1].hash) if links else head


def in_utc(row: CaseRow) -> CaseRow:
    """The row with every moment in UTC, as it is read back."""
    return replace(
        row,
        opened=row.opened.astimezone(UTC),
        closed=row.closed and row.closed.astimezone(UTC),
        next_moment=row.next_moment and row.next_moment.astimezone(UTC),
        related=dict(row.related),
    )


_EARLIEST = date.min + timedelta(days=1)


def start_of(day: date, before: datetime) -> datetime:
    """The first moment of `day` in the time zone that `before` carries; the first day there is begins
    a day later, because east of Greenwich its first moment has no name in UTC."""
    return datetime.combine(max(day, _EARLIEST), time.min, tzinfo=before.tzinfo)


def related_facts(row: CaseRow, names: tuple[str, ...], before: datetime) -> Facts:
    """What a rule may know of a related case; its day of opening in the time zone of `before`."""
    own: Facts = {"case": row.id, "opened": row.opened.astimezone(before.tzinfo).date(), "state": row.state}
    return {**own, **{name: row.related[name] for name in names}}
