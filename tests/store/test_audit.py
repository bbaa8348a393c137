"""The chains tell the first place where what is kept is no longer what was written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.casework import chain
from engine.casework.ports import Store
from engine.errors import EngineError
from engine.store.auditing.chains import Finding, verify
from engine.store.sql import SqlStore
from tests.store.samples import more, opening, write

LAST = 4


def filled(store: Store) -> None:
    """Three cases of `east`, the second with four events, and one of `west`."""
    write(store, opening("c1"), opening("c2", events=2), opening("c9", locality="west"))
    write(store, more("c2", 2, events=2), opening("c3"))


@pytest.fixture
def broken(sqlite: SqlStore, tmp_path: Path) -> Callable[..., tuple[Finding, ...]]:
    """Runs SQL behind the store's back, with the walls taken down first, and audits."""
    filled(sqlite)

    def tamper(*statements: str) -> tuple[Finding, ...]:
        connection = sqlite3.connect(tmp_path / "var" / "test.db")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return verify(sqlite, "east")

    return tamper


def test_what_was_only_appended_to_is_whole(store: Store) -> None:
    filled(store)
    assert (verify(store, "east"), verify(store, "west"), verify(store, "north")) == ((), (), ())


def test_each_event_hangs_on_the_one_before(store: Store) -> None:
    filled(store)
    previous = chain.START
    for event, link in zip(store.events("c2"), store.links("c2"), strict=True):
        assert link.hash == chain.link(previous, event)
        previous = link.hash
    assert store.heads("east")["c2"] == (LAST, previous)


def test_the_register_lists_every_opening_of_the_locality(store: Store) -> None:
    filled(store)
    lines = store.openings("east")
    assert [(line.position, line.case) for line in lines] == [(1, "c1"), (2, "c2"), (3, "c3")]
    assert store.register_head("east") == (3, lines[-1].hash)
    assert [line.first for line in lines] == [store.links(c)[0].hash for c in ("c1", "c2", "c3")]


@pytest.mark.parametrize("seq", range(1, LAST + 1))
@pytest.mark.parametrize(("old", "new"), [("zhang", "zhong"), ("T01:", "T02:"), ('"n":', '"m":'), ("happened", "sent")])
def test_an_altered_event_is_named(broken: Callable[..., tuple[Finding, ...]], seq: int, old: str, new: str) -> None:
    where = f"WHERE case_id = 'c2' AND seq = {seq}"
    found = broken(f"UPDATE events SET body = replace(body, '{old}', '{new}') {where}")
    assert found == (Finding("event-altered", "c2", seq),)


@pytest.mark.parametrize("seq", range(1, LAST + 1))
def test_a_removed_event_is_named(broken: Callable[..., tuple[Finding, ...]], seq: int) -> None:
    found = broken(f"DELETE FROM events WHERE case_id = 'c2' AND seq = {seq}")
    assert found == (Finding("event-missing", "c2", seq),)


def test_two_events_in_each_others_place_are_named(broken: Callable[..., tuple[Finding, ...]]) -> None:
    found = broken(
        "UPDATE events SET seq = 99 WHERE case_id = 'c2' AND seq = 2",
        "UPDATE events SET seq = 2 WHERE case_id = 'c2' AND seq = 3",
        "UPDATE events SET seq = 3 WHERE case_id = 'c2' AND seq = 99",
    )
    assert found == (Finding("event-moved", "c2", 2),)


def test_an_event_that_was_slipped_in_is_named(broken: Callable[..., tuple[Finding, ...]]) -> None:
    found = broken("INSERT INTO events SELECT case_id, 5, body, hash FROM events WHERE case_id = 'c2' AND seq = 4")
    assert found == (Finding("event-moved", "c2", 5),)


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "{}", '{"case": "c2"}'])
def test_a_corrupt_row_is_a_finding_and_no_crash(
    broken: Callable[..., tuple[Finding, ...]], sqlite: SqlStore, body: str
) -> None:
    found = broken(f"UPDATE events SET body = '{body}' WHERE case_id = 'c2' AND seq = 3")
    assert found == (Finding("event-altered", "c2", 3),)
    with pytest.raises(EngineError, match="event 3 is damaged"):
        sqlite.events("c2")


def test_a_case_removed_whole_is_named(broken: Callable[..., tuple[Finding, ...]]) -> None:
    found = broken(*(f"DELETE FROM {t} WHERE case_id = 'c2'" for t in ("events", "case_owners", "case_related")),
                   "DELETE FROM cases WHERE id = 'c2'")  # fmt: skip
    assert found == (Finding("case-missing", "c2", 2),)


def test_a_removed_line_of_the_register_is_named(broken: Callable[..., tuple[Finding, ...]]) -> None:
    assert broken("DELETE FROM openings WHERE position = 2")[0] == Finding("opening-missing", "", 2)


def test_the_last_line_of_the_register_cannot_go_unseen(broken: Callable[..., tuple[Finding, ...]]) -> None:
    found = broken("DELETE FROM openings WHERE case_id = 'c3'")
    assert found == (Finding("opening-missing", "", 3), Finding("opening-missing", "c3", 0))


def test_a_case_rewritten_from_its_first_event_does_not_fit_the_register(
    broken: Callable[..., tuple[Finding, ...]], sqlite: SqlStore
) -> None:
    raw = json.loads(sqlite.links("c1")[0].body) | {"actor": "nobody"}
    forged = chain.from_json(raw)
    value = chain.link(chain.START, forged)
    found = broken(
        f"UPDATE events SET body = '{chain.canonical(forged)}', hash = '{value}' WHERE case_id = 'c1'",
        f"UPDATE cases SET head_hash = '{value}' WHERE id = 'c1'",
    )
    assert found == (Finding("opening-altered", "c1", 1),)
