"""From the outbox to persons: a unit's post goes to those who work in it or hold an office of it, a leader's
to the leader.

The complainant is no person of the directory: what is sent to them is read with the follow-up code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache

from engine.casework.notices import Notice, may_see
from engine.casework.office_store import OfficeStore
from engine.casework.ports import CaseRow, OutboxRow, StoreBusy
from engine.errors import EngineError
from engine.policy.definitions import Unit
from engine.policy.directory import Directory

Units = Callable[[str], Mapping[str, Unit]]
"""The units that the rules of a digest know."""

MOST = 500
"""Outbox rows in one sweep; the next sweep goes on."""


def recipients(to: Iterable[str], directory: Directory, units: Mapping[str, Unit]) -> tuple[str, ...]:
    """Persons behind the ids of units and persons, each once, in the order of `to`."""
    return tuple(dict.fromkeys(person for id_ in to for person in _behind(id_, directory, units)))


def _behind(id_: str, directory: Directory, units: Mapping[str, Unit]) -> Iterator[str]:
    if id_ in directory.persons:
        yield id_
        return
    yield from directory.by_unit.get(id_, ())
    unit = units.get(id_)
    if unit is not None and not unit.each:  # whoever holds an office of it, though no member by name
        for role in (*unit.heads, *unit.deputies, *unit.members):
            yield from directory.by_role.get(role, ())


def hand_out(store: OfficeStore, units: Units, at: datetime, *, mailing: bool) -> int:
    """Turn waiting outbox rows into notices, each row once; how many rows. With `mailing`, persons who
    gave an address are mailed as well.

    A row whose rules cannot be read (altered ones: `audit verify` names them) waits and keeps back no other.
    """
    done = 0
    directory = cache(store.directory)
    for out in store.outbox():
        if done == MOST:
            break
        row = store.row(out.data["case"])
        try:
            persons = recipients(out.to, directory(row.locality), units(row.digest))
        except StoreBusy:
            raise
        except EngineError:
            continue
        done += store.hand_out(out, notices_of(store, out, row, persons, at, mailing=mailing), at)
    return done


def notices_of(
    store: OfficeStore, out: OutboxRow, row: CaseRow, to: Iterable[str], at: datetime, *, mailing: bool
) -> tuple[Notice, ...]:
    """One notice for each of these persons who may see the case now."""
    data = {name: value for name, value in out.data.items() if name != "case"}
    persons = [p for p in to if may_see(row, p)]
    mailed = {p for p in persons if mailing and store.mail_address(row.locality, p)}
    return tuple(
        Notice(
            f"{out.key}/{p}", row.locality, p, row.id, out.kind, data, at,
            mail="waiting" if p in mailed else "none", next_try=at if p in mailed else None,
        )
        for p in persons
    )  # fmt: skip
