"""A bar while many rule sets are read: the first reading of each takes a second or more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from engine.ui.words import say


@contextmanager
def told(count: int) -> Iterator[Callable[[int], object]]:
    """A function that is told how many of `count` have been read; the bar goes when all are."""
    bar = st.empty()

    def advance(done: int) -> None:
        bar.progress(done / count, say("compare.reading-of", number=done + 1, all=count))

    try:
        yield advance
    finally:
        bar.empty()
