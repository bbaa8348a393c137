"""Uploads that were never filed: a file goes into the store when it is sent, and stays only if a case or a draft
refers to it.

A draft lives thirty days after its last change. A file goes a day after it was last sent, when no living draft and
no event of any case names it; what the rules of retention erased counts as named no more. Files that an event names
and the case's list does not (it was written by an earlier version) are put on that list first. Whoever files a case
with one of them meanwhile is safe: the store lets go only of what has no case at that moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from engine.casework.events import CaseEvent
from engine.casework.files.attachments import erased_in, named_in
from engine.casework.files.drafted import GRACE, in_drafts
from engine.casework.ports import DamagedCase, Link, Vault

DRAFT_LIFE: Final = timedelta(days=30)
EVERY: Final = timedelta(hours=6)
MARK = "files.swept"
"""The setting that says when the last sweep began."""

_AT_ONCE = 20
_ID = re.compile(r"[0-9a-f]{64}")


class Unfiling(Protocol):
    """The part of the store that lets go of drafts and of files that no case has."""

    def drop_drafts(self, before: datetime) -> int:
        """Remove for good the drafts last changed before then; how many."""

    def sealed_drafts(self) -> Sequence[tuple[str, bytes]]:
        """Id and ciphertext of every draft."""

    def unfiled(self, before: datetime) -> tuple[str, ...]:
        """Files that were last sent before then and are on the list of no case, sorted."""

    def cases_naming(self, ids: Collection[str]) -> tuple[str, ...]:
        """Cases with an event in whose text any of these ids stands, however it came there; sorted."""

    def put_on_case(self, case: str, ids: Collection[str]) -> None:
        """These files are on the list of the case, if they are kept."""

    def drop_unfiled(self, ids: Collection[str], before: datetime) -> tuple[int, int]:
        """Remove for good those of these files that were not sent again since `before`, that are on the list of no
        case, and that nobody is filing just now; how many, and the bytes that they took."""

    def events(self, case: str) -> tuple[CaseEvent, ...]:
        """All events of a case. Raises DamagedCase when one cannot be read."""

    def links(self, case: str) -> tuple[Link, ...]:
        """The events as kept, unread."""

    def setting(self, key: str) -> str | None:
        """A setting of the installation."""

    def replace_setting(self, key: str, seen: str | None, value: str) -> bool:
        """Set it if it still is what was seen."""


@dataclass(frozen=True)
class Swept:
    """What went: drafts, files, and the bytes that these took as they were kept."""

    drafts: int = 0
    files: int = 0
    bytes: int = 0


class Unfiled:
    """Sweeps; the office's clock says what time it is."""

    def __init__(self, store: Unfiling, vault: Vault, now: Callable[[], datetime]) -> None:
        self.store, self.vault, self.now = store, vault, now

    def sweep_when_due(self) -> Swept | None:
        """One sweep, unless this or another worker began one in the last hours."""
        now, seen = self.now(), self.store.setting(MARK)
        if seen is not None and timedelta(0) <= now - datetime.fromisoformat(seen) < EVERY:
            return None
        return self.sweep() if self.store.replace_setting(MARK, seen, now.isoformat()) else None

    def sweep(self) -> Swept:
        """Remove what has had its time. Killed in the middle it leaves each file whole or gone, and the next
        sweep finds the rest."""
        now = self.now()
        drafts = self.store.drop_drafts(now - DRAFT_LIFE)
        files = bytes_ = 0
        for ids in _few(sorted(self._loose(now - GRACE))):
            count, taken = self.store.drop_unfiled(ids, now - GRACE)
            files, bytes_ = files + count, bytes_ + taken
        return Swept(drafts, files, bytes_)

    def _loose(self, before: datetime) -> frozenset[str]:
        """Files that nothing refers to. Events are read only where there is a file that no draft names."""
        found = frozenset(self.store.unfiled(before))
        left = found - self.in_drafts() if found else found
        held = (self._held(case, left) for case in (self.store.cases_naming(left) if left else ()))
        return left - frozenset[str]().union(*held)

    def in_drafts(self) -> frozenset[str]:
        """Files that stand in drafts."""
        return in_drafts(self.store.sealed_drafts(), self.vault)

    def _held(self, case: str, ids: frozenset[str]) -> frozenset[str]:
        """Those of these files that this case keeps from going; those that it attached come on its list."""
        mentioned = ids & frozenset(id_ for link in self.store.links(case) for id_ in _ID.findall(link.body))
        try:
            events = self.store.events(case)
        except DamagedCase:  # what cannot be read may name any of them
            return mentioned
        gone = erased_in(events)
        attached = (named_in(events) & mentioned) - gone
        if attached:
            self.store.put_on_case(case, attached)
        return mentioned - gone


def _few(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many at a time: nobody who writes should wait long."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
