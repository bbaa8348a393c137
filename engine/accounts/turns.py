"""Whose turn it is: tries under one name are judged one after another in a process.

Somebody who presses ten times is so let in ten times, instead of standing in his own way: what bounds guesses
(places in the store, over all processes) would send the sixth away. Bounds nothing itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from engine.casework.ports import Store

PATIENCE = 5.0
"""Seconds that a try waits for those before it."""
_GUARD = threading.Lock()
_COME: dict[tuple[int, str], tuple[threading.Lock, int]] = {}
"""The lock of each name that somebody tries or waits to try, and how many they are."""


@contextmanager
def turn(store: Store, name: str) -> Iterator[bool]:
    """Be alone with a name of a store in this process; False when that was waited for in vain."""
    key = (id(store), name)
    lock = _joined(key)
    come = lock.acquire(timeout=PATIENCE)
    try:
        yield come
    finally:
        if come:
            lock.release()
        _left(key)


def _joined(key: tuple[int, str]) -> threading.Lock:
    with _GUARD:
        lock, there = _COME.get(key) or (threading.Lock(), 0)
        _COME[key] = (lock, there + 1)
    return lock


def _left(key: tuple[int, str]) -> None:
    with _GUARD:
        lock, there = _COME.pop(key)
        if there > 1:
            _COME[key] = (lock, there - 1)
