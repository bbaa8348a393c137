"""Which worker lets time act on which case: a short lease, so that many share the work.

A claim keeps others away and promises nothing: that a step is taken once is kept by `append`, also when
a lease ran out under a slow worker.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, exists, select

from engine.store import tables
from engine.store.database import Database, put

_CASES, _CLAIMS = tables.cases.c, tables.claims.c


class Claims:
    """The claims in the database."""

    _database: Database

    def claim(self, at: datetime, limit: int, *, worker: str, until: datetime) -> tuple[str, ...]:
        with self._database.write() as connection:
            while picked := _free(connection, at, limit, until):
                won = tuple(case for case in picked if _take(connection, case, worker, at, until))
                if won:
                    return won
        return ()

    def release(self, worker: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(tables.claims).where(_CLAIMS.worker == worker))


def _free(connection: Connection, at: datetime, limit: int, until: datetime) -> list[str]:
    """Cases that are due and that nobody has; one that somebody is writing to just now is left out."""
    claimed = exists().where((_CLAIMS.case_id == _CASES.id) & (_CLAIMS.until > at) & (_CLAIMS.until <= until))
    query = select(_CASES.id).where(_CASES.next_moment <= at, ~claimed)
    query = query.order_by(_CASES.next_moment, _CASES.id).limit(limit).with_for_update(skip_locked=True)
    return list(connection.execute(query).scalars())


def _take(connection: Connection, case: str, worker: str, at: datetime, until: datetime) -> bool:
    """Whether it became ours: somebody may have claimed it since it was seen free."""
    living = (_CLAIMS.until > at) & (_CLAIMS.until <= until)
    return put(connection, tables.claims, {"case_id": case, "worker": worker, "until": until}, unless=living)
