"""How the app looks: one style sheet, sent with every page.

Words of Streamlit's own that cannot be set (the uploader's, an empty date's) are replaced here.
"""

from __future__ import annotations

import streamlit as st

from engine.ui.sheets import accounts, files, narrow, parts, widgets
from engine.ui.words import say

_SHEET = widgets.SHEET + parts.SHEET + files.SHEET + accounts.SHEET + narrow.SHEET
_WORDS = {
    "UPLOAD": "files.choose",
    "TITLE": "app.brand",
    "TOO-LARGE": "files.too-large",
    "MENU": "app.menu",
    "AS-TYPED": "form.as-typed",
    "NO-RESULTS": "form.no-results",
    "YEAR": "form.year",
    "MONTH": "form.month",
    "DAY": "form.day",
}
"""What stands in the sheet, and the sentence that takes its place."""


def inject() -> None:
    """Send the style sheet with this page."""
    sheet = _SHEET
    for place, key in _WORDS.items():
        sheet = sheet.replace(f'content: "{place}"', f'content: "{say(key)}"')
    st.html(f"<style>{sheet}</style>")
