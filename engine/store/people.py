"""The directory of each locality: who holds which role, and which bodies there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Table, delete, select

from engine.policy.directory import Directory, Person, UnitInstance
from engine.store import tables
from engine.store.database import Database, add_all, hold


class People:
    """The directory in the database; it is read and replaced as a whole."""

    _database: Database

    def directory(self, locality: str) -> Directory:
        with self._database.read() as connection:
            persons = [_person(r) for r in _of(connection, tables.persons, locality)]
            units = [_unit(r) for r in _of(connection, tables.units, locality)]
        return Directory({p.id: p for p in persons}, {u.id: u for u in units})

    def put_directory(self, locality: str, directory: Directory) -> None:
        persons = [_person_values(locality, n, p) for n, p in enumerate(directory.persons.values())]
        units = [_unit_values(locality, n, u) for n, u in enumerate(directory.units.values())]
        with self._database.write() as connection:
            hold(connection, f"directory/{locality}")
            for table, rows in ((tables.persons, persons), (tables.units, units)):
                connection.execute(delete(table).where(table.c.locality == locality))
                add_all(connection, table, rows)


def _of(connection: Connection, table: Table, locality: str) -> list[Row[Any]]:
    query = select(table).where(table.c.locality == locality).order_by(table.c.position)
    return list(connection.execute(query))


def _person(found: Row[Any]) -> Person:
    return Person(
        id=found.id,
        name=found.name,
        roles=tuple(found.roles),
        member_of=tuple(found.member_of),
        leads=tuple(found.leads),
        rank=found.rank,
        level=found.level,
        away=found.away,
    )


def _person_values(locality: str, position: int, person: Person) -> dict[str, Any]:
    return {
        "locality": locality,
        "id": person.id,
        "position": position,
        "name": person.name,
        "roles": list(person.roles),
        "member_of": list(person.member_of),
        "leads": list(person.leads),
        "rank": person.rank,
        "level": person.level,
        "away": person.away,
    }


def _unit(found: Row[Any]) -> UnitInstance:
    return UnitInstance(id=found.id, kind=found.kind, name=found.name, part_of=found.part_of, level=found.level)


def _unit_values(locality: str, position: int, unit: UnitInstance) -> dict[str, Any]:
    return {
        "locality": locality,
        "id": unit.id,
        "position": position,
        "kind": unit.kind,
        "name": unit.name,
        "part_of": unit.part_of,
        "level": unit.level,
    }
