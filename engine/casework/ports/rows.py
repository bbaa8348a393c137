"""What one judgement writes, and what lists, clocks and the outbox keep of a case.

A `Batch` is one transaction: all of it, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.casework.events import CaseEvent


@dataclass(frozen=True)
class ClockRow:
    """A running or ended clock of a case, derived from its events, for lists and health."""

    clock: str
    epoch: int
    duty: bool
    outcome: str
    due: date | None
    expires: datetime | None
    provisional: bool
    holders: tuple[str, ...]


@dataclass(frozen=True)
class StepRow:
    """A ladder step taken. The whole key is unique in the store: at most once, ever."""

    clock: str
    epoch: int
    step: str
    occurrence: int


@dataclass(frozen=True)
class OutboxRow:
    """Something to be delivered: a paper or a reminder. `key` makes it go out once."""

    key: str
    kind: str
    to: tuple[str, ...]
    data: Mapping[str, Any]


@dataclass(frozen=True)
class CaseRow:
    """What lists and searches need of a case, derived from its events.

    `owners` are unit and person ids that must act now; `on_case` everyone on the case; `out` the
    recused; `related` the fields that related cases are found by; `next_moment` when time acts next.
    """

    id: str
    locality: str
    number: str
    year: int
    sequence: int
    digest: str
    state: str
    opened: datetime
    closed: datetime | None
    owners: tuple[str, ...]
    on_case: tuple[str, ...]
    out: tuple[str, ...]
    sealed: bool
    taken_by: str | None
    flags: tuple[str, ...]
    related: Mapping[str, str]
    next_moment: datetime | None
    title: str
    follow_hash: str | None = None


@dataclass(frozen=True)
class Batch:
    """The writes to one case. `expected_seq` is the last event seen (0 for a new case).

    `identity` maps sealed field keys to ciphertext, `names` files to what they are called here, sealed too;
    the store never sees the plain text. A file that has a name on the case keeps it.
    """

    row: CaseRow
    expected_seq: int
    events: tuple[CaseEvent, ...]
    clocks: tuple[ClockRow, ...] = ()
    steps: tuple[StepRow, ...] = ()
    outbox: tuple[OutboxRow, ...] = ()
    identity: Mapping[str, bytes] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    names: Mapping[str, bytes] = field(default_factory=dict)
