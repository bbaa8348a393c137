"""How the app looks: one style sheet, sent with every page.

Words of Streamlit's own that cannot be set (the uploader's, an empty date's) are replaced here.
"""

from __future__ import annotations

from functools import cache

import streamlit as st

from engine.i18n import text
from engine.ui.sheets import accounts, files, narrow, parts, widgets
from engine.ui.words import lang

_SHEET = widgets.SHEET + parts.SHEET + files.SHEET + accounts.SHEET + narrow.SHEET
_WORDS = {
    "UPLOAD": "files.choose",
    "TITLE": "app.brand",
    "TOO-LARGE": "files.too-large",
    "MENU": "app.menu",
    "SKIP": "app.skip",
    "NO-LINE": "app.no-line",
    "NO-LINE-WORDS": "app.no-line-words",
    "AS-TYPED": "form.as-typed",
    "NO-RESULTS": "form.no-results",
    "YEAR": "form.year",
    "MONTH": "form.month",
    "DAY": "form.day",
}
"""What stands in the sheet, and the sentence that takes its place."""


def inject() -> None:
    """Send the style sheet with this page."""
    st.html(_in(lang()))


@cache
def _in(language: str) -> str:
    sheet = _SHEET
    for place, key in _WORDS.items():
        sheet = sheet.replace(f'content: "{place}"', f'content: "{text(f"ui.{key}", language)}"')
    return f"<style>{sheet}</style>"
