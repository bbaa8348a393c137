"""How far localities are from each other."""

from __future__ import annotations

from typing import Any

from engine.compare.alignment import aligned
from engine.compare.distances import distances
from engine.compare.findings import Compared
from engine.compare.items import Item

Said = dict[str, Any]


def rows(*localities: Said) -> list[Compared]:
    """Localities that say something under each key."""
    items = [
        [Item("deadlines", k, f"deadlines.{k}", None, None, {"limit": v}) for k, v in said.items()]
        for said in localities
    ]
    return [Compared(r, (), (), frozenset(), (), ()) for r in aligned(items)]


def test_what_is_said_otherwise_or_not_at_all_counts_once_for_each_thing() -> None:
    found = distances(rows({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"a": 1}))
    assert found == ((0, 1, 1), (1, 0, 1), (1, 1, 0))


def test_two_that_lack_the_same_thing_do_not_differ_in_it() -> None:
    assert distances(rows({"a": 1}, {"b": 1}, {"b": 1}))[1][2] == 0


def test_without_rows_there_is_nothing_to_tell() -> None:
    assert distances([]) == ()
