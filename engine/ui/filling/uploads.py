"""Files that people attach: copied into the store the moment they arrive, listed from there.

The browser's own checks (type, size) are not enforced by the server, so they are made again here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import streamlit as st

from engine.casework.files.attachments import named_in_answers
from engine.casework.files.called import stand_in
from engine.casework.files.contents import KINDS, MOST_BYTES, flaw_of, media_type_of, refusal_of
from engine.casework.files.drafted import Sent
from engine.casework.files.names import plain_name
from engine.casework.files.room import MEGABYTE
from engine.policy.forms import Field
from engine.ui.filling import scanned
from engine.ui.filling.filling import Filling
from engine.ui.filling.pictures import UnreadablePicture, without_traces
from engine.ui.plain import escape, tag
from engine.ui.runtime import limits_on_files, wall_clock
from engine.ui.visitors import address, rates
from engine.ui.words import lang, say

MOST_FILES = 20
_MEGABYTES = MOST_BYTES // MEGABYTE
MOST_ON_CASE = 60
"""Over all questions of a form together."""


class Shelf(Protocol):
    """Where files are kept."""

    def now(self) -> datetime:
        """When it is."""

    def keep(self, media_type: str, content: bytes) -> str:
        """Keep a file; the id under which it is found again."""

    def why_full(self, ids: Collection[str], more: int) -> str | None:
        """Why so many bytes more are not taken beside these files: `case-full`, `no-room`."""

    def gone(self, ids: Collection[str]) -> frozenset[str]:
        """Those of these files that are not kept any more: the draft that named them had its time."""


class Upload(Protocol):
    """What the browser sent."""

    name: str
    size: int


@dataclass(frozen=True)
class Refusal:
    """Why a file was not taken: `code` has a message `ui.files.<code>`."""

    code: str
    name: str


def why_not(name: str, size: int) -> Refusal | None:
    """What is wrong with a file, or None."""
    code = refusal_of(name, size)
    return Refusal(code, plain_name(name)) if code else None


def draw(f: Field, filling: Filling, shelf: Shelf, *, required: bool) -> None:
    """The files kept so far, each removable, and a place to add more."""
    kept: list[str] = list(filling.answers.get(f.key) or [])
    most = f.at_most or MOST_FILES
    key = filling.key(f"{f.key}-upload-{filling.uploads}")
    words = say("comma").join(k for k in KINDS if k != "jpeg")
    st.file_uploader(
        escape(f.label.in_(lang())) + say("form.required" if required else "form.optional"),
        key=key, accept_multiple_files=True, disabled=len(kept) >= most,
        on_change=_take, args=(f, filling, shelf, key),
    )  # fmt: skip
    st.caption(say("files.limits", most=most, size=_MEGABYTES, kinds=words) + say("files.no-traces"))
    for refusal in st.session_state.get(f"{filling.key(f.key)}-refused", ()):
        st.html(tag("p", _said(refusal), css="bh-problem", role="alert"))
    gone = shelf.gone(kept) | filling.lost()
    for id_ in kept:
        _listed(f, filling, id_, gone=id_ in gone)


def _said(refusal: Refusal) -> str:
    """Why a file was not taken, with the limit that it met."""
    limits = limits_on_files()
    case, day = limits.per_case // MEGABYTE, limits.per_day // MEGABYTE
    return say(f"files.{refusal.code}", name=refusal.name, size=_MEGABYTES, case=case, day=day)


def _listed(f: Field, filling: Filling, id_: str, *, gone: bool) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    if gone:
        left.html(tag("p", say("files.gone"), css="bh-problem", role="alert"))
    else:
        left.html(tag("p", filling.files[id_].name or stand_in(id_), css="bh-file"))
    right.button(
        say("files.drop"), key=filling.key(f"{f.key}-drop", id_[:12]), type="tertiary",
        on_click=_drop, args=(f, filling, id_),
    )  # fmt: skip


def _take(f: Field, filling: Filling, shelf: Shelf, key: str) -> None:
    """Copy what was just uploaded into the store and let Streamlit forget it."""
    kept: list[str] = list(filling.answers.get(f.key) or [])
    refused: list[Refusal] = []
    for upload in st.session_state.get(key) or []:
        refusal = why_not(upload.name, upload.size)
        refusal = refusal or _no_more(f, filling, shelf, kept, upload)
        done = refusal or keep(upload.name, upload.getvalue(), shelf)
        if isinstance(done, Refusal):
            refused.append(done)
        else:
            kept += [] if done in kept else [done]
            filling.files[done] = Sent(plain_name(upload.name), shelf.now())
    filling.answers[f.key] = kept
    filling.uploads += 1
    st.session_state[f"{filling.key(f.key)}-refused"] = tuple(refused)


def _no_more(f: Field, filling: Filling, shelf: Shelf, kept: list[str], upload: Upload) -> Refusal | None:
    """Whether there is room for one more file, by number, by time and by size."""
    name, on_case = plain_name(upload.name), _on_case(filling, f, kept)
    if len(kept) >= (f.at_most or MOST_FILES) or len(on_case) >= MOST_ON_CASE:
        return Refusal("many", name)
    if not rates().allowed("upload", address(), wall_clock()):
        return Refusal("often", name)
    if full := shelf.why_full(on_case, upload.size):
        return Refusal(full, name)
    if not rates().sends(address(), upload.size, wall_clock(), per_day=limits_on_files().per_day):
        return Refusal("day-full", name)
    return None


def _on_case(filling: Filling, f: Field, kept: list[str]) -> frozenset[str]:
    """Files of the whole form so far."""
    return named_in_answers({**filling.answers, f.key: kept})


def keep(written: str, content: bytes, shelf: Shelf) -> str | Refusal:
    """Into the store, pictures without what the camera wrote into them; the refusal of a
    file that is not what it is named, that does more than being read, or that the scanner does not let through."""
    name = plain_name(written)
    flaw = flaw_of(name, content) or scanned.why_not(content)
    if flaw is not None:
        return Refusal(flaw, name)
    try:
        return shelf.keep(media_type_of(name), without_traces(name, content))
    except UnreadablePicture:
        return Refusal("picture", name)


def _drop(f: Field, filling: Filling, id_: str) -> None:
    filling.answers[f.key] = [i for i in filling.answers.get(f.key, []) if i != id_] or None
    if id_ not in named_in_answers(filling.answers):
        filling.files.pop(id_, None)
