"""Cases are folded on from where they were known, and are never older than the store."""

from __future__ import annotations

import pytest

from engine.casework.desk.folding import Folding
from engine.casework.evolution import fold
from engine.casework.ports import Store, UnknownCase
from tests.casework.conftest import Open


def test_a_case_is_the_same_whether_folded_on_or_from_its_beginning(front: Open) -> None:
    here = front()
    here.file()
    known = Folding(here.store)
    first = known.of(here.id)
    here.assign()
    later = known.of(here.id)
    assert later.case == fold(here.id, here.store.events(here.id))
    assert later.events == here.store.events(here.id)
    assert later.events[: len(first.events)] == first.events


def test_nothing_new_gives_the_very_same_value(front: Open) -> None:
    here = front()
    here.file()
    known = Folding(here.store)
    assert known.of(here.id) is known.of(here.id)


def test_a_case_that_is_unknown_is_unknown(store: Store) -> None:
    with pytest.raises(UnknownCase):
        Folding(store).of("nobody's")


def test_at_most_so_many_cases_are_kept(front: Open) -> None:
    here = front()
    known = Folding(here.store, most=1)
    here.file("a")
    first = known.of(here.id)
    one = here.id
    here.file("b")
    known.of(here.id)
    again = known.of(one)
    assert again == first
    assert again is not first


def test_another_database_in_its_place_is_read_anew(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    here = front()
    here.file()
    known = Folding(here.store)
    known.of(here.id)
    asked = here.store.events_after(here.id, 0, "")
    assert asked is not None
    monkeypatch.setattr(
        here.store, "events_after", lambda case, seq, hash_: None if seq else (asked[0][:2], "another-hash")
    )
    assert known.of(here.id).case == fold(here.id, here.store.events(here.id)[:2])


@pytest.mark.parametrize("seq", [1, 3])
def test_a_hash_that_the_store_has_not_is_answered_with_nothing(front: Open, seq: int) -> None:
    here = front()
    here.file()
    assert here.store.events_after(here.id, seq, "no such hash") is None


def test_events_after_one_are_those_behind_it(front: Open) -> None:
    here = front()
    here.file()
    links = here.store.links(here.id)
    found = here.store.events_after(here.id, 2, links[1].hash)
    assert found == (here.store.events(here.id)[2:], links[-1].hash)
