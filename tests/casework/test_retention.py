"""The term of keeping: who is listed, what is erased, and that everything else stays and is provable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.casework.ports import StaleCase, Store
from engine.casework.requests import Refused
from engine.casework.upkeep.retention import PreviewOutdated, Retaining
from engine.policy.calendar import Calendar
from engine.policy.definitions import Counting, Retention
from engine.policy.forms import Text
from engine.policy.limits import parse_limit
from engine.policy.retention import erasable_from
from engine.store.auditing.chains import verify
from engine.store.memory.store import MemoryStore
from engine.store.sql import SqlStore
from tests.casework.conftest import Open
from tests.casework.front import Front
from tests.casework.small import at

NAME = "欧阳慕白"
TERM = "after_closing: 1 month"
PLAIN = Calendar("plain", Text("平日", "Plain"), "Asia/Shanghai")


def closed(front: Open, term: str = TERM) -> Front:
    """A case of somebody with a name, answered and closed on 5 January."""
    town = front(**({"retention": term} if term else {}))
    town.file(identity="real-name", name=NAME, contact="13857412345")
    town.assign()
    assert town.do("answer.sent", "wang", opinion="已修") is None
    return town


def retaining(town: Front) -> Retaining:
    assert isinstance(town.store, MemoryStore | SqlStore)
    return Retaining(town.desk, town.store, frozenset)


def test_a_case_is_listed_from_the_day_after_its_term(front: Open) -> None:
    town = closed(front)
    kept = retaining(town)
    town.clock.at = at("02-05 23:59")
    assert kept.preview("town").cases == ()
    town.clock.at = at("02-06 00:00")
    (found,) = kept.preview("town").cases
    assert (found.closed, found.since, found.fields) == (date(2026, 1, 5), date(2026, 2, 6), ("contact", "name"))


def test_erasing_leaves_the_record_whole_and_the_chain_unbroken(front: Open, store: Store) -> None:
    town = closed(front)
    before = store.events(town.id)
    town.clock.at = at("03-02 09:00")
    kept = retaining(town)
    kept.apply("town", kept.preview("town").mark)
    assert dict(store.identity(town.id)) == {}
    *old, last = store.events(town.id)
    assert (tuple(old), last.kind, last.data["fields"]) == (before, "identity-erased", ["contact", "name"])
    assert (last.reasons[0].path, last.actor, NAME in repr(last)) == ("retention", None, False)
    assert verify(store, "town") == ()
    assert kept.preview("town").cases == ()


def test_after_erasing_there_is_nothing_to_unseal(front: Open) -> None:
    town = closed(front)
    town.clock.at = at("03-02 09:00")
    kept = retaining(town)
    kept.apply("town", kept.preview("town").mark)
    found = town.desk.unseal(town.id, "huang", "复查需要")
    assert isinstance(found, Refused) or dict(found) == {}


def test_nothing_is_erased_on_another_list_than_was_seen(front: Open, store: Store) -> None:
    town = closed(front)
    kept = retaining(town)
    early = kept.preview("town").mark
    town.clock.at = at("03-02 09:00")
    with pytest.raises(PreviewOutdated):
        kept.apply("town", early)
    assert sorted(store.identity(town.id)) == ["contact", "name"]


def test_whoever_dies_before_the_ciphertext_is_gone_is_followed_by_another(
    front: Open, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = closed(front)
    town.clock.at = at("03-02 09:00")
    kept = retaining(town)

    def die(_: str) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(store, "erase_identity", die)
        with pytest.raises(KeyboardInterrupt):
            kept.apply("town", kept.preview("town").mark)
    assert "identity-erased" in town.kinds()
    kept.apply("town", kept.preview("town").mark)
    assert (dict(store.identity(town.id)), verify(store, "town")) == ({}, ())


def test_an_open_case_keeps_its_identity(front: Open) -> None:
    town = front(retention=TERM)
    town.file(identity="real-name", name=NAME, contact="13857412345")
    town.clock.at = at("2027-01-05 09:00")
    assert retaining(town).preview("town").cases == ()


def test_a_case_written_to_meanwhile_is_not_erased(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    town = closed(front)
    town.clock.at = at("03-02 09:00")
    kept = retaining(town)
    mark = kept.preview("town").mark
    monkeypatch.setattr(town.desk, "note", lambda *_: (_ for _ in ()).throw(StaleCase("somebody was first")))
    with pytest.raises(StaleCase):
        kept.apply("town", mark)
    assert sorted(town.store.identity(town.id)) == ["contact", "name"]


def test_without_a_term_nothing_is_ever_listed(front: Open) -> None:
    town = closed(front, term="")
    town.clock.at = at("2046-01-05 09:00")
    seen = retaining(town).preview("town")
    assert (seen.term, seen.cases) == (None, ())


def test_the_ciphertext_is_gone_from_the_file(front: Open, store: Store, tmp_path: Path) -> None:
    town = closed(front)
    sealed = store.identity(town.id)["name"]
    if not isinstance(store, SqlStore):
        return
    held = [p for p in tmp_path.glob("town.db*") if sealed in p.read_bytes()]
    assert held
    town.clock.at = at("03-02 09:00")
    kept = retaining(town)
    kept.apply("town", kept.preview("town").mark)
    assert [p for p in tmp_path.glob("town.db*") if sealed in p.read_bytes()] == []


@pytest.mark.parametrize(
    ("term", "closed_on", "since"),
    [
        ("5 years", date(2024, 2, 29), date(2029, 3, 1)),
        ("1 month", date(2026, 1, 31), date(2026, 3, 1)),
        ("30 days", date(2026, 1, 1), date(2026, 2, 1)),
        ("1 working day", date(2026, 1, 2), date(2026, 1, 6)),
    ],
)
def test_the_first_day_on_which_identity_is_kept_no_longer(term: str, closed_on: date, since: date) -> None:
    limit = parse_limit(term)
    assert limit is not None
    assert erasable_from(Retention(limit), closed_on, PLAIN, Counting()) == since
