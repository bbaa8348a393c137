"""The standing file of a locality: it holds the duties of the body itself and the declared periods."""

from __future__ import annotations

from engine.casework.desk.writing import Writing
from engine.casework.judge import judge
from engine.casework.ports import NumberTaken, StaleCase, UnknownCase
from engine.casework.requests import Judgement, OpenStanding
from engine.casework.rows import standing_id
from engine.casework.rulebook import Rulebook


class StandingFiles:
    """Begins standing files, and takes them from version to version."""

    def __init__(self, writing: Writing) -> None:
        self.writing, self.now = writing, writing.reading.now
        self.store, self.rules, self.surroundings = writing.store, writing.rules, writing.surroundings

    def open(self, locality: str) -> str | None:
        """See `Desk.open_standing`."""
        digest = self.rules.in_force(locality, self.now())
        book = self.rules.book(digest) if digest else None
        if digest is None or book is None or not book.has_standing:
            return None
        id_ = standing_id(locality)
        try:
            if self.store.row(id_).digest != digest:
                self.writing.moved(id_, digest)
        except UnknownCase:
            self._begin(OpenStanding(id_, locality, digest), book)
        return id_

    def _begin(self, request: OpenStanding, book: Rulebook) -> None:
        world = self.surroundings.of_standing(request.locality, book)
        done = judge(book, None, request, world, at=self.now())
        if isinstance(done, Judgement):
            try:
                self.store.append([self.writing.batches.standing(done, world)], token=None, answer="{}")
            except (StaleCase, NumberTaken):  # somebody else was first
                return
