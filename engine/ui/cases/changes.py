"""What a change does to open cases, as a table: number, limit, due date before and after, what hinders it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from engine.casework.moving import DueMoved
from engine.casework.upkeep.changes import Change
from engine.i18n import text
from engine.ui import blocks
from engine.ui.identity import Me
from engine.ui.plain import escape
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names

HEADS = ("case", "clock", "old", "new", "remark")


def table(found: Sequence[Change], someone: Me) -> None:
    """The preview."""
    if not found:
        blocks.empty(say("changes.none"))
        return
    stay = sum(bool(c.obstacles) for c in found)
    key = "changes.sum" if stay else "changes.sum-all"
    st.html(f'<p class="bh-sum">{blocks.text(say(key, cases=len(found) - stay, stay=stay))}</p>')
    rows = [row for change in found for row in _rows(change, someone)]
    blocks.table([say(f"changes.{h}") for h in HEADS], rows)


def told(done: Sequence[Change]) -> None:
    """What was written."""
    st.success(escape(say("changes.done", cases=sum(c.done for c in done), all=len(done))))


def _rows(change: Change, someone: Me) -> Iterator[tuple[str, ...]]:
    here = office()
    names = Names(here.ruleset_of(here.store.row(change.case).digest), here.directory(someone.locality), lang())
    number = blocks.text(change.number)
    for o in change.obstacles:
        why = text(f"moving.{o.code}", lang(), missing=o.code, what=names.of(o.what))
        yield number, "—", "—", "—", blocks.pill(say("changes.stays"), "red") + blocks.text(why)
    for due in change.dues:
        yield number, blocks.text(names.of(due.clock)), _day(due.old), _day(due.new), _remark(due)
    if not change.obstacles and not change.dues:
        yield number, "—", "—", "—", blocks.text(say("changes.same"))


def _remark(due: DueMoved) -> str:
    pills = [blocks.pill(say("changes.provisional"), "amber")] if due.provisional else []
    pills += [blocks.pill(say("changes.expired"), "grey")] if due.expired else []
    return "".join(pills) or "—"


def _day(day: object) -> str:
    return blocks.text(day) if day else "—"
