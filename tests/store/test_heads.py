"""Heads that were exported tell a chain that was rewritten whole from one that was written on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.casework import chain
from engine.casework.ports import Published, Store
from engine.store.auditing.chains import Finding, verify
from engine.store.auditing.heads import BadHeads, Heads, compare, compare_case, from_json, heads_of, to_json
from engine.store.sql import SqlStore
from tests.store.samples import AT, more, opening, write


def filled(store: Store) -> Heads:
    for locality in ("east", "west"):
        store.publish(Published(locality, "d1", AT.date(), AT), b"rules")
    write(store, opening("c1"), opening("c2", events=4), opening("c9", locality="west"))
    return heads_of(store, AT)


def test_heads_come_back_from_json_as_they_were(store: Store) -> None:
    heads = filled(store)
    assert from_json(json.loads(json.dumps(to_json(heads)))) == heads
    assert heads.localities["east"].cases["c2"] == (4, store.links("c2")[3].hash)


@pytest.mark.parametrize(
    "raw", [{}, {"format": "bihuan-heads-1"}, {"format": "bihuan-heads-1", "at": 3, "localities": []}]
)
def test_another_file_holds_no_heads(raw: dict[str, object]) -> None:
    with pytest.raises(BadHeads):
        from_json(raw)


def test_what_was_written_since_is_no_finding(store: Store) -> None:
    heads = filled(store)
    write(store, more("c2", 4), opening("c3"))
    assert compare(store, heads, "east") == compare(store, heads, "west") == compare(store, heads, "north") == ()


@pytest.fixture
def rewritten(sqlite: SqlStore, tmp_path: Path) -> Callable[..., Heads]:
    """Runs SQL behind the store's back with the walls down; the heads from before."""

    def run(statements: Callable[[Store], list[str]]) -> Heads:
        heads = filled(sqlite)
        connection = sqlite3.connect(tmp_path / "var" / "test.db")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements(sqlite):
            connection.execute(statement)
        connection.commit()
        connection.close()
        return heads

    return run


def forged_from(store: Store, seq: int) -> list[str]:
    """The chain of c2 made anew from one event on, with its heads: it holds together."""
    links = store.links("c2")
    previous, statements = links[seq - 2].hash, []
    for link in links[seq - 1 :]:
        made = chain.from_json(json.loads(link.body) | {"actor": "nobody"})
        previous = chain.link(previous, made)
        values = f"body = '{chain.canonical(made)}', hash = '{previous}'"
        statements.append(f"UPDATE events SET {values} WHERE case_id = 'c2' AND seq = {link.seq}")
    return [*statements, f"UPDATE cases SET head_hash = '{previous}' WHERE id = 'c2'"]


@pytest.mark.parametrize("seq", [2, 3, 4])
def test_a_chain_that_was_rewritten_with_its_heads_is_found_by_the_export_alone(
    rewritten: Callable[..., Heads], sqlite: SqlStore, seq: int
) -> None:
    heads = rewritten(lambda store: forged_from(store, seq))
    assert verify(sqlite, "east") == ()
    assert compare(sqlite, heads, "east") == (Finding("case-rewritten", "c2", 4),)
    assert compare_case(sqlite, heads, "east", "c2") == (Finding("case-rewritten", "c2", 4),)
    assert compare_case(sqlite, heads, "east", "c1") == ()


def test_events_cut_off_with_their_head_are_found(rewritten: Callable[..., Heads], sqlite: SqlStore) -> None:
    def cut(store: Store) -> list[str]:
        return [
            "DELETE FROM events WHERE case_id = 'c2' AND seq > 2",
            f"UPDATE cases SET head_seq = 2, head_hash = '{store.links('c2')[1].hash}' WHERE id = 'c2'",
        ]

    heads = rewritten(cut)
    assert verify(sqlite, "east") == ()
    assert compare(sqlite, heads, "east") == (Finding("event-missing", "c2", 3),)


def test_a_case_taken_out_of_the_register_too_is_found(rewritten: Callable[..., Heads], sqlite: SqlStore) -> None:
    def remove(store: Store) -> list[str]:
        tables = ("events", "case_owners", "case_related", "openings")
        first = store.openings("east")[0].hash
        return [
            *(f"DELETE FROM {t} WHERE case_id = 'c2'" for t in tables),
            "DELETE FROM cases WHERE id = 'c2'",
            f"UPDATE registers SET position = 1, hash = '{first}' WHERE locality = 'east'",
        ]

    heads = rewritten(remove)
    assert verify(sqlite, "east") == ()
    assert compare(sqlite, heads, "east") == (Finding("opening-missing", "", 2), Finding("case-gone", "c2", 4))
