"""Kept files are looked through again: those that came before a scanner was set or while none answered, and later
all of them by newer signatures.

Contents are taken by their hash, a few at a time, and what came of each is noted at once, so that a run that broke
off is taken up where it was. What is found is withheld and not removed: that it was filed stays on record, and a
signature may be wrong. A content that could not be looked through is not noted, and the next run tries it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from engine.casework.events import CaseEvent
from engine.casework.files.attachments import erased_in, named_in, opened
from engine.casework.files.withheld import Withheld
from engine.casework.ports import CaseRow, DamagedCase, Vault
from engine.errors import EngineError

DAMAGED: Final = "damaged"
"""Why a content was not looked through that does not open; the others are the scanner's own."""

_AT_ONCE = 100


class Scans(Protocol):
    """The part of the store that knows which contents were looked through."""

    def to_scan(self, before: datetime | None, after: str, limit: int) -> tuple[str, ...]:
        """Ids of kept files behind `after` that were never looked through, or not since `before`; sorted, at most
        so many."""

    def note_scan(self, digest: str, at: datetime, found: str | None) -> None:
        """Keep that a file was looked through, and what was found. What was found before stays where nothing is
        found now. Nothing happens for a file that is not kept any more."""

    def let_go(self, digest: str, found: str) -> bool:
        """Hand it out again although this was found, also when it is found once more; False where something else
        was found, or nothing."""

    def withheld(self, ids: Collection[str] | None = None) -> Mapping[str, Withheld]:
        """Of these files, or of all, those in which something was found that was not let go."""

    def cases_with(self, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """On the lists of which cases each of these files is, sorted; files of no case are left out."""


class Kept(Scans, Protocol):
    """What else is asked of it here."""

    def file(self, digest: str) -> tuple[str, bytes] | None:
        """Media type and content (ciphertext)."""

    def row(self, case: str) -> CaseRow:
        """The case's list row."""

    def events(self, case: str) -> tuple[CaseEvent, ...]:
        """All events of a case. Raises DamagedCase when one cannot be read."""

    def cases_naming(self, ids: Collection[str]) -> tuple[str, ...]:
        """Cases with an event in whose text any of these ids stands, however it came there."""


class Verdict(Protocol):
    """What a scanner says: `found`, or `trouble` where nothing is known; neither when it is clean."""

    @property
    def found(self) -> str | None:
        """The signature that it fits."""

    @property
    def trouble(self) -> str | None:
        """Why nothing is known."""


@dataclass(frozen=True)
class Looking:
    """A scanner as it is asked here: about one content, and whether it answers at all."""

    scan: Callable[[bytes], Verdict]
    answers: Callable[[], bool]


@dataclass(frozen=True)
class Rescanned:
    """What one run did: how many were looked through and in how many something was found, and how many could not
    be, by why. `whole` is False where it ended early because the scanner answers no more."""

    scanned: int = 0
    found: int = 0
    unknown: Mapping[str, int] = field(default_factory=dict)
    whole: bool = True


@dataclass(frozen=True)
class Affected:
    """A withheld content and the numbers of the cases that have it; none while it stands in a draft alone."""

    digest: str
    found: str
    at: datetime
    numbers: tuple[str, ...]


class Rescanning:
    """Looks through what is kept; the office's clock says what time it is."""

    def __init__(self, store: Kept, vault: Vault, now: Callable[[], datetime]) -> None:
        self.store, self.vault, self.now = store, vault, now

    def run(self, looking: Looking, older: timedelta | None = None) -> Rescanned:
        """Look through what never was; with `older` also what was so long ago or longer."""
        before = None if older is None else self.now() - older
        scanned = found = 0
        unknown, after = Counter[str](), ""
        while ids := self.store.to_scan(before, after, _AT_ONCE):
            for id_ in ids:
                kept = self.store.file(id_)
                if kept is None:  # it went meanwhile
                    continue
                verdict = self._looked_through(id_, kept[1], looking)
                if verdict is None:
                    unknown[DAMAGED] += 1
                elif verdict.found is None and verdict.trouble is not None:
                    unknown[verdict.trouble] += 1
                    if not looking.answers():
                        return Rescanned(scanned, found, unknown, whole=False)
                else:
                    self.store.note_scan(id_, self.now(), verdict.found)
                    scanned, found = scanned + 1, found + (verdict.found is not None)
            after = ids[-1]
        return Rescanned(scanned, found, unknown)

    def affected(self) -> tuple[Affected, ...]:
        """All that is withheld now, whichever run found it, by hash."""
        withheld = self.store.withheld()
        cases = self._cases(withheld.keys())
        return tuple(
            Affected(id_, w.found, w.at, tuple(sorted(self.store.row(c).number for c in cases.get(id_, ()))))
            for id_, w in sorted(withheld.items())
        )

    # ── inside ──────────────────────────────────────────────────────────────

    def _looked_through(self, id_: str, ciphertext: bytes, looking: Looking) -> Verdict | None:
        """None for a content that does not open: the audit names it."""
        try:
            content = opened(id_, ciphertext, self.vault)
        except EngineError:
            return None
        return looking.scan(content)

    def _cases(self, ids: Collection[str]) -> dict[str, set[str]]:
        """Which cases have these files: by their lists, and by their events, for older versions did not always
        fill the lists."""
        if not ids:
            return {}
        found = {id_: set(cases) for id_, cases in self.store.cases_with(ids).items()}
        for case in self.store.cases_naming(ids):
            for id_ in self._attached(case, ids):
                found.setdefault(id_, set()).add(case)
        return found

    def _attached(self, case: str, ids: Iterable[str]) -> frozenset[str]:
        try:
            events = self.store.events(case)
        except DamagedCase:  # its list is all that is known
            return frozenset()
        return (named_in(events) - erased_in(events)).intersection(ids)
