"""What is still wrong on a form: named together at its button, where each name is a link to its question.

The button stands at the foot of the window and the question may be screens above it, so a mark at the
question alone would not be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from engine.policy.answers import AnswerProblem
from engine.policy.forms import Field
from engine.ui.plain import escape, tag
from engine.ui.words import lang, say

_NAMED = 5
"""So many are named; the window of a phone must keep room for the form."""

_IN_ROW = 3
"""Parts of the path of a question in a row: group, row and key."""

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Amiss:
    """A question to be mended: `place` is the id of the mark before it, `label` what it is called."""

    place: str
    label: str


def place_of(path: Path) -> str:
    """The id of the mark before a question."""
    return "-".join(("amiss", *map(str, path)))


def amiss_in(fields: Mapping[str, Field], problems: Iterable[AnswerProblem]) -> tuple[Amiss, ...]:
    """The questions that have problems, each once, in the order of the page."""
    order = {key: at for at, key in enumerate(fields)}
    paths = dict.fromkeys(p.path for p in problems)
    inner = {(f.key, key): at for f in fields.values() for at, key in enumerate(f.fields)}

    def at(path: Path) -> tuple[int, int, int]:
        row, key = (int(path[1]), str(path[2])) if len(path) == _IN_ROW else (-1, "")
        return order.get(str(path[0]), len(order)), row, inner.get((str(path[0]), key), -1)

    return tuple(Amiss(place_of(path), _called(path, fields)) for path in sorted(paths, key=at))


def _called(path: Path, fields: Mapping[str, Field]) -> str:
    """What the question is called; in a row, of which one."""
    f = fields.get(str(path[0]))
    if f is None:
        return str(path[0])
    label = f.label.in_(lang())
    if len(path) < _IN_ROW:
        return label
    inner = f.fields.get(str(path[2]))
    row = say("form.row", label=label, number=int(path[1]) + 1)
    return say("dot").join((row, inner.label.in_(lang()))) if inner else row


def mark(path: Path) -> None:
    """The mark itself, in front of the question: from there Tab goes into it."""
    st.html(tag("span", "", css="bh-place", id=place_of(path)))


def show(amiss: Sequence[Amiss]) -> None:
    """How many there are, and the first of them."""
    names = say("comma").join(f"[{escape(a.label)}](#{a.place})" for a in amiss[:_NAMED])
    rest = say("form.mend-more", more=len(amiss) - _NAMED) if len(amiss) > _NAMED else ""
    st.error(say("form.mend", count=len(amiss), names=names) + rest)
