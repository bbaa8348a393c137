"""Which rows a backup holds, of everything or of one locality, and how a row is written as JSON.

A row is the same text whichever database it comes from: moments in UTC, bytes in base 64, the columns by
name. Numbers that a database gives out by itself are left out; the order of the rows keeps their order.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, LargeBinary, Select, Table, select

from engine.casework.upkeep.resealing import HASH_KEYS
from engine.store import tables
from engine.store.tables import Moment, metadata

PASSING = frozenset({"sessions", "sign_in_tries", "attempts", "factor_offers", "claims"})
"""Not kept: people sign in again, and workers claim anew."""
CONTENT = tables.files.c.content.name
"""Kept as a member of its own beside the rows."""
OLD_NAME = tables.files.c.name.name
"""Of older versions, and maybe of another locality: no archive gets it."""

_CASE = "case_id"
_ACCOUNT = "account"
_LOCALITY = "locality"
AMENDED = "calendar."
"""How the settings begin in which amendments of calendars are kept."""


def kept_tables() -> tuple[Table, ...]:
    """The tables that a backup holds, each after those it refers to."""
    return tuple(t for t in metadata.sorted_tables if t.name not in PASSING)


def written_columns(table: Table) -> tuple[Column[Any], ...]:
    """The columns that stand in a row."""
    own = table.primary_key.columns
    given = {c.name for c in own if c.autoincrement is True}
    left_out = {CONTENT} if table is tables.files else set()
    return tuple(c for c in table.columns if c.name not in given | left_out)


def rows_of(connection: Connection, table: Table, locality: str | None) -> Iterator[Mapping[str, Any]]:
    """The rows of a table, all or those of a locality, in the order of the primary key."""
    query = _scoped(table, locality).order_by(*table.primary_key.columns)
    streamed = connection.execution_options(stream_results=True).execute(query)
    for found in streamed.yield_per(500):
        yield dict(found._mapping)


def _scoped(table: Table, locality: str | None) -> Select[Any]:
    """Raises KeyError for a table of which nobody has said whose its rows are."""
    query = select(*written_columns(table))
    if locality is None:
        return query
    cases = select(tables.cases.c.id).where(tables.cases.c.locality == locality)
    if _LOCALITY in table.c:
        return query.where(table.c[_LOCALITY] == locality)
    if _CASE in table.c:
        return query.where(table.c[_CASE].in_(cases))
    if _ACCOUNT in table.c:
        return query.where(_of_accounts(table, locality))
    return query.where(_SHARED[table.name](locality, cases))


def _of_rule_sets(locality: str, _cases: Select[Any]) -> Any:
    published = select(tables.publications.c.digest).where(tables.publications.c.locality == locality)
    pinned = select(tables.cases.c.digest).where(tables.cases.c.locality == locality)
    return tables.rule_sets.c.digest.in_(published) | tables.rule_sets.c.digest.in_(pinned)


def _of_files(_locality: str, cases: Select[Any]) -> Any:
    attached = select(tables.case_files.c.digest).where(tables.case_files.c.case_id.in_(cases))
    return tables.files.c.digest.in_(attached)


def _of_scans(locality: str, cases: Select[Any]) -> Any:
    return tables.file_scans.c.digest.in_(select(tables.files.c.digest).where(_of_files(locality, cases)))


def _of_settings(_locality: str, _cases: Select[Any]) -> Any:
    return tables.settings.c.key.startswith(AMENDED) | (tables.settings.c.key == HASH_KEYS)


def _of_tokens(_locality: str, _cases: Select[Any]) -> Any:
    return tables.tokens.c.token.is_(None)  # a click is not repeated over a move to another installation


def _of_accounts(table: Table, locality: str) -> Any:
    own = select(tables.accounts.c.name).where(tables.accounts.c.locality == locality)
    return table.c[_ACCOUNT].in_(own)


_SHARED = {
    "rule_sets": _of_rule_sets,
    "files": _of_files,
    "file_scans": _of_scans,
    "settings": _of_settings,
    "tokens": _of_tokens,
}


def encoded(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as JSON can hold it."""
    kept = {c.name: _encoded(row[c.name]) for c in written_columns(table)}
    return {**kept, OLD_NAME: ""} if table is tables.files else kept


def _encoded(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


def decoded(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as the database takes it. Raises KeyError for a column that this program does not know or
    that an older one did not have and that cannot be empty, ValueError for a value of another kind."""
    known = {c.name: c for c in written_columns(table)}
    absent = [c.name for c in known.values() if c.name not in row and not c.nullable]
    if absent or row.keys() - known.keys():
        raise KeyError(f"{table.name}: {sorted(absent) or sorted(row.keys() - known.keys())}")
    return {name: _decoded(known[name], value) for name, value in row.items()}


def _decoded(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value, validate=True) if isinstance(column.type, LargeBinary) else value
