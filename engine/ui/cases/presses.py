"""What a session knows of its presses on one case.

Streamlit ends a page's script at its next call when another click comes, and begins the next one beside it.
So this is plain memory: once the Desk has answered, its answer is noted before any Streamlit call, under a
lock that the next script waits for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import streamlit as st

from engine.casework.desk import Acted
from engine.casework.requests import Refused
from engine.ui.filling.filling import Filling
from engine.ui.runtime import office

_THIS_RUN = threading.local()
"""The press that began this run: its callback and its page are one thread, and the next click is another."""


@dataclass
class Presses:
    """`acted` are the numbers of the events after which this session acted; `done` is the last act: the
    number of the case's last event after it, and what to say. `seen` is the last event of the last page, `told`
    that of which somebody was told that it is news. `filling` is the form that was drawn last."""

    acted: set[int] = field(default_factory=set)
    done: tuple[int, str] = (0, "")
    filling: Filling | None = None
    put_away: Filling | None = None
    seen: int = 0
    told: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def out_of_date(self, case: str, now: int) -> bool:
        """Whether somebody else has worked on the case since this session pressed, or since it drew the form
        that stands half filled in; as long as nothing else has happened, or is pressed, since then.

        The second half of a double click is not out of date: what it asked for was done by the first.
        """
        pressed = _pressed(case)
        with self.lock:
            begun = self.filling is not None and not self.filling.sent and not self.filling.is_empty()
            before = pressed if pressed is not None else (self.seen or now) if begun else now
            if before != now and before not in self.acted:
                self.told = now
            elif pressed == now:
                self.told = 0
            self.seen = now
            return self.told == now

    def left(self, asked: Collection[str]) -> Filling | None:
        """The form that was drawn last for something that is not asked any more, where it was not sent."""
        if self.filling is not None and self.filling.form not in asked:
            self.put_away = self.filling
        left = self.put_away
        return None if left is None or left.sent or left.is_empty() else left

    def act(self, filling: Filling, seen: int, said: str, do: Callable[[], Acted | Refused]) -> Acted | Refused:
        """Ask the Desk, note what it did, and forget the draft. `seen` is the number of the last event on the page."""
        with self.lock, filling.lock:
            done = do()
            if isinstance(done, Acted):
                self.acted.add(seen)
                self.done = (done.case.seq, said)
                filling.sent = True
                office().store.drop_draft(filling.id)
            return done


def of(case: str) -> Presses:
    """Those of this session on a case."""
    found: Presses = st.session_state.setdefault(f"presses:{case}", Presses())
    return found


def press(filling: Filling, case: str, seen: int) -> None:
    """Somebody pressed the button of a page that was drawn when this was the case's last event."""
    filling.tried = True
    _THIS_RUN.press = (case, seen)


def _pressed(case: str) -> int | None:
    where, seen = getattr(_THIS_RUN, "press", ("", 0))
    if where != case:
        return None
    del _THIS_RUN.press
    return int(seen)
