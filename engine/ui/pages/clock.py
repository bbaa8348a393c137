"""演示时钟: with demo data only, move the office's clock forward and watch the limits act."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from engine.policy.calendar import Calendar, add_workdays, local_date
from engine.ui import blocks
from engine.ui.plain import escape
from engine.ui.runtime import office
from engine.ui.words import say

_SAID = "clock-said"


def draw() -> None:
    """The page."""
    here = office()
    blocks.heading(say("clock.title"), say("clock.sub"))
    calendar = _calendar()
    if not here.demo or calendar is None:
        blocks.empty(say("clock.demo-only"))
        return
    now = here.now().astimezone(ZoneInfo(calendar.zone))
    blocks.code(say("clock.now"), now.strftime("%Y-%m-%d %H:%M"))
    columns = st.columns(4)
    steps = (
        ("hour", timedelta(hours=1)),
        ("day", timedelta(days=1)),
        ("three", _working_days(calendar, now, 3)),
        ("next", _to_next()),
    )
    for column, (key, step) in zip(columns, steps, strict=True):
        column.button(
            say(f"clock.{key}"), key=f"clock-{key}", on_click=_move, args=(step,), disabled=step is None,
            width="stretch",
        )  # fmt: skip
    message = st.session_state.pop(_SAID, None)
    if message:
        st.success(escape(message))


def _move(step: timedelta | None) -> None:
    if step is not None and office().demo:
        touched = office().move_clock(step)
        st.session_state[_SAID] = say("clock.moved", count=touched)


def _calendar() -> Calendar | None:
    here = office()
    rulesets = (here.ruleset(locality) for locality in here.store.localities())
    return next((here.calendar(r.calendar) for r in rulesets if r), None)


def _working_days(calendar: Calendar, now: datetime, days: int) -> timedelta:
    today = local_date(calendar, now)
    return timedelta(days=(add_workdays(calendar, today, days) - today).days)


def _to_next() -> timedelta | None:
    """To the earliest moment at which time itself acts on a case."""
    here = office()
    rows = (row for locality in here.store.localities() for row in here.store.rows(locality))
    moments = [row.next_moment for row in rows if row.next_moment and row.closed is None]
    if not moments:
        return None
    return max(min(moments) - here.now(), timedelta(0)) + timedelta(seconds=1)
