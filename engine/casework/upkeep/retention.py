"""Retention: identity that the rules say is kept no longer is erased, and where they say so the attachments,
which may tell as much; what happened stays and is provable.

The term is that of the rules in force now, for it binds the office and not the case. The event that says
what was erased, and by which clause, is written before the ciphertext goes: whoever dies in between
leaves a case that the next preview lists again. The chain covers no identity and of a file its hash alone,
and stays unbroken. A content that somebody else has in a draft goes from the case, and altogether with that draft:
whoever fills it in is not told by a file that is gone that a case had it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from engine.casework.desk import Desk
from engine.casework.events import CaseEvent, Reason
from engine.casework.evolution import evolve
from engine.casework.files.attachments import ERASED, erased_in, named_in
from engine.casework.ports import CaseRow, StaleCase
from engine.casework.rulebook import Rulebook
from engine.errors import EngineError
from engine.policy.calendar import Calendar, local_date
from engine.policy.retention import erasable_from


class Erasing(Protocol):
    """The part of the store that lets go of sealed identity and of attachments."""

    def identity(self, case: str) -> Mapping[str, bytes]:
        """Ciphertext of the sealed fields."""

    def erase_identity(self, case: str) -> int:
        """Remove the ciphertext of a case for good, as far as the database can; how many fields."""

    def files_of(self, case: str) -> tuple[str, ...]:
        """Digests of the attachments of a case."""

    def file_sizes(self, ids: Collection[str]) -> Mapping[str, int]:
        """Which of these files are kept, and how much each takes."""

    def erase_files(self, case: str, ids: Collection[str], *, spared: Collection[str] = ()) -> int:
        """Take these files, and what they are called there, from the case; remove for good those that no other
        case has and that are not `spared`; how many."""


class PreviewOutdated(EngineError):
    """What would be erased now is not what was shown."""


@dataclass(frozen=True)
class Erasable:
    """A closed case whose identity is to be erased: closed on `closed`, kept until before `since`. `fields`
    are sealed fields, `files` digests of attachments."""

    case: str
    number: str
    closed: date
    since: date
    fields: tuple[str, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What would be erased in a locality now; `mark` stands for exactly this list. `term` and `cites` are
    those of the rules in force; None and empty where these set no term."""

    locality: str
    term: str | None
    cites: tuple[str, ...]
    cases: tuple[Erasable, ...]

    @property
    def mark(self) -> str:
        """A short name of this list, to say which one was seen."""
        named = [self.locality, self.term, [[c.case, c.fields, c.files] for c in self.cases]]
        return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:12]


class Retaining:
    """Previews and erases; the desk's clock says what time it is. `drafted` tells which files stand in drafts."""

    def __init__(self, desk: Desk, store: Erasing, drafted: Callable[[], Collection[str]]) -> None:
        self.desk, self.store, self.drafted = desk, store, drafted

    def preview(self, locality: str) -> Preview:
        """What is to be erased now, oldest closing first. Nothing where the rules in force set no term."""
        digest = self.desk.rules.in_force(locality, self.desk.now())
        book = self.desk.rules.book(digest) if digest else None
        retention = book.ruleset.retention if book else None
        if book is None or retention is None:
            return Preview(locality, None, (), ())
        calendar = self.desk.rules.calendar(book.ruleset.calendar)
        found = [e for row in self.desk.store.rows(locality) if (e := self._erasable(row, book, calendar))]
        cites = tuple(str(c) for c in retention.cite)
        limit = retention.after_closing
        term = f"{limit.amount} {limit.unit}"
        return Preview(locality, term, cites, tuple(sorted(found, key=lambda e: (e.closed, e.number))))

    def _erasable(self, row: CaseRow, book: Rulebook, calendar: Calendar) -> Erasable | None:
        retention = book.ruleset.retention
        if row.closed is None or retention is None:
            return None
        closed = local_date(calendar, row.closed)
        since = erasable_from(retention, closed, calendar, book.ruleset.counting)
        if local_date(calendar, self.desk.now()) < since:
            return None
        fields = tuple(sorted(self.store.identity(row.id)))
        files = self._files(row.id) if retention.attachments else ()
        return Erasable(row.id, row.number, closed, since, fields, files) if fields or files else None

    def _files(self, case: str) -> tuple[str, ...]:
        """What is attached, and what a paper or an act names and is still kept."""
        events = self.desk.store.events(case)
        named = self.store.file_sizes(named_in(events) - erased_in(events))
        return tuple(sorted({*self.store.files_of(case), *named}))

    def apply(self, locality: str, mark: str) -> Preview:
        """Erase what the preview of that mark listed. Raises PreviewOutdated when the list is another now,
        StaleCase when somebody writes to a case meanwhile (what was erased before stays erased)."""
        seen = self.preview(locality)
        if seen.mark != mark:
            raise PreviewOutdated(f"the preview {mark} is outdated; now it is {seen.mark}")
        for erasable in seen.cases:
            self._erase(erasable, seen)
        return seen

    def _erase(self, erasable: Erasable, seen: Preview) -> None:
        case = self.desk.whole(erasable.case)
        if case.closed is None:
            raise StaleCase(f"case {erasable.number} was opened again")
        data: dict[str, Any] = {"fields": list(erasable.fields), "term": seen.term}
        if erasable.files:
            data["files"] = list(erasable.files)
        reason = Reason("retention", seen.cites)
        event = CaseEvent(case.id, case.seq + 1, self.desk.moment(case), ERASED, data, None, (reason,))
        self.desk.note(evolve(case, event), event)
        self.store.erase_identity(erasable.case)
        if erasable.files:
            self.store.erase_files(erasable.case, erasable.files, spared=self.drafted())
