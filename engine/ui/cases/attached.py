"""The files of a case on its page: each with a small picture of itself or its first words, and its name to get it.

Everything goes through the guarded routes; what is drawn here already stands on a page of the case.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from engine.casework.files.withheld import Withheld
from engine.ui.plain import html_text, tag
from engine.ui.previews.asking import beginning, kind_of
from engine.ui.shelf import StoreShelf
from engine.ui.words import say


def draw(case: str, ids: Sequence[str], erased: Collection[str], shelf: StoreShelf) -> None:
    """All of them, in this order; of those that were erased as ruled or are withheld, that they are. Nothing where
    there are none."""
    there = [id_ for id_ in ids if id_ not in erased]
    if not ids:
        return
    names, withheld = shelf.names(there), shelf.withheld(there)
    files = "".join(
        _gone(id_) if id_ in erased
        else _withheld(names[id_], withheld[id_]) if id_ in withheld
        else _file(case, id_, names[id_], shelf)
        for id_ in ids
    )  # fmt: skip
    st.html(f'<ul class="bh-files">{files}</ul>')


def _gone(id_: str) -> str:
    return f"<li>{tag('p', say('files.erased'))}{tag('p', say('files.hash', hash=id_[:12]))}</li>"


def _withheld(name: str, why: Withheld) -> str:
    said = tag("p", say("files.withheld", found=why.found), css="bh-problem")
    return f"<li>{tag('p', name, css='bh-file')}{said}</li>"


def _file(case: str, id_: str, name: str, shelf: StoreShelf) -> str:
    place = f"/files/{case}/{id_}"
    link = tag("a", name, href=place, target="_self", css="bh-file")
    kind = kind_of(name)
    if kind == "text":
        return f"<li>{link}{_words(id_, shelf)}</li>"
    if kind is None:
        return f"<li>{link}{tag('p', say('files.no-preview'))}</li>"
    return f"<li>{_picture(f'{place}/preview', say(f'files.preview-{kind}', name=name))}{link}</li>"


def _picture(place: str, alt: str) -> str:
    """Fetched when it comes into view; larger at a click."""
    inside = f'<img src="{html_text(place)}" alt="{html_text(alt)}" loading="lazy">'
    return f'<a class="bh-thumb" href="{html_text(place)}" target="_blank" rel="noopener">{inside}</a>'


def _words(id_: str, shelf: StoreShelf) -> str:
    found = shelf.open(id_)
    words, whole = beginning(found[1]) if found else ("", True)
    more = "" if whole else tag("p", say("files.preview-more"))
    shown = tag("pre", words, tabindex="0", role="region", aria_label=say("files.preview-text"))  # it scrolls by keys
    return f"<details>{tag('summary', say('files.preview-text'))}{shown}{more}</details>"
