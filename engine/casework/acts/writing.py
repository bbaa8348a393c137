"""A paper is written: by whom, with what contents and chosen seats, and whether it may still ask for more time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.casework.acts.papers import (
    chosen_seats,
    contents_to_keep,
    fields_of,
    is_timely,
    may_hold,
    part_of,
    version_of,
    writer_of,
)
from engine.casework.acts.refusals import not_theirs, unfit
from engine.casework.requests import Act, Refused
from engine.casework.run import Run
from engine.policy import deadlines
from engine.policy.answers import check_fields
from engine.policy.definitions import Paper
from engine.policy.limits import Limit, written_limit
from engine.policy.seating import may_choose

_SHORT = {
    "extension-too-late": "too-late",
    "extension-too-often": "too-often",
    "extension-too-long": "too-long",
    "extension-beyond-total": "too-long",
    "extension-beyond-end": "too-long",
}


def write(run: Run, request: Act, paper: Paper) -> Refused | None:
    """A version of the paper, with the seats that are chosen in it."""
    if not is_timely(run, paper) or not run.holds(paper.if_):
        return Refused("not-now", {"event": request.event})
    wrong = not_theirs(run, request, writer_of(run, paper))
    if wrong:
        return wrong
    return _extension(run, request, paper) or _contents(run, request, paper)


def _extension(run: Run, request: Act, paper: Paper) -> Refused | None:
    """A request for extension is refused at once when the policy leaves no room for it."""
    for deadline in run.book.ruleset.deadlines.values():
        clock = run.case.clocks.get(deadline.key)
        if not deadline.extension or deadline.extension.request != paper.key:
            continue
        if clock is None or clock.outcome != "running":  # `is_timely` saw to it that another one runs
            continue
        amount = request.with_.get("amount")
        wanted: Limit | None = written_limit(str(amount)) if amount else deadline.extension.up_to
        if wanted is None:
            return Refused("bad-amount", {"seen": amount})
        code = deadlines.may_extend(
            clock, deadline.extension, wanted, run.at, run.world.calendar, run.book.ruleset.counting
        )
        if code:
            return Refused(_SHORT.get(code, code), {"event": request.event, "why": code})
    return None


def _contents(run: Run, request: Act, paper: Paper) -> Refused | None:
    fields = fields_of(run.book, paper)
    seats, wrong = _seats(run, request.with_, paper)
    if wrong:
        return wrong
    given = {k: v for k, v in request.with_.items() if k not in {s.key for s, _ in chosen_seats(run.book, paper)}}
    clean, problems = check_fields(fields, given)
    unknown = sorted(set(given) - {f.key for f in fields})
    if not may_hold(run, paper.needs, paper, clean):
        return Refused("needs", {"event": request.event})
    if problems or unknown:
        return unfit(problems, unknown)
    before = version_of(run, paper)
    data: dict[str, Any] = {
        "paper": paper.key, "version": before.version + 1 if before else 1,
        "contents": contents_to_keep(clean, fields),
    }  # fmt: skip
    whose = part_of(run, paper, request.actor)
    if whose is not None:
        data["whose"] = whose
    if seats:
        data["seats"] = seats
    if paper.signed_by is None:
        data["final"] = True
    run.emit("written", data, run.reason(f"papers.{paper.key}", paper.cite), actor=request.actor)
    return None


def _seats(run: Run, given: Mapping[str, Any], paper: Paper) -> tuple[dict[str, list[str]], Refused | None]:
    seats: dict[str, list[str]] = {}
    for seat, line in chosen_seats(run.book, paper):
        raw = given.get(seat.key)
        if not run.holds(line.if_):
            continue
        ids = list(raw) if isinstance(raw, (list, tuple)) else [raw] if raw else []
        if not ids and not seat.many:
            return {}, Refused("missing", {"what": seat.key})
        options = may_choose(line.from_, run.bench())
        wrong = [i for i in ids if i not in options]
        if wrong or (len(ids) > 1 and not seat.many):
            return {}, Refused("bad-choice", {"what": seat.key, "seen": wrong or ids})
        if ids:
            seats[seat.key] = ids
    return seats, None
