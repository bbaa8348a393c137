"""Work that is kept between two runs of the page: a few comparisons at a time, by digests of what was compared.

The values are frozen, so one copy serves every session.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date

import streamlit as st

from engine.compare.behaviour import compare_two
from engine.compare.distances import Distances, distances
from engine.compare.findings import Compared, Comparison, Pair, Side
from engine.compare.localities import side_by_side
from engine.ui.comparing.sides import Chosen
from engine.ui.words import lang
from engine.views.comparison.page import ComparisonView, PairView
from engine.views.comparison.pairs import view_of

_ONE_AT_A_TIME = threading.Lock()
"""A comparison takes seconds of one processor; several at once would slow down everybody's pages."""


def matrix(chosen: Sequence[Chosen]) -> ComparisonView:
    """Concepts × localities in the session's language, without pairs."""
    return _matrix(tuple(c.mark for c in chosen), lang(), [c.side for c in chosen])


def far(chosen: Sequence[Chosen]) -> tuple[Distances, int]:
    """In how many things any two differ, and of how many."""
    rows = _rows(tuple(c.mark for c in chosen), [c.side for c in chosen])
    return distances(rows), len(rows)


def pair(here: Chosen, there: Chosen, day: date) -> PairView:
    """What one does otherwise than the other with cases that begin on a day, in the session's language."""
    return _pair((here.mark, there.mark), day, lang(), [here.side, there.side])


@st.cache_resource(max_entries=8, show_spinner=False)
def _rows(marks: tuple[str, ...], _sides: Sequence[Side]) -> tuple[Compared, ...]:
    del marks
    with _ONE_AT_A_TIME:
        return side_by_side(_sides)


@st.cache_resource(max_entries=8, show_spinner=False)
def _matrix(marks: tuple[str, ...], speaks: str, _sides: Sequence[Side]) -> ComparisonView:
    return view_of(Comparison(tuple(_sides), _rows(marks, _sides), ()), speaks)


@st.cache_resource(max_entries=32, show_spinner=False)
def _found(marks: tuple[str, str], day: date, _sides: Sequence[Side]) -> Pair:
    del marks
    with _ONE_AT_A_TIME:
        return compare_two(_sides[0], _sides[1], day)


@st.cache_resource(max_entries=32, show_spinner=False)
def _pair(marks: tuple[str, str], day: date, speaks: str, _sides: Sequence[Side]) -> PairView:
    found = _found(marks, day, _sides)
    return view_of(Comparison(tuple(_sides), (), (found,)), speaks).pairs[0]
