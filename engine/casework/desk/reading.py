"""Cases as the store has them now, for those who are on them; to all others a case does not exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.casework.access import may_renew_code, may_unseal, on_case
from engine.casework.acts.actions import Action
from engine.casework.acts.offers import actions_in
from engine.casework.case import Case
from engine.casework.desk.folding import Folded, Folding
from engine.casework.desk.outcomes import CaseFile, Looked, Sight
from engine.casework.desk.shape import is_word
from engine.casework.desk.surroundings import Surroundings
from engine.casework.ports import CaseRow, Store, UnknownCase
from engine.casework.requests import COMPLAINANT, Refused
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run


class Codes(Protocol):
    """Follow-up codes of complainants."""

    def new(self) -> str:
        """A fresh code, as it is shown."""

    def hash(self, written: str) -> str | None:
        """What the store knows a code by; None when it cannot be one."""


class Reading:
    """Finds cases, and hands them to whoever may see them."""

    def __init__(
        self, store: Store, surroundings: Surroundings, codes: Codes, now: Callable[[], datetime]
    ) -> None:  # fmt: skip
        self.store, self.surroundings, self.codes, self.now = store, surroundings, codes, now
        self.rules, self.folding = surroundings.rules, Folding(store)

    def case(self, case_id: str) -> Case:
        """The case with nothing left out. Raises UnknownCase."""
        return self.folding.of(case_id).case

    def moment(self, case: Case) -> datetime:
        """Now; where the clock was set back, the moment of the last event, which none may precede."""
        latest = self.folding.latest(case.id)
        return max(self.now(), latest) if latest else self.now()

    def run_of(self, case: Case, sight: Sight | None = None) -> Run:
        """The case as rules see it now: owners, facts, who is on it."""
        book = self.rules.book(case.digest)
        directory = sight.directory if sight else None
        return Run(book, self.surroundings.of(case, book, directory), sight.at if sight else self.now(), case)

    def is_of(self, case_id: str, locality: str | None) -> bool:
        """Whether it is a case of that locality, if one is said."""
        try:
            return locality is None or self.case(case_id).locality == locality
        except UnknownCase:
            return False

    def visible(self, case_id: str, actor: str, locality: str | None = None) -> Case | Refused:
        """The case, for somebody who is on it."""
        seen = self._seen(case_id, actor, locality)
        return seen if isinstance(seen, Refused) else seen.run.case

    def row_by_code(self, code: str) -> CaseRow | None:
        """The case that a follow-up code belongs to."""
        hashed = self.codes.hash(code) if is_word(code) else None
        return self.store.by_follow_hash(hashed) if hashed else None

    def view(self, case_id: str, actor: str, locality: str | None) -> CaseFile | Refused:
        """See `Desk.view`."""
        seen = self._seen(case_id, actor, locality)
        if isinstance(seen, Refused):
            return seen
        return _file_for(seen, self.store.row(case_id), actor)

    def look(self, case_id: str, actor: str, sight: Sight) -> Looked | Refused:
        """See `Desk.look`."""
        seen = self._seen(case_id, actor, sight.locality, sight)
        if isinstance(seen, Refused):
            return seen
        run, row = seen.run, self.store.row(case_id)
        file = _file_for(seen, row, actor)
        offered, clocks = actions_in(run, actor), self.store.clocks(case_id)
        return Looked(file, row, clocks, offered, sight.directory, run.world.calendar, sight.at)

    def follow(self, code: str) -> CaseFile | Refused:
        """See `Desk.follow`."""
        row = self.row_by_code(code)
        if row is None:
            return Refused("unknown-code")
        folded = self.folding.of(row.id)
        return _file(folded, row, self.rules.book(folded.case.digest))

    def actions(self, case_id: str, actor: str, locality: str | None) -> tuple[Action, ...]:
        """See `Desk.actions`."""
        if actor == COMPLAINANT:
            return actions_in(self.run_of(self.case(case_id)), actor)
        seen = self._seen(case_id, actor, locality)
        return () if isinstance(seen, Refused) else actions_in(seen.run, actor)

    def _seen(
        self, case_id: str, actor: str, locality: str | None, sight: Sight | None = None
    ) -> _Seen | Refused:  # fmt: skip
        """The case with the world around it, for somebody who is on it."""
        try:
            folded = self.folding.of(case_id) if is_word(case_id) and is_word(actor) else None
        except UnknownCase:
            folded = None
        if folded is None or locality not in (None, folded.case.locality):
            return Refused("unknown-case")
        run = self.run_of(folded.case, sight)
        if actor in run.case.out or actor not in on_case(run):
            return Refused("unknown-case")
        return _Seen(folded, run)


@dataclass(frozen=True)
class _Seen:
    """One reading of a case and of what surrounds it."""

    folded: Folded
    run: Run


def _file(
    folded: Folded, row: CaseRow, book: Rulebook, *, may_read: bool = False, may_renew: bool = False
) -> CaseFile:  # fmt: skip
    return CaseFile(folded.case, row.number, folded.events, book.ruleset, may_read, may_renew)


def _file_for(seen: _Seen, row: CaseRow, actor: str) -> CaseFile:
    """As somebody of the office has it."""
    may_read = may_unseal(seen.run, actor)
    renews = may_renew_code(seen.run, actor, seen.folded.events)
    return _file(seen.folded, row, seen.run.book, may_read=may_read, may_renew=renews)
