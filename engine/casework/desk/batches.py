"""What one judgement writes, put together: the events, and all that is derived from the case after them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from engine.casework.case import Case
from engine.casework.desk.surroundings import Rules
from engine.casework.events import CaseEvent
from engine.casework.evolution import fold
from engine.casework.files.attachments import named_in
from engine.casework.files.called import opened_names, sealed_names
from engine.casework.ports import Batch, Store, Vault
from engine.casework.requests import Judgement, World
from engine.casework.rows import Number, clock_rows, outbox_rows, row_of, step_rows, year_of


class Batches:
    """Makes the batches of a judgement; numbers for new cases are asked of the store. What files are called is
    sealed here, for the case that has them."""

    def __init__(self, store: Store, rules: Rules, vault: Vault, now: Callable[[], datetime]) -> None:
        self.store, self.rules, self.vault, self.now = store, rules, vault, now

    def following(
        self, case: Case, expected: int, events: tuple[CaseEvent, ...], world: World, names: Mapping[str, str]
    ) -> Batch:  # fmt: skip
        """The batch that follows on a case that is kept; `expected` is the last event it had, `names` are those of
        files that were given with the request."""
        before = self.store.row(case.id)
        number = Number(before.locality, before.year, before.sequence)
        files = tuple(sorted(named_in(events)))
        return self._made(case, expected, events, world, number, before.follow_hash, files=files, names=names)

    def _made(
        self, case: Case, expected: int, events: tuple[CaseEvent, ...], world: World, number: Number,
        follow: str | None, identity: Mapping[str, bytes] | None = None, files: tuple[str, ...] = (),
        names: Mapping[str, str] | None = None,
    ) -> Batch:  # fmt: skip
        book, at = self.rules.book(case.digest), self.now()
        return Batch(
            row_of(case, book, world, at, number, follow), expected, events,
            clock_rows(case, book, world, at), step_rows(events), outbox_rows(events), identity or {}, files,
            sealed_names(names or {}, files, case.id, self.vault),
        )  # fmt: skip

    def linked(
        self, parent: Judgement, world: World, names: Mapping[str, str], after: int = 0,
        had: frozenset[str] | None = None,
    ) -> list[Batch]:  # fmt: skip
        """Batches of the cases that begin inside this judgement, numbered `after` those before them. Of the files
        that the parent `had` each gets those that its answers name, under the parent's names for them; what was
        erased there is not asked for."""
        batches: list[Batch] = []
        if parent.children and had is None:
            had = named_in(parent.events).union(self.store.files_of(parent.case.id))
            names = {**names, **opened_names(self.store.file_names(parent.case.id), parent.case.id, self.vault)}
        for child in parent.children:
            inner, files = replace(world, related=()), named_in(child.events) & (had or frozenset())
            ahead = after + len(batches)
            batches.append(self.opening(child, inner, ahead, None, {}, tuple(sorted(files)), names))
            batches += self.linked(child, inner, names, after + len(batches), files)
        return batches

    def opening(
        self, done: Judgement, world: World, ahead: int, follow: str | None, identity: Mapping[str, bytes],
        files: tuple[str, ...], names: Mapping[str, str], *, at: datetime | None = None,
    ) -> Batch:  # fmt: skip
        """The first batch of a new case, under the next number of its year and `ahead` more; `at` is
        when it was opened, if that was earlier."""
        locality, year = done.case.locality, year_of(at or self.now(), world)
        number = Number(locality, year, self.store.next_sequence(locality, year) + ahead)
        return self._numbered(done, world, number, follow, identity, files, names)

    def standing(self, done: Judgement, world: World) -> Batch:
        """The first batch of a locality's standing file, which takes no number of a case."""
        return self._numbered(done, world, Number(done.case.locality, 0, 0), None, {}, (), {})

    def _numbered(
        self, done: Judgement, world: World, number: Number, follow: str | None,
        identity: Mapping[str, bytes], files: tuple[str, ...], names: Mapping[str, str],
    ) -> Batch:  # fmt: skip
        first = done.events[0]
        data = {**first.data, "number": str(number), "year": number.year, "sequence": number.sequence}
        events = (replace(first, data=data), *done.events[1:])
        return self._made(fold(done.case.id, events), 0, events, world, number, follow, identity, files, names)
