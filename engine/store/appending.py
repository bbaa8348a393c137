"""The one way in which a case is written: `append`, exactly one transaction.

The token is looked at first, then every batch in turn: its place in the chain, the case row, the
events, and what hangs on them. Whatever fails undoes all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from engine.casework import chain
from engine.casework.ports import Batch, CaseRow, FileGone, Link, NumberTaken, StaleCase, StepAlreadyTaken
from engine.store import case_rows, tables, writing
from engine.store.database import Database, add_all, hold, insert_new, insert_or, put
from engine.store.writing import Head


class Appending:
    """The writing half of the cases in the database."""

    _database: Database

    def append(self, batches: Sequence[Batch], *, token: str | None, answer: str) -> None:
        with self._database.write() as connection:
            if token is not None and not _first_use(connection, token, answer):
                return
            _hold(connection, batches)
            for batch in batches:
                _write(connection, batch)

    def mark_sent(self, key: str, at: datetime) -> None:
        with self._database.write() as connection:
            waiting = (tables.outbox.c.key == key) & tables.outbox.c.sent.is_(None)
            connection.execute(update(tables.outbox).where(waiting).values(sent=at))


def _first_use(connection: Connection, token: str, answer: str) -> bool:
    return insert_new(connection, tables.tokens, {"token": token, "answer": answer})


def _hold(connection: Connection, batches: Sequence[Batch]) -> None:
    """Be alone with the registers and cases that are written, and keep the files that they name where they are,
    always taken in the same order (files as `erasing` takes them): of two writers with several cases one waits for
    the other, and never both."""
    for locality in sorted({b.row.locality for b in batches if b.expected_seq == 0}):
        hold(connection, f"register/{locality}")
    wanted = tables.cases.c.id.in_(sorted({b.row.id for b in batches}))
    connection.execute(select(tables.cases.c.id).where(wanted).order_by(tables.cases.c.id).with_for_update())
    if named := sorted({digest for b in batches for digest in b.files}):
        kept = select(tables.files.c.digest).where(tables.files.c.digest.in_(named)).order_by(tables.files.c.digest)
        connection.execute(kept.with_for_update(read=True, key_share=True))


def _write(connection: Connection, batch: Batch) -> None:
    old, head = _standing(connection, batch.row.id)
    writing.check_batch(batch, head)
    links = writing.chained(batch, head)
    after = writing.head_after(links, head)
    if old is None:
        _insert_case(connection, batch.row, after)
        _register(connection, batch.row, links[0].hash)
    else:
        writing.check_fixed(old, writing.in_utc(batch.row))
        _update_case(connection, batch.row, after)
    _write_events(connection, batch.row.id, links)
    _write_searched(connection, batch.row)
    _write_clocks(connection, batch)
    _write_steps(connection, batch)
    _write_beside(connection, batch)


def _standing(connection: Connection, case: str) -> tuple[CaseRow | None, Head]:
    """The case as it stands, held until the end of the transaction."""
    query = select(tables.cases).where(tables.cases.c.id == case).with_for_update()
    found = connection.execute(query).one_or_none()
    if found is None:
        return None, Head()
    return case_rows.case_row(found), Head(found.head_seq, found.head_hash)


def _insert_case(connection: Connection, row: CaseRow, head: Head) -> None:
    if insert_new(connection, tables.cases, case_rows.case_values(row, head)):
        return
    same = select(tables.cases.c.id).where(tables.cases.c.id == row.id)
    if connection.execute(same).one_or_none() is not None:
        raise StaleCase(f"case {row.id} was begun meanwhile")
    raise NumberTaken(f"number {row.number} is taken")


def _update_case(connection: Connection, row: CaseRow, head: Head) -> None:
    own = tables.cases.c.id == row.id
    connection.execute(update(tables.cases).where(own).values(case_rows.case_values(row, head)))


def _register(connection: Connection, row: CaseRow, first: str) -> None:
    """One more line in the locality's chained register of openings."""
    start = {"locality": row.locality, "position": 0, "hash": chain.START}
    insert_new(connection, tables.registers, start)
    own = tables.registers.c.locality == row.locality
    found = connection.execute(select(tables.registers).where(own).with_for_update()).one()
    position = found.position + 1
    value = chain.link_opening(found.hash, locality=row.locality, position=position, case=row.id, first=first)
    line = {"locality": row.locality, "position": position, "case_id": row.id, "first": first, "hash": value}
    connection.execute(tables.openings.insert().values(line))
    connection.execute(update(tables.registers).where(own).values(position=position, hash=value))


def _write_events(connection: Connection, case: str, links: tuple[Link, ...]) -> None:
    rows = [{"case_id": case, "seq": link.seq, "body": link.body, "hash": link.hash} for link in links]
    add_all(connection, tables.events, rows)


def _write_searched(connection: Connection, row: CaseRow) -> None:
    """The side tables that owners and related cases are found by."""
    connection.execute(delete(tables.owners).where(tables.owners.c.case_id == row.id))
    connection.execute(delete(tables.related).where(tables.related.c.case_id == row.id))
    holders = [{"case_id": row.id, "holder": holder} for holder in sorted(set(row.owners))]
    add_all(connection, tables.owners, holders)
    fields = [{"case_id": row.id, "name": name, "value": value} for name, value in row.related.items()]
    add_all(connection, tables.related, fields)


def _write_clocks(connection: Connection, batch: Batch) -> None:
    connection.execute(delete(tables.clocks).where(tables.clocks.c.case_id == batch.row.id))
    rows = [case_rows.clock_values(batch.row.id, clock) for clock in batch.clocks]
    add_all(connection, tables.clocks, rows)


def _write_steps(connection: Connection, batch: Batch) -> None:
    for step in batch.steps:
        if not insert_new(connection, tables.steps, case_rows.step_values(batch.row.id, step)):
            raise StepAlreadyTaken(f"step {step.step} of clock {step.clock} of case {batch.row.id} was taken")


def _write_beside(connection: Connection, batch: Batch) -> None:
    case = batch.row.id
    for out in batch.outbox:
        insert_new(connection, tables.outbox, case_rows.outbox_values(case, out), key="key")
    for name, ciphertext in batch.identity.items():
        put(connection, tables.identity, {"case_id": case, "name": name, "ciphertext": ciphertext})
    for digest in batch.files:
        _attach(connection, case, digest, batch.names.get(digest))


def _attach(connection: Connection, case: str, digest: str, name: bytes | None) -> None:
    """The file stays where it is until the case is written: see `unfiled`. A name that it has on the case stays."""
    kept = select(tables.files.c.digest).where(tables.files.c.digest == digest)
    if connection.execute(kept.with_for_update(read=True, key_share=True)).one_or_none() is None:
        raise FileGone(case, digest)
    attached = tables.case_files
    new = {"case_id": case, "digest": digest, "name": name}
    insert_or(connection, attached, new, {"name": name}, where=attached.c.name.is_(None))
