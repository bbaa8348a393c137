"""Addresses of the pages, and what may stand in them."""

from __future__ import annotations

import re

import streamlit as st

(
    FOLLOW, SIGN_IN, WORK, CASE, REGISTER, RULES, HEALTH, CLOCK, FORMS, DUTIES, METRICS, VERSIONS, NOTICES, COMPARE,
    ACCOUNT, LOST,
) = (
    "follow", "sign-in", "work", "case", "register", "rules", "health", "clock", "forms", "duties", "metrics",
    "versions", "notices", "compare", "account", "lost",
)  # fmt: skip
PAGES = frozenset((
    FOLLOW, SIGN_IN, WORK, CASE, REGISTER, RULES, HEALTH, CLOCK, FORMS, DUTIES, METRICS, VERSIONS, NOTICES, COMPARE,
    ACCOUNT, LOST,
))  # fmt: skip
"""Every page but the first, which has no word of its own."""
ID = re.compile(r"[A-Za-z0-9_-]{4,64}")


def link(path: str, label: str, **query: str) -> None:
    """A link to a page, with what stands in its address. Streamlit knows a page by its path; the pages that
    are drawn hold what their run has read, and so are not kept for the next."""
    st.page_link(st.Page(_drawn_by_the_menu, title=path, url_path=path), label=label, query_params=query)


def _drawn_by_the_menu() -> None:
    """A link's page is never drawn; that of the menu is."""


def given(name: str) -> str | None:
    """A word from the address when it looks like an id; anything else is as if it were not there."""
    value = st.query_params.get(name, "")
    return value if ID.fullmatch(value) else None


def remember(name: str, value: str | None) -> None:
    """Put a word into the address, or take it out."""
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
