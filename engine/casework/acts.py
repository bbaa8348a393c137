"""Whether an act is allowed, and the events it makes: the checks come first, then one event.

Every refusal is a code with a sentence in the catalogues (`refusal.<code>`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.casework.clocks.duties import act_on_duty
from engine.casework.facts import NONE_HERE, plain
from engine.casework.papers import (
    chosen_seats,
    contents_to_keep,
    fields_of,
    is_complete,
    is_rejected,
    is_timely,
    may_be_signed,
    may_hold,
    part_of,
    signers,
    version_of,
    writer_of,
)
from engine.casework.prohibitions import broken
from engine.casework.react import send
from engine.casework.requests import Act, Refused
from engine.casework.run import Run
from engine.casework.standing_aside import WORDS, stand_aside
from engine.policy import deadlines
from engine.policy.actors import Named
from engine.policy.answers import check_fields, office_fields
from engine.policy.definitions import Event, Paper
from engine.policy.forms import Field
from engine.policy.limits import Limit, written_limit
from engine.policy.seating import Holders, may_choose

LINK = "accused-linked"
COMPLAINANT = "complainant"
_LONGEST_NOTE = 20_000
_LONGEST_WORD = 200


def act(run: Run, request: Act) -> Refused | None:  # noqa: PLR0911 (one line for each kind of act)
    """Do it, or say why not. Emits at least one event when it is done."""
    rules, name = run.book.ruleset, request.event
    subject, _, what = name.rpartition(".")
    banned = _banned(run, request)
    if banned:
        return banned
    if name == LINK:
        return _link(run, request)
    of_body = bool({subject, name} & run.book.of_body)
    if subject not in rules.duties and of_body != run.case.standing:
        return Refused("not-now", {"event": name})
    waits = _unlinked(run) and request.actor != COMPLAINANT
    if waits and not (subject in rules.duties and what == "done"):  # protection does not wait for the link
        return Refused("unlinked")
    if name in rules.events:
        return _own_event(run, request, rules.events[name])
    if subject in rules.duties and what in ("done", "swapped"):
        return act_on_duty(run, request, rules.duties[subject], what)
    if subject in rules.recusal and what in WORDS:
        return stand_aside(run, request, subject, what)
    if subject not in rules.papers:
        return Refused("unknown-event", {"event": name})
    paper = rules.papers[subject]
    if what == "written":
        return _write(run, request, paper)
    if what in ("signed", "refused"):
        return _sign(run, request, paper, what)
    if what == "sent":
        return _send(run, request, paper)
    return Refused("unknown-event", {"event": name})


def _unlinked(run: Run) -> bool:
    return any(a is None for a in run.case.accused)


def _not_theirs(run: Run, request: Act, allowed: Holders, code: str = "not-yours") -> Refused | None:
    if request.actor in run.case.out:
        return Refused("recused")
    return None if allowed.includes(request.actor) else Refused(code, {"event": request.event})


def _banned(run: Run, request: Act) -> Refused | None:
    """Acts that the policy forbids to everyone: refused, and kept in the log."""
    rule = broken(run, request)
    if rule is None:
        return None
    denied(run, request, "prohibited", f"prohibitions.{rule.key}")
    return Refused("prohibited", {"event": request.event, "rule": rule.key})


def denied(run: Run, request: Act, code: str, path: str) -> None:
    """Keep a forbidden act that was tried."""
    key = path.split(".")[1]
    cite = run.book.ruleset.prohibitions[key].cite
    data = {"event": request.event, "code": code, "what": _word(request.with_.get("what"))}
    run.emit("denied", data, run.reason(path, cite), actor=request.actor)


def _word(value: Any) -> str | None:
    return value[:_LONGEST_WORD] if isinstance(value, str) else None


def _link(run: Run, request: Act) -> Refused | None:
    """The office says who the accused are in its own directory, before anything is routed."""
    if not run.case.accused or run.case.closed is not None:
        return Refused("not-now", {"event": LINK})
    wrong = _not_theirs(run, request, run.who(Named("intake-office")))
    if wrong:
        return wrong
    ids: Any = request.with_.get("accused")
    directory = run.world.directory
    known = {NONE_HERE, *directory.persons, *directory.units}
    fits = isinstance(ids, list) and len(ids) == len(run.case.accused)
    if not fits or any(not isinstance(i, str) or i not in known for i in ids):
        return Refused("bad-link", {"rows": len(run.case.accused)})
    data: dict[str, Any] = {"accused": ids}
    rows = _supervised(run, request.with_.get("supervised"))
    if rows:
        data["with"] = {"accused": rows}
    run.emit("linked", data, actor=request.actor)
    return None


def _supervised(run: Run, given: Any) -> list[dict[str, Any]]:
    """The rows of the accused with what the office knows about each of them."""
    rows = run.case.answers.get("accused")
    if not isinstance(given, list) or not isinstance(rows, list) or len(given) != len(rows):
        return []
    return [{**r, **({"supervised": g} if isinstance(g, bool) else {})} for r, g in zip(rows, given, strict=True)]


def _own_event(run: Run, request: Act, event: Event) -> Refused | None:
    """An act that is not a paper, with the questions it asks."""
    states = run.book.states_moved_by(event.key)
    if (states and run.case.state not in states) or (run.case.closed is not None and not states):
        return Refused("not-now", {"event": event.key})
    if not run.holds(event.if_):
        return Refused("not-now", {"event": event.key})
    wrong = _not_theirs(run, request, run.who(event.by) if event.by else run.owner())
    if wrong:
        return wrong
    if not run.holds(event.needs):
        return Refused("needs", {"event": event.key})
    asked, extra = asked_fields(run, event)
    clean, problems = check_fields(asked + extra, request.with_)
    missing = {f.key for f in extra}
    problems = tuple(p for p in problems if not (p.code == "required" and p.path[0] in missing))
    unknown = sorted(set(request.with_) - {f.key for f in asked + extra})
    if problems or unknown:
        return _bad(problems, unknown)
    reason = run.reason(f"events.{event.key}", event.cite)
    run.emit("happened", {"event": event.key, "answers": plain(clean)}, reason, actor=request.actor)
    return None


def asked_fields(run: Run, event: Event) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """Fields that an act asks, and the office's other fields, which may be answered with it."""
    if not event.asks or run.case.form not in run.book.ruleset.forms:
        return (), ()
    form = run.book.form(run.case.form)
    section = form.sections.get(event.asks)
    asked = tuple(section.fields.values()) if section else ()
    keys = {f.key for f in asked}
    return asked, tuple(f for f in office_fields(form) if f.key not in keys)


