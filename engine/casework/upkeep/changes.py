"""What changes under open cases: an amended calendar, another version of the rules.

Each is a preview first, worked out by the same functions as the change itself and written nowhere;
then one transaction per case. A change that broke off is taken up again by applying it once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from engine.casework.case import Case
from engine.casework.desk import Acted, Desk
from engine.casework.judge import judge
from engine.casework.moving import DueMoved, Obstacle, dues_moved, obstacles
from engine.casework.ports import CaseRow
from engine.casework.react import EndlessReaction
from engine.casework.requests import AmendCalendar, Judgement, MoveRules
from engine.casework.upkeep.calendars import Calendars
from engine.policy.amendment import Amendment


@dataclass(frozen=True)
class Change:
    """One open case: which due dates move, and what hinders it; `done` once it is written."""

    case: str
    number: str
    locality: str
    dues: tuple[DueMoved, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    done: bool = False
    out: frozenset[str] = frozenset()


class Changes:
    """See the module."""

    def __init__(self, desk: Desk, calendars: Calendars) -> None:
        self.desk, self.calendars = desk, calendars

    def amending(self, amendment: Amendment) -> tuple[Change, ...]:
        """Every open case of which a due date would move, or has moved, by this amendment."""
        return tuple(c for row in self._counting_on(amendment) if (c := self._amended(row, amendment)).dues)

    def amend(self, amendment: Amendment, *, by: str | None = None) -> tuple[Change, ...]:
        """Put the amendment over its calendar; each case that moves keeps that it did, and why."""
        rows, found = self._counting_on(amendment), []
        self.calendars.keep(amendment)
        for row in rows:
            change = self._amended(row, amendment)
            if change.dues and not self._noted(row.id, amendment):
                request = AmendCalendar(amendment, tuple(map(_due_json, change.dues)), by)
                change = replace(change, done=isinstance(self.desk.note_amendment(row.id, request), Acted))
            else:  # steps of a ladder may move where no due date does
                self.desk.reproject_one(row.id)
            found += [change] if change.dues else []
        return tuple(found)

    def arrived(self, locality: str, there: Amendment, here: Amendment) -> tuple[Change, ...]:
        """A locality came from an installation where some days of a calendar were as `there`; they are as `here`
        now. Each open case whose due dates are others keeps that they are, and why."""
        found = []
        for row in self._all_open(locality):
            case = self.desk.whole(row.id)
            book = self.desk.rules.book(case.digest)
            if self.calendars.counts_on(book.ruleset.calendar, there.calendar):
                now, before = self.calendars.before_and_after(book.ruleset.calendar, there)
                change = _change(row, case, dues_moved((case, book, before), (case, book, now)))
                if change.dues:
                    request = AmendCalendar(here, tuple(map(_due_json, change.dues)), None)
                    change = replace(change, done=isinstance(self.desk.note_amendment(row.id, request), Acted))
                    found.append(change)
        return tuple(found)

    def version(self, locality: str, wanted: str) -> str | None:
        """The digest meant: one that was published for the locality (or its first letters), or the one
        that decides on a day (`2026-02-13`); None when there is none or it is not clear."""
        there = self.desk.store.published(locality)
        begun = {p.from_.isoformat(): p.digest for p in there}
        if wanted.count("-") == 2:
            days = [day for day in sorted(begun) if day <= wanted]
            return begun[days[-1]] if days else None
        named = {p.digest for p in there if len(wanted) >= _SHORTEST and p.digest.startswith(wanted)}
        return named.pop() if len(named) == 1 else None

    def moving(self, locality: str, digest: str, only: str | None = None) -> tuple[Change, ...]:
        """What would become of every open case of a locality (or of one) under another version."""
        return tuple(self._moved(row, digest) for row in self._open(locality, only) if row.digest != digest)

    def move(self, locality: str, digest: str, only: str | None = None, *, by: str | None = None) -> tuple[Change, ...]:
        """Move every case that nothing hinders; the others stay where they are."""
        found = []
        for change in self.moving(locality, digest, only):
            if not change.obstacles:
                change = replace(change, done=isinstance(self.desk.move(change.case, digest, by=by), Acted))
            found.append(change)
        return tuple(found)

    # ── inside ──────────────────────────────────────────────────────────────

    def _open(self, locality: str, only: str | None = None) -> Iterator[CaseRow]:
        """Open cases in the order of their numbers; never the standing file, which follows by itself."""
        for row in sorted(self.desk.store.rows(locality), key=lambda r: (r.year, r.sequence)):
            if row.closed is None and row.sequence and only in (None, row.id, row.number):
                yield row

    def _counting_on(self, amendment: Amendment) -> list[CaseRow]:
        """Open cases, of every locality, whose calendar takes over what is amended."""
        rules = self.desk.rules
        rows = [row for locality in self.desk.store.localities() for row in self._all_open(locality)]
        calendar = {digest: rules.book(digest).ruleset.calendar for digest in {row.digest for row in rows}}
        return [row for row in rows if self.calendars.counts_on(calendar[row.digest], amendment.calendar)]

    def _all_open(self, locality: str) -> list[CaseRow]:
        rows = self.desk.store.rows(locality)
        return [row for row in sorted(rows, key=lambda r: (r.year, r.sequence)) if row.closed is None]

    def _amended(self, row: CaseRow, amendment: Amendment) -> Change:
        case = self.desk.whole(row.id)
        book = self.desk.rules.book(case.digest)
        before, after = self.calendars.before_and_after(book.ruleset.calendar, amendment)
        dues = dues_moved((case, book, before), (case, book, after))
        return _change(row, case, dues)

    def _noted(self, case_id: str, amendment: Amendment) -> bool:
        events = self.desk.store.events(case_id)
        return any(e.kind == "calendar-amended" and e.data["amendment"] == amendment.id for e in events)

    def _moved(self, row: CaseRow, digest: str) -> Change:
        """The case judged under the other version, on paper."""
        case = self.desk.whole(row.id)
        rules = self.desk.rules
        old, new = rules.book(case.digest), rules.book(digest)
        found = obstacles(case, old, new)
        if found:
            return _change(row, case, (), found)
        world = self.desk.surroundings.of(case, new)
        try:
            done = judge(new, case, MoveRules(digest), world, at=self.desk.now())
        except EndlessReaction:
            return _change(row, case, (), (Obstacle("endless", case.state),))
        if not isinstance(done, Judgement):
            return _change(row, case, (), (Obstacle(done.code, case.state),))
        calendar = rules.calendar(old.ruleset.calendar)
        return _change(row, case, dues_moved((case, old, calendar), (done.case, new, world.calendar)))


_SHORTEST = 6


def _change(row: CaseRow, case: Case, dues: tuple[DueMoved, ...], found: tuple[Obstacle, ...] = ()) -> Change:
    return Change(row.id, row.number, row.locality, dues, found, out=case.out)


def _due_json(due: DueMoved) -> dict[str, Any]:
    old, new = (day.isoformat() if day else None for day in (due.old, due.new))
    return {"clock": due.clock, "epoch": due.epoch, "old": old, "new": new, "provisional": due.provisional}
