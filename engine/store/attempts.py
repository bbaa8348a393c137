"""Attempts that are counted by visitor, as rows: one for each window of time that runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, case

from engine.casework.ports.accounts import Window
from engine.store import tables
from engine.store.database import Database, insert_or, sweep

_KEPT = tables.attempts.c


class _Full(Exception):
    """One of the windows holds no more; undoes what was counted in the others."""


class Attempts:
    """The counters in the database."""

    _database: Database

    def count_attempt(self, windows: Sequence[Window], at: datetime, *, cost: int = 1) -> bool:
        try:
            with self._database.write() as connection:
                for window in windows:
                    _count(connection, window, at, cost)
                sweep(connection, tables.attempts, _KEPT.ends <= at)  # last: who has swept waits for nobody
        except _Full:
            return False
        return True


def _count(connection: Connection, window: Window, at: datetime, cost: int) -> None:
    """One statement, so that no two count from the same number."""
    anew = {"ends": at + window.lasts, "counted": cost}
    over, sum_ = _KEPT.ends <= at, _KEPT.counted + cost
    values = {"ends": case((over, anew["ends"]), else_=_KEPT.ends), "counted": case((over, cost), else_=sum_)}
    room = over | (sum_ <= window.most)
    fits = cost <= window.most
    if not fits or not insert_or(connection, tables.attempts, {"key": window.key, **anew}, values, where=room):
        raise _Full
