"""Duties as they are owed, done and exchanged: the instances, and what somebody may do about them.

`turns` says when recurring ones begin; here are those that an event gives rise to, one per row where
the rule says `each`, and the acts: done (with proof) and swapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from engine.casework.clocks.due import holder_of
from engine.casework.clocks.starting import UNSPECIFIED, begin_clock, stop
from engine.casework.clocks.turns import holders, instances_of, key_of, owed_here
from engine.casework.requests import Act, Refused
from engine.casework.run import Run
from engine.policy.actors import Each
from engine.policy.deadlines import Clock
from engine.policy.definitions import Duty, Paper
from engine.policy.triggers import pulled

_LONGEST_NOTE = 20_000


def react_duties(run: Run, name: str) -> None:
    """What this event gives rise to, and what it fulfils."""
    for duty in run.book.ruleset.duties.values():
        if owed_here(run, duty):
            if duty.send and name == went_out(run.book.ruleset.papers[duty.send]):
                _sent(run, duty)
            if duty.every is None:
                _arise(run, duty, name)


def went_out(paper: Paper) -> str:
    """The event with which a paper is out: sent, or signed where it goes to nobody."""
    return f"{paper.key}.{'sent' if paper.to else 'signed'}"


def act_on_duty(run: Run, request: Act, duty: Duty, what: str) -> Refused | None:
    """Somebody did what is owed, or takes the turn of another."""
    if not owed_here(run, duty):
        return Refused("not-now", {"event": request.event})
    return _done(run, request, duty) if what == "done" else _swap(run, request, duty)


def may_be_done(run: Run, duty: Duty) -> bool:
    """Whether an optional duty is open now: its event has happened and its condition holds."""
    from_event = isinstance(duty.after, str) and duty.after in run.case.happened
    return run.case.closed is None and from_event and run.holds(duty.if_)


def open_for(run: Run, duty: Duty, actor: str) -> tuple[Clock, ...]:
    """The instances that this person may finish now, their own before those taken over."""
    mine = [c for c in instances_of(run.case, duty.key) if holder_of(run, c.deadline).includes(actor)]
    return tuple(sorted(mine, key=lambda c: c.whose != actor))


def partners(run: Run, duty: Duty, actor: str) -> tuple[str, ...]:
    """With whom this person may exchange the present turn for a next one."""
    own = run.case.clocks.get(key_of(duty, actor))
    if duty.swap is None or own is None or own.outcome != "running" or own.expired or own.held_by:
        return ()
    others = (h for h in holders(run, duty) if h not in ("", actor))
    return tuple(h for h in others if key_of(duty, h) in run.case.clocks and key_of(duty, h) not in run.case.swaps)


def _arise(run: Run, duty: Duty, name: str) -> None:
    if duty.strength == "may" or not _begins(run, duty, name) or not run.holds(duty.if_):
        return
    for suffix, row in _instances(run, duty):
        clock = run.case.clocks.get(key_of(duty, suffix))
        if clock is None or clock.outcome != "running":
            begin_clock(run, key_of(duty, suffix), duty.limit or UNSPECIFIED, duty.after, duty, **_promised(duty, row))


def _begins(run: Run, duty: Duty, name: str) -> bool:
    """Its event, or where rows are owed and no event is named: the paper with the rows goes out."""
    if duty.after is not None:
        return pulled(duty.after, name, run.case.happened)
    paper = run.book.ruleset.papers.get((duty.each or "").partition(".")[0])
    return name == (went_out(paper) if paper else "case.opened")


def _instances(run: Run, duty: Duty) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if duty.each is None:
        yield from ((holder, {}) for holder in holders(run, duty))
        return
    rows = run.facts().get(duty.each)
    for number, row in enumerate(rows if isinstance(rows, tuple) else (), start=1):
        if isinstance(row, Mapping):
            yield str(number), row


def _promised(duty: Duty, row: Mapping[str, Any]) -> dict[str, str]:
    """The date that a row itself promises."""
    day = row.get(duty.limit.fact.removeprefix("each.")) if duty.limit and duty.limit.fact else None
    return {"until": day.isoformat()} if isinstance(day, date) else {}


def _done(run: Run, request: Act, duty: Duty) -> Refused | None:
    mine = open_for(run, duty, request.actor)
    wrong = _not_theirs(run, request, duty, mine)
    if wrong:
        return wrong
    note = str(request.with_.get("note", "")).strip()[:_LONGEST_NOTE]
    if duty.scope == "body" and not note:
        return Refused("missing", {"what": "note"})
    wanted = request.with_.get("turn")
    chosen = next((c for c in mine if wanted in (None, c.whose)), None)
    if mine and (chosen is None or (wanted is None and duty.each and len(mine) > 1)):
        return Refused("bad-choice", {"what": "turn", "seen": str(wanted)[:100]})
    _fulfil(run, duty, chosen, {"event": request.event, "note": note, "act": duty.act}, request.actor)
    return None


def _not_theirs(run: Run, request: Act, duty: Duty, mine: tuple[Clock, ...]) -> Refused | None:
    """Nothing is owed now, or not by this person; a paper that is owed is sent, not said to be done."""
    owed = any(instances_of(run.case, duty.key))
    if not owed and not (duty.strength == "may" and may_be_done(run, duty)):
        return Refused("not-now", {"event": request.event})
    if request.actor in run.case.out:
        return Refused("recused")
    if (owed and not mine) or (not owed and not run.who(duty.who).includes(request.actor)):
        return Refused("not-yours", {"event": request.event})
    return Refused("needs", {"event": request.event}) if duty.send else None


def _sent(run: Run, duty: Duty) -> None:
    """The paper that is owed went out: its writer has done it."""
    assert duty.send is not None
    version = run.case.papers.get(duty.send)
    mine = list(instances_of(run.case, duty.key))
    if isinstance(duty.who, Each) and version:
        mine = [c for c in mine if version.by and holder_of(run, c.deadline).includes(version.by)]
    for clock in mine[:1]:
        _fulfil(run, duty, clock, {"event": f"{duty.key}.done", "paper": duty.send, "act": duty.act}, None)


def _fulfil(run: Run, duty: Duty, clock: Clock | None, data: dict[str, object], actor: str | None) -> None:
    reason = run.reason(f"duties.{duty.key}", duty.cite)
    key = {"clock": clock.deadline} if clock else {}
    run.emit("happened", {**data, **key}, reason, actor=actor)
    if clock and run.case.clocks[clock.deadline].done >= duty.at_least:
        stop(run, run.case.clocks[clock.deadline])


def _swap(run: Run, request: Act, duty: Duty) -> Refused | None:
    if request.actor in run.case.out:
        return Refused("recused")
    other = request.with_.get("with")
    options = partners(run, duty, request.actor)
    if not options:
        return Refused("not-now", {"event": request.event})
    if other not in options:
        return Refused("bad-choice", {"what": "with", "seen": str(other)[:100]})
    swap = {
        "turn": key_of(duty, request.actor), "for": key_of(duty, str(other)), "with": other, "by": request.actor,
    }  # fmt: skip
    reason = run.reason(f"duties.{duty.key}", duty.cite)
    run.emit("happened", {"event": request.event, "swap": swap}, reason, actor=request.actor)
    return None
