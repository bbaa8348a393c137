"""Any number of clock processes share the cases that are due: each step is taken once, no case is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.casework.desk import Desk
from engine.casework.desk.sweep import AT_ONCE, LEASE
from engine.casework.ports import Store
from engine.casework.ports.accounts import Session
from engine.store.sql import SqlStore
from tests.casework.front import open_front
from tests.casework.small import HELP
from tests.store.due_town import DEADLINE, LADDER
from tests.store.killing import Nursery, steps_taken, whole
from tests.store.samples import AT, opening, write
from tests.store.victims import DUE, desk_at

PROCESSES, CASES = 4, 200
MINUTE = timedelta(minutes=1)


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    made = Nursery(tmp_path)
    yield made
    made.close()


def test_what_is_due_is_claimed_once_earliest_first(store: Store) -> None:
    late = AT + timedelta(hours=1)
    write(store, opening("c1", next_moment=late), opening("c2", next_moment=AT), opening("c3"))
    write(store, opening("c4", next_moment=late + MINUTE), opening("c5", next_moment=AT))
    assert store.claim(late, 2, worker="a", until=late + MINUTE) == ("c2", "c5")
    assert store.claim(late, 9, worker="b", until=late + MINUTE) == ("c1",)
    assert store.claim(late, 9, worker="a", until=late + MINUTE) == ()


def test_a_worker_gives_back_its_own_claims_only(store: Store) -> None:
    write(store, opening("c1", next_moment=AT), opening("c2", next_moment=AT))
    until = AT + MINUTE
    store.claim(AT, 1, worker="a", until=until)
    store.claim(AT, 1, worker="b", until=until)
    store.release("a")
    assert store.claim(AT, 9, worker="c", until=until) == ("c1",)


def test_a_claim_lapses(store: Store) -> None:
    write(store, opening("c1", next_moment=AT))
    store.claim(AT, 9, worker="killed", until=AT + MINUTE)
    just_before = AT + timedelta(seconds=59)
    assert store.claim(just_before, 9, worker="b", until=just_before + MINUTE) == ()
    assert store.claim(AT + MINUTE, 9, worker="b", until=AT + 2 * MINUTE) == ("c1",)


def test_a_claim_of_a_clock_that_ran_ahead_keeps_nobody_away(store: Store) -> None:
    ahead = AT + timedelta(days=30)
    write(store, opening("c1", next_moment=AT))
    store.claim(ahead, 9, worker="a", until=ahead + MINUTE)
    assert store.claim(AT, 9, worker="b", until=AT + MINUTE) == ("c1",)


@pytest.fixture
def town(tmp_path: Path, store: Store) -> Desk:
    return open_front(tmp_path, store, deadlines=DEADLINE, escalations=LADDER).desk


def test_a_sweep_takes_more_than_one_claim_and_gives_all_back(town: Desk) -> None:
    for n in range(AT_ONCE + 3):
        town.open_case("town", "note", HELP, actor=None, token=str(n))
    town.now.at = DUE  # type: ignore[attr-defined]
    assert town.tick(limit=AT_ONCE + 2) == AT_ONCE + 2
    assert town.store.claim(DUE, 9, worker="x", until=DUE + LEASE) != ()


@pytest.mark.parametrize("cases", [24, pytest.param(CASES, marks=pytest.mark.full)])
def test_processes_share_the_due_cases(sql: SqlStore, url: str, tmp_path: Path, nursery: Nursery, cases: int) -> None:
    front = open_front(tmp_path, sql, deadlines=DEADLINE, escalations=LADDER)
    for n in range(cases):
        front.file(str(n))
    workers = [nursery.victim("sweep", url, home=str(tmp_path)) for _ in range(PROCESSES)]
    assert [worker.line() for worker in workers] == ["ready"] * PROCESSES
    touched = [int(worker.rest()[-1]) for worker in workers]
    assert sum(touched) == cases, "a case was skipped, or two processes wrote the same step"
    assert sql.due(DUE, 1) == ()
    for row in sql.rows("town"):
        assert sorted(steps_taken(sql, row.id).values()) == [1, 1], row.id
    whole(sql, "town")


def test_what_one_process_publishes_and_notes_another_sees_at_once(sql: SqlStore, url: str, tmp_path: Path) -> None:
    """Two processes of the app: rules, people, sessions and drafts are read where they are kept."""
    front = open_front(tmp_path, sql)
    other = SqlStore(url)
    desk = desk_at(url, tmp_path, AT, other)
    before = desk.rules.in_force("town", AT)
    front.home.joinpath("rules", "town.yaml").write_text(
        front.home.joinpath("rules", "town.yaml").read_text(encoding="utf-8").replace("小镇办法", "小镇新办法"),
        encoding="utf-8",
    )
    published = front.publish(from_=AT.date())
    assert before != published
    assert desk.rules.in_force("town", AT) == published
    session = Session("s", "zhang", AT, AT)
    sql.put_session(session)
    assert other.session("s") == session
    sql.drop_session("s")
    assert other.session("s") is None
    other.close()
