"""The judge: (rules, case, request, time) → events, or a refusal. Pure; it reads no clock and no store.

Time that has passed is settled first, so that nobody acts on a clock that ran out a minute ago.
"""

from __future__ import annotations

from datetime import UTC, datetime

from engine.casework.acts.dispatch import act
from engine.casework.case import Case
from engine.casework.events import CaseEvent, Reason
from engine.casework.linked import stand_aside_too
from engine.casework.moving import take_over_clocks
from engine.casework.react import enter, pass_time, settle
from engine.casework.requests import (
    Act,
    AmendCalendar,
    Judgement,
    MoveRules,
    Open,
    OpenStanding,
    Refused,
    Request,
    StandAside,
    World,
)
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy.amendment import to_plain
from engine.policy.forms import Form


def judge(book: Rulebook, case: Case | None, request: Request, world: World, *, at: datetime) -> Judgement | Refused:
    """What follows from this request at this moment.

    A refusal carries the judgement of what happened all the same: clocks that ran out, and a
    forbidden act that was tried.
    """
    at = at.astimezone(UTC)
    if isinstance(request, Open):
        return opening(book, request, world, at).judgement()
    if isinstance(request, OpenStanding):
        return _open_standing(book, request, world, at)
    if case is None:
        return Refused("unknown-case")
    run = Run(book, world, at, case)
    if isinstance(request, MoveRules):
        _move(run, request)
    elif isinstance(request, AmendCalendar):
        _amend(run, request)
    elif isinstance(request, StandAside):
        stand_aside_too(run, request.recusals)
    catch_up(run)
    refused = hear(run, request) if isinstance(request, Act) else None
    if refused:
        return Refused(refused.code, refused.params, refused.fields, run.judgement())
    return run.judgement()


def _move(run: Run, request: MoveRules) -> None:
    """The case goes on under `run.book`; what was decided is decided anew, then its clocks follow."""
    by_hand = {} if run.case.standing else {"from": run.case.digest, "by": request.by}
    run.emit("rules-moved", {"digest": request.digest, **by_hand})
    if not run.case.standing:
        settle(run)
        take_over_clocks(run)


def _amend(run: Run, request: AmendCalendar) -> None:
    """The calendar was changed: nothing but the derived due dates moves; why is kept."""
    data = {"amendment": request.amendment.id, **to_plain(request.amendment), "clocks": list(request.clocks)}
    run.emit("calendar-amended", {**data, "by": request.by})


def catch_up(run: Run) -> None:
    """What time owes the case, so that an act finds it as it is."""
    settle(run)
    pass_time(run)


def hear(run: Run, request: Act) -> Refused | None:
    """What an act brings about on a case that is up to date."""
    refused = act(run, request)
    settle(run)
    return refused


def opening(book: Rulebook, request: Open, world: World, at: datetime) -> Run:
    """The judgement by which a case begins."""
    run = Run(book, world, at, Case(request.case))
    run.emit(
        "opened",
        {
            "locality": request.locality, "digest": request.digest, "form": request.form,
            "answers": dict(request.answers), "accused": list(request.accused),
            **({"source": request.source} if request.source else {}),
        },
        *_in_force(run),
        actor=request.actor,
    )  # fmt: skip
    form = book.form(request.form)
    enter(run, book.ruleset.initial_state().key, on="case.opened")
    _raised_by_answers(run, form, request)
    settle(run)
    return run


def _open_standing(book: Rulebook, request: OpenStanding, world: World, at: datetime) -> Judgement:
    """The standing file begins; the turns of this period are owed from now on."""
    run = Run(book, world, at, Case(request.case))
    data = {"locality": request.locality, "digest": request.digest, "form": "", "answers": {}, "standing": True}
    run.emit("opened", data, *_in_force(run), quiet=True)
    settle(run)
    return run.judgement()


def _in_force(run: Run) -> tuple[Reason, ...]:
    """Why the case falls under this text, where the text itself says from when it holds."""
    cite = run.book.ruleset.in_force.cite
    return (run.reason("in_force", cite),) if cite else ()


def _raised_by_answers(run: Run, form: Form, request: Open) -> None:
    """A yes to a question may be an event of its own, such as a request for protection."""
    for _, f in form.all_fields():
        if f.happens and request.answers.get(f.key) is True:
            event = run.book.ruleset.events.get(f.happens)
            reason: Reason = run.reason(f"events.{f.happens}", event.cite if event else ())
            run.emit("happened", {"event": f.happens, "answers": {}}, reason, actor=request.actor)


def reasons(events: tuple[CaseEvent, ...]) -> tuple[Reason, ...]:
    """Every reason among the events, in order, each once."""
    return tuple(dict.fromkeys(r for e in events for r in e.reasons))
