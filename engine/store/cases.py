"""Cases as they are read from the database: events, lists, what is due, what goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from engine.casework import chain
from engine.casework.events import CaseEvent
from engine.casework.ports import CaseRow, ClockRow, Link, Opening, OutboxRow, UnknownCase
from engine.policy.conditions import Facts
from engine.store import case_rows, tables, writing
from engine.store.database import Database

_CASES = tables.cases.c


class Cases:
    """The reading half of the cases in the database."""

    _database: Database

    def answer_to(self, token: str) -> str | None:
        query = select(tables.tokens.c.answer).where(tables.tokens.c.token == token)
        found: str | None = self._one_value(query)
        return found

    def events(self, case: str) -> tuple[CaseEvent, ...]:
        links = self.links(case)
        if not links:
            raise UnknownCase(case)
        return tuple(writing.event_of(link, case) for link in links)

    def events_after(self, case: str, seq: int, hash_: str) -> tuple[tuple[CaseEvent, ...], str] | None:
        links = self._links_from(case, seq)
        if not links and seq == 0:
            raise UnknownCase(case)
        return writing.after(links, case, seq, hash_)

    def links(self, case: str) -> tuple[Link, ...]:
        return self._links_from(case, 1)

    def _links_from(self, case: str, seq: int) -> tuple[Link, ...]:
        events = tables.events
        query = select(events).where(events.c.case_id == case, events.c.seq >= seq).order_by(events.c.seq)
        return tuple(Link(r.seq, r.body, r.hash) for r in self._all(query))

    def heads(self, locality: str) -> Mapping[str, tuple[int, str]]:
        query = select(_CASES.id, _CASES.head_seq, _CASES.head_hash).where(_CASES.locality == locality)
        return {r.id: (r.head_seq, r.head_hash) for r in self._all(query)}

    def openings(self, locality: str) -> tuple[Opening, ...]:
        lines = tables.openings
        query = select(lines).where(lines.c.locality == locality).order_by(lines.c.position)
        return tuple(Opening(r.position, r.case_id, r.first, r.hash) for r in self._all(query))

    def register_head(self, locality: str) -> tuple[int, str]:
        query = select(tables.registers).where(tables.registers.c.locality == locality)
        return next(((r.position, r.hash) for r in self._all(query)), (0, chain.START))

    def row(self, case: str) -> CaseRow:
        found = self._first_case(_CASES.id == case)
        if found is None:
            raise UnknownCase(case)
        return found

    def clocks(self, case: str) -> tuple[ClockRow, ...]:
        clocks = tables.clocks
        found = [case_rows.clock_row(r) for r in self._all(select(clocks).where(clocks.c.case_id == case))]
        return tuple(sorted(found, key=lambda c: (c.clock, c.epoch)))  # here: databases sort letters each its way

    def running_clocks(self, locality: str) -> Mapping[str, tuple[ClockRow, ...]]:
        clocks = tables.clocks
        here = clocks.join(tables.cases, clocks.c.case_id == _CASES.id)
        query = select(clocks).select_from(here).where((_CASES.locality == locality) & (clocks.c.outcome == "running"))
        found: dict[str, list[ClockRow]] = {}
        for r in self._all(query):
            found.setdefault(r.case_id, []).append(case_rows.clock_row(r))
        return {case: tuple(sorted(rows, key=lambda c: (c.clock, c.epoch))) for case, rows in found.items()}

    def rows(self, locality: str) -> tuple[CaseRow, ...]:
        return self._cases(select(tables.cases).where(_CASES.locality == locality).order_by(*_NEWEST_FIRST))

    def work_rows(self, locality: str, holders: Sequence[str]) -> tuple[CaseRow, ...]:
        mine = select(tables.owners.c.case_id).where(tables.owners.c.holder.in_(holders))
        open_here = (_CASES.locality == locality) & _CASES.closed.is_(None)
        query = select(tables.cases).where(open_here & _CASES.id.in_(mine))
        return self._cases(query.order_by(*_NEWEST_FIRST))

    def by_number(self, number: str) -> CaseRow | None:
        return self._first_case(_CASES.number == number)

    def by_follow_hash(self, follow_hash: str) -> CaseRow | None:
        found = self._first_case(_CASES.follow_hash == follow_hash)
        if found is None:  # it is unknown to nobody who asks by the hash of an earlier key
            with self._database.read() as connection:
                self._database.check_key(connection)
        return found

    def next_sequence(self, locality: str, year: int) -> int:
        of_year = (_CASES.locality == locality) & (_CASES.year == year)
        taken: int | None = self._one_value(select(func.max(_CASES.sequence)).where(of_year))
        return (taken or 0) + 1

    def related(
        self, locality: str, same: Mapping[str, str], *, since: date, before: datetime, but: str
    ) -> tuple[Facts, ...]:
        start = writing.start_of(since, before)
        window = (_CASES.locality == locality) & (_CASES.opened >= start) & (_CASES.opened < before)
        query = select(tables.cases).where(window & (_CASES.id != but))
        for name, value in same.items():
            query = query.where(_shares(name, value))
        found = self._cases(query.order_by(_CASES.opened, _CASES.id))
        return tuple(writing.related_facts(row, tuple(same), before) for row in found)

    def due(self, at: datetime, limit: int) -> tuple[str, ...]:
        come = select(_CASES.id).where(_CASES.next_moment <= at)
        return tuple(r.id for r in self._all(come.order_by(_CASES.next_moment, _CASES.id).limit(limit)))

    def next_due(self) -> datetime | None:
        query = select(_CASES.next_moment).where(_CASES.next_moment.is_not(None)).order_by(_CASES.next_moment).limit(1)
        found = self._all(query)
        return found[0].next_moment if found else None

    def outbox(self, *, pending: bool = True) -> tuple[OutboxRow, ...]:
        query = select(tables.outbox).order_by(tables.outbox.c.id)
        if pending:
            query = query.where(tables.outbox.c.sent.is_(None))
        return tuple(case_rows.outbox_row(r) for r in self._all(query))

    def identity(self, case: str) -> Mapping[str, bytes]:
        query = select(tables.identity).where(tables.identity.c.case_id == case)
        return {r.name: r.ciphertext for r in self._all(query)}

    def files_of(self, case: str) -> tuple[str, ...]:
        attached = tables.case_files.c
        query = select(attached.digest).where(attached.case_id == case).order_by(attached.digest)
        return tuple(r.digest for r in self._all(query))

    def file_names(self, case: str) -> Mapping[str, bytes]:
        attached = tables.case_files.c
        query = select(attached.digest, attached.name).where((attached.case_id == case) & attached.name.is_not(None))
        return {r.digest: r.name for r in self._all(query)}

    def _cases(self, query: Select[Any]) -> tuple[CaseRow, ...]:
        return tuple(case_rows.case_row(r) for r in self._all(query))

    def _first_case(self, where: ColumnElement[bool]) -> CaseRow | None:
        return next(iter(self._cases(select(tables.cases).where(where).limit(1))), None)

    def _all(self, query: Select[Any]) -> Sequence[Any]:
        with self._database.read() as connection:
            return connection.execute(query).all()

    def _one_value(self, query: Select[Any]) -> Any:
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()


_NEWEST_FIRST = (_CASES.opened.desc(), _CASES.year.desc(), _CASES.sequence.desc())


def _shares(name: str, value: str) -> ColumnElement[bool]:
    field = tables.related.c
    return exists().where((field.case_id == _CASES.id) & (field.name == name) & (field.value == value))
