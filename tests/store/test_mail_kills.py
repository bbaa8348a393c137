"""The process that sends mail killed on the way: every letter goes out at least once, one that goes out twice
bears the same Message-ID, none waits for ever, and no step of a ladder is taken twice.

These kills are among the twenty and the two hundred of `test_kills`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.casework.notices import Notice
from engine.delivery.mail import message_id
from engine.delivery.settings import MailSettings
from engine.store.sql import SqlStore
from tests.store.due_town import CASES
from tests.store.killing import Nursery, Victim, steps_taken, times, whole
from tests.store.postbox import Postbox, serving
from tests.store.victims import after_the_mail_lease, desk_at, work_off

LETTERS = 3 * CASES
"""For each case a reminder to the head and to the clerk of the office, and a report to the body above."""


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with serving() as box:
        yield box


@pytest.fixture
def reluctant() -> Iterator[Postbox]:
    """A server that puts every letter off once."""
    with serving(later=True) as box:
        yield box


def _sent_at(victim: Victim, address: str, town: Path, box: Postbox) -> tuple[Notice, ...]:
    """What another process brings to its end once the lease has lapsed. Fails unless every letter was taken,
    every notice is marked as sent, and every step was taken once."""
    victim.rest()
    store = SqlStore(address)
    work_off(desk_at(address, town, after_the_mail_lease(), store), box.port)
    sent = store.mails("sent", limit=999)
    assert (store.outbox(), store.mails("waiting", limit=9), store.mails("failed", limit=9)) == ((), (), ())
    assert len(sent) == LETTERS
    settings = MailSettings("127.0.0.1", box.port, "none", "office@example.org")
    assert set(box.taken) == {message_id(notice, settings) for notice in sent}
    for row in store.rows("town"):
        assert sorted(steps_taken(store, row.id).values()) == [1, 1], row.id
    whole(store, "town")
    store.close()
    return sent


@pytest.mark.parametrize(("point", "twice"), [("after-mail-claim", 0), ("after-mail-answer", 1)])
@pytest.mark.parametrize("seed", times("mail", 1, 20))
def test_a_letter_is_sent_once_more_under_its_message_id_only_when_the_mark_is_missing(
    nursery: Nursery, due_cases: str, town: Path, postbox: Postbox, record: Callable[[str], None],
    point: str, twice: int, seed: int,
) -> None:  # fmt: skip
    """Killed before the server was asked, nothing was sent; killed after its yes, one letter comes twice."""
    crash_at = f"{point}:{1 + seed % LETTERS}"
    victim = nursery.victim("post", due_cases, home=str(town), port=postbox.port, crash_at=crash_at)
    _sent_at(victim, due_cases, town, postbox)
    assert victim.crashed_at == point
    record(point)
    assert postbox.taken.total() == LETTERS + twice


@pytest.mark.parametrize(("point", "twice"), [
    pytest.param("after-mail-claim", 0, marks=pytest.mark.full), ("after-mail-answer", 1),
])  # fmt: skip
@pytest.mark.parametrize("seed", times("again", 1, 20))
def test_a_letter_that_was_put_off_is_not_lost_with_who_tries_it_again(
    nursery: Nursery, due_cases: str, town: Path, reluctant: Postbox, record: Callable[[str], None],
    point: str, twice: int, seed: int,
) -> None:  # fmt: skip
    crash_at = f"{point}:{LETTERS + 1 + seed % LETTERS}"  # every letter was put off by then
    victim = nursery.victim("post", due_cases, home=str(town), port=reluctant.port, crash_at=crash_at)
    sent = _sent_at(victim, due_cases, town, reluctant)
    assert victim.crashed_at == point
    record(f"{point}, retry")
    assert reluctant.taken.total() == LETTERS + twice
    assert sorted(n.tries for n in sent) == [2] * (LETTERS - 1) + [3]


@pytest.mark.parametrize("seed", times("anywhere", 1, 20))
def test_a_sender_killed_at_random_loses_no_letter(
    nursery: Nursery, due_cases: str, town: Path, postbox: Postbox, record: Callable[[str], None], seed: int
) -> None:
    rng = random.Random(seed)
    victim = nursery.victim("post", due_cases, home=str(town), port=postbox.port)
    postbox.wait_for(rng.randrange(1, LETTERS))
    for _ in range(rng.randrange(3000)):
        victim.pid.bit_length()
    victim.kill()
    _sent_at(victim, due_cases, town, postbox)
    record("mail, random")
    assert LETTERS <= postbox.taken.total() <= LETTERS + 1
