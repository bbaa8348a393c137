"""What casework needs from the outside, as protocols; `engine.office` wires the real ones in.

A `Batch` is everything one judgement writes. It is one transaction: all of it, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from engine.casework.account_store import AccountStore
from engine.casework.events import CaseEvent
from engine.errors import EngineError
from engine.policy.conditions import Facts
from engine.policy.directory import Directory


class StaleCase(EngineError):
    """Somebody else wrote to the case first: read it again and judge anew."""


class NumberTaken(EngineError):
    """The case number was taken meanwhile: ask for the next one."""


class StepAlreadyTaken(EngineError):
    """This ladder step was taken before, under its full key; nothing was written."""


class UnknownCase(EngineError):
    """No case of that id."""


class DamagedCase(EngineError):
    """An event of this case cannot be read any more; the other cases are as they were."""

    def __init__(self, case: str, seq: int) -> None:
        super().__init__(f"case {case}: event {seq} is damaged and cannot be read; run `bihuan audit verify`")
        self.case, self.seq = case, seq


class StoreBusy(EngineError):
    """The database could not be reached or was locked for too long; nothing was written."""


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

    `identity` maps sealed field keys to ciphertext; the store never sees the plain text.
    """

    row: CaseRow
    expected_seq: int
    events: tuple[CaseEvent, ...]
    clocks: tuple[ClockRow, ...] = ()
    steps: tuple[StepRow, ...] = ()
    outbox: tuple[OutboxRow, ...] = ()
    identity: Mapping[str, bytes] = field(default_factory=dict)
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Published:
    """A rule set frozen under its digest, in force for one locality from a day on."""

    locality: str
    digest: str
    from_: date
    at: datetime


@dataclass(frozen=True)
class Draft:
    """Something half filled in, kept until it is submitted or thrown away. `answers` is ciphertext."""

    id: str
    locality: str
    owner: str | None
    form: str
    digest: str
    answers: bytes
    at: datetime


@dataclass(frozen=True)
class Link:
    """An event as it is kept: its canonical JSON and the hash that chains it to the one before."""

    seq: int
    body: str
    hash: str


@dataclass(frozen=True)
class Opening:
    """One line of a locality's chained register of openings; `first` is the hash of event 1."""

    position: int
    case: str
    first: str
    hash: str


