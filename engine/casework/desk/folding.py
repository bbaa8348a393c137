"""Cases as they were folded last: what has happened since is folded on, not everything anew.

The store is asked every time, for the events behind the last one that is known here (by number and
hash); where it has no such event any more (another database was put in its place), the case is folded
from its beginning. So nothing here can be older than the store.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from engine.casework.case import Case
from engine.casework.events import CaseEvent
from engine.casework.evolution import evolve
from engine.casework.ports import Store

MOST = 512


@dataclass(frozen=True)
class Folded:
    """A case with the events it was folded from, and the hash of the last."""

    case: Case
    events: tuple[CaseEvent, ...] = ()
    hash: str = ""


class Folding:
    """The cases that were looked at last, at most so many."""

    def __init__(self, store: Store, most: int = MOST) -> None:
        self._store, self._most, self._lock = store, most, Lock()
        self._kept: OrderedDict[str, Folded] = OrderedDict()

    def of(self, case_id: str) -> Folded:
        """The case as the store has it now. Raises UnknownCase."""
        with self._lock:
            known = self._kept.get(case_id)
        found = self._carried_on(known or Folded(Case(case_id))) or self._carried_on(Folded(Case(case_id)))
        assert found is not None
        with self._lock:
            self._kept[case_id] = found
            self._kept.move_to_end(case_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found

    def latest(self, case_id: str) -> datetime | None:
        """The moment of the last event of a case that was looked at; None for one that has none."""
        with self._lock:
            known = self._kept.get(case_id)
        events = (known or self.of(case_id)).events
        return events[-1].at if events else None

    def latest_of_all(self) -> datetime | None:
        """The latest event of the cases that were looked at."""
        with self._lock:
            return max((known.events[-1].at for known in self._kept.values() if known.events), default=None)

    def _carried_on(self, known: Folded) -> Folded | None:
        later = self._store.events_after(known.case.id, known.case.seq, known.hash)
        if later is None:
            return None
        events, last = later
        case = known.case
        for event in events:
            case = evolve(case, event)
        return Folded(case, (*known.events, *events), last) if events else known
