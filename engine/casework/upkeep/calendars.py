"""Calendars as cases count by them: the file, and over it the amendments kept in the store.

A calendar that extends another takes over the other's amendments too, except on days of its own. What
another process amends is seen at the next look.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from engine.casework.ports import Store
from engine.policy.amendment import Amendment, from_plain, over, to_plain
from engine.policy.calendar import Calendar


class Calendars:
    """`load` reads a calendar file and raises EngineError when it is missing or wrong."""

    def __init__(self, store: Store, load: Callable[[str], Calendar]) -> None:
        self.store, self._load = store, load
        self._files: dict[str, Calendar] = {}
        self._made: dict[str, tuple[tuple[str, ...], Calendar]] = {}

    def of(self, id_: str) -> Calendar:
        """The calendar of that id as it stands now."""
        written = self._written(*self._line(id_))
        kept = self._made.get(id_)
        if kept is None or kept[0] != written:
            all_ = {c: _read(text) for c, text in zip(self._line(id_), written, strict=True)}
            kept = self._made[id_] = (written, self._over(id_, all_))
        return kept[1]

    def amendments(self, id_: str) -> tuple[Amendment, ...]:
        """The amendments of one calendar, in the order in which they were made."""
        (written,) = self._written(id_)
        return _read(written)

    def keep(self, amendment: Amendment) -> None:
        """Put an amendment over its calendar; one that is there already stays as it is. Where somebody else
        amends at the same moment, it is put over that one too."""
        while not self._put_over(amendment):
            pass

    def before_and_after(self, id_: str, amendment: Amendment) -> tuple[Calendar, Calendar]:
        """A calendar without this amendment and with it, whether or not it is kept already."""
        all_ = {c: self.amendments(c) for c in self._line(id_)}
        changed = amendment.calendar
        before = {**all_, changed: tuple(a for a in all_[changed] if a.id != amendment.id)}
        after = {**before, changed: (*before[changed], amendment)}
        return self._over(id_, before), self._over(id_, after)

    def counts_on(self, id_: str, other: str) -> bool:
        """Whether a calendar is the other one, or takes its days over."""
        return other in self._line(id_)

    def file(self, id_: str) -> Calendar:
        """The calendar as its file has it."""
        if id_ not in self._files:
            self._files[id_] = self._load(id_)
        return self._files[id_]

    def _line(self, id_: str) -> tuple[str, ...]:
        """The calendar and those it extends, nearest first."""
        found, above = [id_], self.file(id_).extends
        while above:
            found.append(above)
            above = self.file(above).extends
        return tuple(found)

    def _over(self, id_: str, amendments: dict[str, tuple[Amendment, ...]]) -> Calendar:
        calendar = self.file(id_)
        for above in reversed(self._line(id_)):
            calendar = over(calendar, amendments[above], own=self._own_days(id_, above))
        return calendar

    def _own_days(self, id_: str, above: str) -> frozenset[date]:
        """Days on which a calendar says something else than the one above it."""
        mine, theirs = self.file(id_).days, self.file(above).days
        return frozenset(day for day, worked in mine.items() if theirs.get(day) != worked)

    def _put_over(self, amendment: Amendment) -> bool:
        """False when the amendments that were read are no longer those that are kept."""
        key = setting_of(amendment.calendar)
        seen = self.store.setting(key)
        there = json.loads(seen or "[]")
        if amendment.id in {from_plain(raw).id for raw in there}:
            return True
        return self.store.replace_setting(key, seen, json.dumps([*there, to_plain(amendment)], ensure_ascii=False))

    def _written(self, *ids: str) -> tuple[str, ...]:
        """The amendments of these calendars as they are kept, all at one moment."""
        kept = self.store.settings(*map(setting_of, ids))
        return tuple(kept.get(setting_of(id_)) or "[]" for id_ in ids)


def _read(written: str) -> tuple[Amendment, ...]:
    return tuple(from_plain(raw) for raw in json.loads(written))


def setting_of(id_: str) -> str:
    """Under which key the amendments of a calendar are kept."""
    return f"calendar.{id_}.amendments"