class Store(AccountStore, Protocol):
    """Everything that is kept. One suite of tests runs on every implementation."""

    def append(self, batches: Sequence[Batch], *, token: str | None, answer: str) -> None:
        """Write all batches in one transaction. Raises StaleCase when a sequence number is not the
        expected one, NumberTaken for a doubled case number, StepAlreadyTaken for a doubled step.
        `token` with its `answer` (JSON) is kept with them; the same token again raises nothing and
        writes nothing. An outbox key that is there already stays as it is. The clocks of a batch
        replace the rows of the clocks they name; others stay."""

    def answer_to(self, token: str) -> str | None:
        """What was answered when this token was first used."""

    def events(self, case: str) -> tuple[CaseEvent, ...]:
        """All events in order. Raises UnknownCase."""

    def events_after(self, case: str, seq: int, hash_: str) -> tuple[tuple[CaseEvent, ...], str] | None:
        """The events after the one of this number and hash (number 0: from the beginning), and the hash
        of the last; None when the case has no such event. Raises UnknownCase when it has none at all."""

    def links(self, case: str) -> tuple[Link, ...]:
        """The events as kept, unread, for audit. Empty when there are none."""

    def heads(self, locality: str) -> Mapping[str, tuple[int, str]]:
        """Last sequence number and hash of every case of a locality, by case id."""

    def openings(self, locality: str) -> tuple[Opening, ...]:
        """The register of openings of a locality, in order."""

    def register_head(self, locality: str) -> tuple[int, str]:
        """How many openings the register counts, and its last hash (0 and `chain.START`)."""

    def row(self, case: str) -> CaseRow:
        """The case's list row. Raises UnknownCase."""

    def clocks(self, case: str) -> tuple[ClockRow, ...]:
        """The case's clocks."""

    def running_clocks(self, locality: str) -> Mapping[str, tuple[ClockRow, ...]]:
        """The clocks that run in a locality, by case: for lists, in one question."""

    def rows(self, locality: str) -> tuple[CaseRow, ...]:
        """All case rows of a locality, newest first. The Desk decides who sees which."""

    def work_rows(self, locality: str, holders: Sequence[str]) -> tuple[CaseRow, ...]:
        """Open case rows that any of these unit or person ids owns."""

    def by_number(self, number: str) -> CaseRow | None:
        """The case with this number."""

    def by_follow_hash(self, follow_hash: str) -> CaseRow | None:
        """The case whose follow-up code has this keyed hash."""

    def next_sequence(self, locality: str, year: int) -> int:
        """The next free number of that year, not yet taken."""

    def related(
        self, locality: str, same: Mapping[str, str], *, since: date, before: datetime, but: str
    ) -> tuple[Facts, ...]:
        """Facts (`case`, `opened`, `state` and the fields in `same`) of cases that share them, oldest
        first. Days (`since`, `opened`) are those of the time zone that `before` carries."""

    def due(self, at: datetime, limit: int) -> tuple[str, ...]:
        """Ids of cases whose next moment has come, earliest first."""

    def claim(self, at: datetime, limit: int, *, worker: str, until: datetime) -> tuple[str, ...]:
        """Ids of cases whose next moment has come and that nobody has claimed, earliest first. Until
        then, or until this worker releases them, nobody is given them again. A claim that would last
        longer than `until` was made under another clock and does not count."""

    def release(self, worker: str) -> None:
        """Give back all that this worker claimed."""

    def next_due(self) -> datetime | None:
        """The earliest moment at which time acts on any open case."""

    def outbox(self, *, pending: bool = True) -> tuple[OutboxRow, ...]:
        """Rows waiting (or all), in the order in which they were written."""

    def mark_sent(self, key: str, at: datetime) -> None:
        """Note that an outbox row went out. The first time counts."""

    def identity(self, case: str) -> Mapping[str, bytes]:
        """Ciphertext of the sealed fields."""

    def files_of(self, case: str) -> tuple[str, ...]:
        """Digests of the attachments of a case, sorted."""

    def publish(self, published: Published, canonical: bytes) -> None:
        """Keep a rule set under its digest and note when it is in force. Idempotent."""

    def published(self, locality: str) -> tuple[Published, ...]:
        """All publications of a locality, by day in force, then by moment of publishing."""

    def canonical(self, digest: str) -> bytes:
        """The bytes published under this digest. Raises UnknownCase when there are none."""

    def localities(self) -> tuple[str, ...]:
        """Localities with a published rule set, sorted."""

    def directory(self, locality: str) -> Directory:
        """Persons and units; empty when none were entered."""

    def put_directory(self, locality: str, directory: Directory) -> None:
        """Replace the directory of a locality."""

    def put_draft(self, draft: Draft) -> None:
        """Add or replace a draft."""

    def draft(self, id_: str) -> Draft | None:
        """The draft of that id."""

    def drafts(self, locality: str, owner: str) -> tuple[Draft, ...]:
        """A person's drafts, newest first."""

    def drop_draft(self, id_: str) -> None:
        """Throw a draft away. No error when there is none."""

    def put_file(self, digest: str, name: str, media_type: str, content: bytes, at: datetime) -> None:
        """Keep an attachment (ciphertext) by content hash. Idempotent."""

    def file(self, digest: str) -> tuple[str, str, bytes] | None:
        """Name, media type and content (ciphertext)."""

    def setting(self, key: str) -> str | None:
        """A setting of the installation, such as the demo clock's offset."""

    def put_setting(self, key: str, value: str) -> None:
        """Set it."""

    def replace_setting(self, key: str, seen: str | None, value: str) -> bool:
        """Set it if it still is what was seen (None: not there yet); False when somebody else was first."""

    def close(self) -> None:
        """Give back what is held open, such as connections; whoever asks again opens it anew."""


class Vault(Protocol):
    """Seals what only few may read. Associated data binds ciphertext to its place."""

    def seal(self, plain: str, *, case: str, name: str) -> bytes:
        """AES-GCM ciphertext with nonce; case and field name are associated data."""

    def open(self, sealed: bytes, *, case: str, name: str) -> str:
        """The plain text. Raises EngineError when moved, altered or the key is wrong."""

    def blind(self, text: str) -> str:
        """A keyed hash (hex) to find equal values without reading them."""
