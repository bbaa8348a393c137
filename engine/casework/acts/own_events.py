"""Acts that are not papers, with the questions they ask."""

from __future__ import annotations

from engine.casework.acts.refusals import not_theirs, unfit
from engine.casework.facts import plain
from engine.casework.requests import Act, Refused
from engine.casework.run import Run
from engine.policy.answers import check_fields, office_fields
from engine.policy.definitions import Event
from engine.policy.forms import Field


def own_event(run: Run, request: Act, event: Event) -> Refused | None:
    """An act that is not a paper, with the questions it asks."""
    states = run.book.states_moved_by(event.key)
    if (states and run.case.state not in states) or (run.case.closed is not None and not states):
        return Refused("not-now", {"event": event.key})
    if not run.holds(event.if_):
        return Refused("not-now", {"event": event.key})
    wrong = not_theirs(run, request, run.who(event.by) if event.by else run.owner())
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
        return unfit(problems, unknown)
    reason = run.reason(f"events.{event.key}", event.cite)
    run.emit("happened", {"event": event.key, "answers": plain(clean)}, reason, actor=request.actor)
    return None


def asked_fields(run: Run, event: Event) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """Fields that an act asks, and the office's other fields, which may be answered with it. Never identity: what
    is said with an act stands in its event for good, and identity is sealed when a case is opened, or not taken.
    """
    if not event.asks or run.case.form not in run.book.ruleset.forms:
        return (), ()
    form = run.book.form(run.case.form)
    section = form.sections.get(event.asks)
    asked = tuple(f for f in section.fields.values() if f.keep != "sealed") if section else ()
    keys = {f.key for f in asked}
    return asked, tuple(f for f in office_fields(form) if f.key not in keys and f.keep != "sealed")
