"""Cases as the store has them now, for those who are on them; to all others a case does not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from engine.casework.access import may_unseal, on_case
from engine.casework.acts.actions import Action
from engine.casework.acts.offers import actions_for
from engine.casework.case import Case
from engine.casework.desk.folding import Folding
from engine.casework.desk.outcomes import CaseFile
from engine.casework.desk.shape import is_word
from engine.casework.desk.surroundings import Surroundings
from engine.casework.ports import CaseRow, Store, UnknownCase
from engine.casework.requests import COMPLAINANT, Refused
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

    def run_of(self, case: Case) -> Run:
        """The case as rules see it now: owners, facts, who is on it."""
        book = self.rules.book(case.digest)
        return Run(book, self.surroundings.of(case, book), self.now(), case)

    def is_of(self, case_id: str, locality: str | None) -> bool:
        """Whether it is a case of that locality, if one is said."""
        try:
            return locality is None or self.case(case_id).locality == locality
        except UnknownCase:
            return False

    def visible(self, case_id: str, actor: str, locality: str | None = None) -> Case | Refused:
        """The case, for somebody who is on it."""
        if not is_word(case_id) or not is_word(actor) or not self.is_of(case_id, locality):
            return Refused("unknown-case")
        try:
            case = self.case(case_id)
        except UnknownCase:
            return Refused("unknown-case")
        if actor in case.out or actor not in on_case(self.run_of(case)):
            return Refused("unknown-case")
        return case

    def row_by_code(self, code: str) -> CaseRow | None:
        """The case that a follow-up code belongs to."""
        hashed = self.codes.hash(code) if is_word(code) else None
        return self.store.by_follow_hash(hashed) if hashed else None

    def view(self, case_id: str, actor: str, locality: str | None) -> CaseFile | Refused:
        """See `Desk.view`."""
        case = self.visible(case_id, actor, locality)
        if isinstance(case, Refused):
            return case
        return self._file(case, may_unseal(self.run_of(case), actor))

    def follow(self, code: str) -> CaseFile | Refused:
        """See `Desk.follow`."""
        row = self.row_by_code(code)
        return self._file(self.case(row.id), may=False) if row else Refused("unknown-code")

    def actions(self, case_id: str, actor: str, locality: str | None) -> tuple[Action, ...]:
        """See `Desk.actions`."""
        case = self.case(case_id) if actor == COMPLAINANT else self.visible(case_id, actor, locality)
        if isinstance(case, Refused):
            return ()
        book = self.rules.book(case.digest)
        return actions_for(book, case, self.surroundings.of(case, book), actor, at=self.now())

    def _file(self, case: Case, may: bool) -> CaseFile:
        row = self.store.row(case.id)
        ruleset = self.rules.book(case.digest).ruleset
        return CaseFile(case, row.number, self.folding.of(case.id).events[: case.seq], ruleset, may)
