"""The facts at the head of a slip: number, step, how it was judged, who has it, and what is due when.

A request for extension tells both ends of the limit it is about, before and after. A letter to the person
who complains has none of this: it tells nothing of the office's inner work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from engine.casework.case import PaperVersion
from engine.casework.ports import ClockRow
from engine.policy.definitions import Deadline
from engine.policy.ledger import Clock, due, extend
from engine.policy.limits import written_limit
from engine.printing.slips.kinds import Kind
from engine.printing.slips.material import CaseMaterial

Fact = tuple[str, str]


def facts_of(kind: Kind, paper: str | None, m: CaseMaterial) -> Iterator[Fact]:
    """Pairs of label and value."""
    if kind == "answer":
        return
    n, case = m.names, m.file.case
    yield m.say("number"), m.file.number
    yield m.say("received"), m.day_of(case.opened)
    yield m.say("state"), n.of(case.state)
    if kind == "handling":
        for table, decision in case.decisions.items():
            yield n.of(table), n.value(table, decision.value)
    for seat, holders in case.seats.items():
        if holders:
            yield n.of(seat), n.all_of(holders)
    asked = tuple(_asked(paper, m)) if kind == "extension" and paper else ()
    for row in m.clocks:
        if _runs(row, m) and row.clock not in {d.key for d in asked}:
            yield _running(row, m)
    for deadline in asked:
        yield from _both_ends(deadline, paper or "", m)


def _runs(row: ClockRow, m: CaseMaterial) -> bool:
    """Whether somebody must still mind it: a right whose time is over, nobody."""
    if row.outcome != "running" or row.due is None or row.duty:
        return False
    deadline = m.file.ruleset.deadlines.get(row.clock)
    return deadline is None or deadline.strength != "may" or not _is_over(row.clock, m)


def _is_over(clock: str, m: CaseMaterial) -> bool:
    known = m.file.case.clocks.get(clock)
    return known is not None and known.expired


def _running(row: ClockRow, m: CaseMaterial) -> Fact:
    until = _until(row.due, provisional=row.provisional, m=m)
    return m.names.of(row.clock), m.say("overdue", due=until) if _is_over(row.clock, m) else until


def _until(day: date | None, *, provisional: bool, m: CaseMaterial) -> str:
    if day is None:
        return m.say("no-number")
    return m.say("due-provisional" if provisional else "due", day=m.day(day))


def _asked(paper: str, m: CaseMaterial) -> Iterator[Deadline]:
    """The limits that this request is to extend, as far as they run or ran."""
    for deadline in m.file.ruleset.deadlines.values():
        if deadline.extension and deadline.extension.request == paper and deadline.key in m.file.case.clocks:
            yield deadline


def _both_ends(deadline: Deadline, paper: str, m: CaseMaterial) -> Iterator[Fact]:
    """When the limit ended without this extension, and when with it, granted or as it would be."""
    clock = m.file.case.clocks[deadline.key]
    granted = _is_granted(deadline.key, paper, m)
    before = replace(clock, extensions=clock.extensions[:-1]) if granted else clock
    after = clock if granted else _as_asked(clock, deadline, m.file.case.papers[paper])
    name = m.names.of(deadline.key)
    yield m.say("before", clock=name), _end_of(before, deadline, m)
    if after is not None:
        yield m.say("extended" if granted else "would-be", clock=name), _end_of(after, deadline, m)


def _as_asked(clock: Clock, deadline: Deadline, version: PaperVersion) -> Clock | None:
    """The clock as it would run if the request were signed; None where it was refused or came to nothing."""
    if deadline.extension is None or version.status == "refused" or clock.outcome != "running":
        return None
    asked = version.contents.get("amount")
    limit = written_limit(asked) if isinstance(asked, str) else None
    return extend(clock, limit or deadline.extension.up_to, version.at)


def _is_granted(clock: str, paper: str, m: CaseMaterial) -> bool:
    """Whether the latest version of the request has extended the clock."""
    told = [
        e.kind for e in m.file.events
        if (e.kind == "written" and e.data.get("paper") == paper)
        or (e.kind == "clock-extended" and (e.data.get("paper"), e.data["clock"]) == (paper, clock))
    ]  # fmt: skip
    return told[-1:] == ["clock-extended"]


def _end_of(clock: Clock, deadline: Deadline, m: CaseMaterial) -> str:
    base = deadline.extension.from_ if deadline.extension else "nominal"
    found = due(clock, m.calendar, m.file.ruleset.counting, extension_from=base)
    return _until(found.due if found else None, provisional=bool(found and found.provisional), m=m)
