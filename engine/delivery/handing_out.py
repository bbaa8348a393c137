"""From the outbox to persons: a unit's post goes to those who work in it, a leader's to the leader.

The complainant is no person of the directory: what is sent to them is read with the follow-up code.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.casework.notices import Notice, may_see
from engine.casework.office_store import OfficeStore
from engine.casework.ports import OutboxRow
from engine.policy.directory import Directory

MOST = 500
"""Outbox rows in one sweep; the next sweep goes on."""


def recipients(to: Iterable[str], directory: Directory) -> tuple[str, ...]:
    """Persons behind the ids of units and persons, each once, in the order of `to`."""
    found = (p for id_ in to for p in ((id_,) if id_ in directory.persons else directory.by_unit.get(id_, ())))
    return tuple(dict.fromkeys(found))


def hand_out(store: OfficeStore, at: datetime, *, mailing: bool) -> int:
    """Turn waiting outbox rows into notices, each row once; how many rows. With `mailing`, persons who
    gave an address are mailed as well."""
    done, directories = 0, dict[str, Directory]()
    for out in store.outbox()[:MOST]:
        locality = store.row(out.data["case"]).locality
        if locality not in directories:
            directories[locality] = store.directory(locality)
        notices = notices_of(store, out, directories[locality], at, mailing=mailing)
        done += store.hand_out(out, notices, at)
    return done


def notices_of(
    store: OfficeStore, out: OutboxRow, directory: Directory, at: datetime, *, mailing: bool
) -> tuple[Notice, ...]:
    """One notice for each person who may see the case now."""
    row = store.row(out.data["case"])
    data = {name: value for name, value in out.data.items() if name != "case"}
    persons = [p for p in recipients(out.to, directory) if may_see(row, p)]
    mailed = {p for p in persons if mailing and store.mail_address(row.locality, p)}
    return tuple(
        Notice(
            f"{out.key}/{p}", row.locality, p, row.id, out.kind, data, at,
            mail="waiting" if p in mailed else "none", next_try=at if p in mailed else None,
        )
        for p in persons
    )  # fmt: skip
