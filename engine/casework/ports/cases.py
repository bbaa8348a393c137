"""Cases as a store keeps them: events that are only ever added to, chained; rows derived from them beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from engine.casework.events import CaseEvent
from engine.casework.ports.rows import Batch, CaseRow, ClockRow, OutboxRow
from engine.policy.conditions import Facts


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


class CaseStore(Protocol):
    """Cases: their events, their rows, what time owes them, what goes out."""

    def append(self, batches: Sequence[Batch], *, token: str | None, answer: str) -> None:
        """Write all batches in one transaction. Raises StaleCase when a sequence number is not the
        expected one, NumberTaken for a doubled case number, StepAlreadyTaken for a doubled step, FileGone
        for a file that is not kept.
        `token` with its `answer` (JSON) is kept with them; the same token again raises nothing and
        writes nothing. An outbox key that is there already stays as it is. The clocks of a batch
        are all that the case has: those of before are gone."""

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
        """The case whose follow-up code has this keyed hash. Where there is none, raises KeyChanged as a write does."""

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

    def file_names(self, case: str) -> Mapping[str, bytes]:
        """What the attachments of a case are called there (ciphertext), by digest; those without a name are
        left out."""
