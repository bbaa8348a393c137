"""Long lists, a page at a time, so that no more is sent than is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from engine.ui.words import say

T = TypeVar("T")


def part(found: Sequence[T], size: int, key: str) -> Sequence[T]:
    """The part that is shown now; a list to choose from where there is more than one."""
    pages = max(1, -(-len(found) // size))
    if pages == 1:
        return found
    chosen = st.selectbox(
        say("compare.page"), range(pages), key=f"{key}-{pages}",
        format_func=lambda n: say("compare.page-of", first=n * size + 1, last=min((n + 1) * size, len(found)),
                                  all=len(found)),
    )  # fmt: skip
    first = (chosen or 0) * size
    return found[first : first + size]
