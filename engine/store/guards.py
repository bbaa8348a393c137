"""The triggers by which the database refuses to change what only grows: as they are, against as they were made.

Whoever owns the database can drop one, rewrite a row and make it anew; then the chains tell. What is checked
here is that none lies open now. The texts are those of the migrations; a test keeps the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, select, text, union

from engine.casework.guarding import BrokenGuard
from engine.store import tables
from engine.store.database import Database

GROWING = ("account_records", "events", "openings")
_ON_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_ON_SERVER = """
    SELECT t.tgname, c.relname, t.tgenabled, p.proname, p.prosrc, t.tgtype
    FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND n.nspname = current_schema()
"""
_ROW, _BEFORE, _DELETE, _UPDATE, _TRUNCATE = 1, 2, 8, 16, 32
"""Bits of `pg_trigger.tgtype`."""
_KINDS = {"no_change": _ROW | _BEFORE | _DELETE | _UPDATE, "no_truncate": _BEFORE | _TRUNCATE}


class Guards:
    """What an audit asks the database itself."""

    _database: Database

    def broken_guards(self) -> tuple[BrokenGuard, ...]:
        with self._database.read() as connection:
            on_server = self._database.on_server
            found = _found_on_server(connection) if on_server else _found(connection)
        wanted = expected_on_server() if on_server else expected()
        return tuple(_compared(wanted, found))

    def registered(self) -> tuple[str, ...]:
        found = union(*(select(table.c.locality) for table in (tables.registers, tables.openings, tables.cases)))
        with self._database.read() as connection:
            return tuple(sorted(connection.execute(found).scalars()))

    def found_by(self, case: str) -> tuple[tuple[str, ...], Mapping[str, str]]:
        owners = select(tables.owners.c.holder).where(tables.owners.c.case_id == case)
        related = select(tables.related.c.name, tables.related.c.value).where(tables.related.c.case_id == case)
        with self._database.read() as connection:
            holders = tuple(sorted(connection.execute(owners).scalars()))
            return holders, {r.name: r.value for r in connection.execute(related)}


def expected() -> dict[str, str]:
    """Name and text of every trigger in an SQLite file."""
    return {
        f"{table}_no_{action.lower()}": f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grow'); END"
        for table in GROWING
        for action in ("UPDATE", "DELETE")
    }


def expected_on_server() -> dict[str, str]:
    """The same on PostgreSQL: table, whether it is on, when it fires, and what its function does."""
    return {
        f"{table}_{kind}": _told(table, "O", bits, f"{table}_only_grow", _body(table))
        for table in GROWING
        for kind, bits in _KINDS.items()
    }


def _found(connection: Connection) -> dict[str, str]:
    return {name: " ".join(str(sql).split()) for name, sql in connection.execute(text(_ON_SQLITE))}


def _found_on_server(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text(_ON_SERVER))
    return {name: _told(table, _letter(on), type_, proc, source) for name, table, on, proc, source, type_ in rows}


def _letter(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _told(table: str, on: str, bits: int, function: str, source: str) -> str:
    return f"{table} {on} {bits} {function} {' '.join(source.split())}"


def _body(table: str) -> str:
    return f"BEGIN RAISE EXCEPTION '{table} only grow'; END"


def _compared(wanted: Mapping[str, str], found: Mapping[str, str]) -> Iterator[BrokenGuard]:
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            yield BrokenGuard(name, "missing")
        elif name not in wanted:
            yield BrokenGuard(name, "foreign")
        elif wanted[name] != found[name]:
            yield BrokenGuard(name, "altered")
