"""Whether an act is allowed, and the events it makes: the checks come first, then one event.

Every refusal is a code with a sentence in the catalogues (`refusal.<code>`).
"""

from __future__ import annotations

from typing import Any

from engine.casework.acts.linking import LINK, link
from engine.casework.acts.own_events import own_event
from engine.casework.acts.prohibitions import broken
from engine.casework.acts.signing import send_by_hand, sign
from engine.casework.acts.standing_aside import WORDS, stand_aside
from engine.casework.acts.writing import write
from engine.casework.clocks.duties import act_on_duty
from engine.casework.requests import COMPLAINANT, Act, Refused
from engine.casework.run import Run

_LONGEST_WORD = 200


def act(run: Run, request: Act) -> Refused | None:  # noqa: PLR0911 (one line for each kind of act)
    """Do it, or say why not. Emits at least one event when it is done."""
    rules, name = run.book.ruleset, request.event
    subject, _, what = name.rpartition(".")
    banned = _banned(run, request)
    if banned:
        return banned
    if name == LINK:
        return link(run, request)
    of_body = bool({subject, name} & run.book.of_body)
    if subject not in rules.duties and of_body != run.case.standing:
        return Refused("not-now", {"event": name})
    waits = _unlinked(run) and request.actor != COMPLAINANT
    if waits and not (subject in rules.duties and what == "done"):  # protection does not wait for the link
        return Refused("unlinked")
    if name in rules.events:
        return own_event(run, request, rules.events[name])
    if subject in rules.duties and what in ("done", "swapped"):
        return act_on_duty(run, request, rules.duties[subject], what)
    if subject in rules.recusal and what in WORDS:
        return stand_aside(run, request, subject, what)
    if subject not in rules.papers:
        return Refused("unknown-event", {"event": name})
    paper = rules.papers[subject]
    if what == "written":
        return write(run, request, paper)
    if what in ("signed", "refused"):
        return sign(run, request, paper, what)
    if what == "sent":
        return send_by_hand(run, request, paper)
    return Refused("unknown-event", {"event": name})


def _unlinked(run: Run) -> bool:
    return any(a is None for a in run.case.accused)


def _banned(run: Run, request: Act) -> Refused | None:
    """Acts that the policy forbids to everyone: refused, and kept in the log."""
    rule = broken(run, request)
    if rule is None:
        return None
    data = {"event": request.event, "code": "prohibited", "what": _word(request.with_.get("what"))}
    run.emit("denied", data, run.reason(f"prohibitions.{rule.key}", rule.cite), actor=request.actor)
    return Refused("prohibited", {"event": request.event, "rule": rule.key})


def _word(value: Any) -> str | None:
    return value[:_LONGEST_WORD] if isinstance(value, str) else None
