"""Turns under one name: one after another, names apart, and nothing left behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.accounts import turns
from engine.accounts.turns import turn
from engine.casework.ports import Store


def test_only_one_at_a_time_is_alone_with_a_name(store: Store) -> None:
    inside: list[int] = []

    def act(n: int) -> int:
        with turn(store, "zhang") as come:
            assert come
            inside.append(n)
            there = len(inside)
            inside.remove(n)
            return there

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(act, range(200))) == {1}
    assert turns._COME == {}


def test_who_waited_in_vain_is_told_and_takes_nobodys_turn(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0)
    with turn(store, "zhang") as first, turn(store, "zhang") as second, turn(store, "li") as other:
        assert (first, second, other) == (True, False, True)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(_comes, store).result() is False
    assert _comes(store)
    assert turns._COME == {}


def _comes(store: Store) -> bool:
    with turn(store, "zhang") as come:
        return come
