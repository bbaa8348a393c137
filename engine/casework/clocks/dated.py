"""Clocks that begin on a day which somebody told: a date of a form or a paper stands as an event.

Such a day may lie long past (a limitation period counts from what happened). Then the clock is
settled at once by when it was stopped: `expired` first where that came too late, so that rules can
ask whether a complaint was brought in time.
"""

from __future__ import annotations

from datetime import date, datetime

from engine.casework.clocks.due import due_of
from engine.casework.clocks.moments import Moment
from engine.casework.clocks.running_out import expire
from engine.casework.clocks.starting import begin_clock, stop
from engine.casework.run import Run
from engine.policy.answers import office_fields
from engine.policy.calendar import start_of
from engine.policy.conditions import facts_read
from engine.policy.deadlines import breaches
from engine.policy.definitions import Deadline, FirstOf, LastOf
from engine.policy.triggers import names_of


def begin_dated(run: Run) -> None:
    """Start every clock whose day has become known."""
    for deadline in run.book.dated:
        if deadline.key not in run.case.clocks and not _waits(run, deadline) and run.holds(deadline.if_):
            started = _started(run, deadline)
            if started is not None:
                _begin(run, deadline, started)


def _waits(run: Run, deadline: Deadline) -> bool:
    """What the office has still to answer decides whether the clock applies at all."""
    if run.case.form not in run.book.ruleset.forms:
        return False
    asked = {f.key for f in office_fields(run.book.form(run.case.form))} & set(facts_read(deadline.if_))
    return bool(asked - run.facts().keys())


def _started(run: Run, deadline: Deadline) -> datetime | None:
    """The first moment of the day told, or the moment of an event that it stands beside."""
    names = names_of(deadline.starts)
    known = [m for m in (_moment(run, n) for n in names) if m is not None]
    if isinstance(deadline.starts, FirstOf):
        return min(known, default=None)
    return max(known) if known and len(known) == len(names) else None


def _moment(run: Run, name: str) -> datetime | None:
    if name in run.case.happened:
        return run.case.happened[name]
    told = run.facts().get(name)
    return start_of(run.world.calendar, told) if isinstance(told, date) else None


def _begin(run: Run, deadline: Deadline, started: datetime) -> None:
    """Start it as of that day; what has stopped it since did so at its own moment."""
    owed, stopped = run.owed, _stopped(run, deadline)
    run.owed = started
    begin_clock(run, deadline.key, deadline.limit, deadline.starts, deadline)
    if stopped is not None:
        run.owed = max(stopped, started)
        clock = run.case.clocks[deadline.key]
        due = due_of(clock, run.book, run.world.calendar)
        if due is not None and breaches(clock) and due.expires <= run.owed:
            expire(run, Moment(due.expires, deadline.key))
        stop(run, run.case.clocks[deadline.key])
    run.owed = owed


def _stopped(run: Run, deadline: Deadline) -> datetime | None:
    """When what stops the clock happened, if it has."""
    names = names_of(deadline.stops)
    moments = [run.case.happened[n] for n in names if n in run.case.happened]
    if isinstance(deadline.stops, LastOf):
        return max(moments) if moments and len(moments) == len(names) else None
    return min(moments, default=None)