def _write(run: Run, request: Act, paper: Paper) -> Refused | None:
    if not is_timely(run, paper) or not run.holds(paper.if_):
        return Refused("not-now", {"event": request.event})
    wrong = _not_theirs(run, request, writer_of(run, paper))
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


_SHORT = {
    "extension-too-late": "too-late",
    "extension-too-often": "too-often",
    "extension-too-long": "too-long",
    "extension-beyond-total": "too-long",
    "extension-beyond-end": "too-long",
}


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
        return _bad(problems, unknown)
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


def _sign(run: Run, request: Act, paper: Paper, what: str) -> Refused | None:
    version = version_of(run, paper)
    over = run.case.closed is not None and not is_timely(run, paper)
    if paper.signed_by is None or version is None or version.status != "written" or over:
        return Refused("not-now", {"event": request.event})
    if not may_be_signed(run, paper):
        return Refused("not-now", {"event": request.event})
    wrong = _not_theirs(run, request, signers(run, paper), "signer")
    if wrong:
        return wrong
    if request.actor in (*version.signatures, *version.against):
        return Refused("signed-already", {"event": request.event})
    reason = run.reason(f"papers.{paper.key}.signed_by", paper.cite)
    data: dict[str, Any] = {"paper": paper.key, "version": version.version}
    if what == "refused":
        because = str(request.with_.get("reason", "")).strip()[:_LONGEST_NOTE]
        if not is_rejected(run, paper.signed_by, frozenset({*version.against, request.actor})):
            data["complete"] = False
        run.emit("refused", {**data, "reason": because}, reason, actor=request.actor)
        return None
    complete = is_complete(run, paper.signed_by, frozenset({*version.signatures, request.actor}))
    run.emit("signed", {**data, "complete": complete}, reason, actor=request.actor)
    return None


def _send(run: Run, request: Act, paper: Paper) -> Refused | None:
    """Sending by hand: a signed paper, or one that needs no signature and is written with it."""
    version = version_of(run, paper)
    if paper.signed_by is None:
        return _write(run, request, paper)
    if version is None or version.status in ("written", "refused"):
        wrong = _not_theirs(run, request, writer_of(run, paper))
        return wrong or Refused("unsigned", {"event": request.event})
    if version.status == "sent" or not paper.to or (run.case.closed is not None and not is_timely(run, paper)):
        return Refused("not-now", {"event": request.event})
    wrong = _not_theirs(run, request, writer_of(run, paper))
    if wrong:
        return wrong
    send(run, paper, actor=request.actor)
    return None


def _bad(problems: tuple[Any, ...], unknown: list[str]) -> Refused:
    code = "missing" if problems and all(p.code == "required" for p in problems) and not unknown else "bad-answer"
    return Refused(code, {"unknown": unknown, "fields": [".".join(map(str, p.path)) for p in problems]}, problems)
