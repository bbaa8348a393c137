"""What time does at its moment: a clock runs out, a rung of its ladder is taken."""

from __future__ import annotations

from datetime import UTC

from engine.casework.clocks.due import due_of, holder_of, ladder_of
from engine.casework.clocks.moments import Moment
from engine.casework.facts import plain
from engine.casework.run import Run
from engine.policy.bench import Holders
from engine.policy.definitions import Step


def expire(run: Run, moment: Moment) -> None:
    """A clock runs out. (`promptly` never does: it only reminds, see `deadlines.breaches`.)"""
    clock = run.case.clocks[moment.clock]
    due = due_of(clock, run.book, run.world.calendar)
    duty = run.book.ruleset.duties.get(clock.rule)
    definition = run.book.ruleset.deadlines.get(moment.clock) or duty
    assert definition is not None
    kind = "duties" if duty else "deadlines"
    run.emit(
        "clock-expired",
        {
            "clock": moment.clock, "epoch": clock.epoch, "due": plain(due.due) if due else None,
            "scheduled": moment.at.astimezone(UTC).isoformat(),
            **({"duty": True} if duty else {}),
        },
        run.reason(f"{kind}.{clock.rule}", definition.cite),
    )  # fmt: skip
    if duty and duty.every and duty.scope == "case" and not duty.escalation:
        run.emit("clock-stopped", {"clock": moment.clock, "outcome": "late", "duty": True})


def take_step(run: Run, moment: Moment) -> None:
    """A rung of the ladder: somebody is reminded, told, or a paper goes out. Once, ever."""
    assert moment.step is not None
    ladder = ladder_of(run.case.clocks[moment.clock], run.book)
    assert ladder is not None
    step = ladder.steps[moment.step.step]
    holder = holder_of(run, moment.clock).ids
    to = run.who(step.to, holder) if step.to else Holders()
    by = run.who(step.by).ids if step.by else ()
    run.emit(
        "step-taken",
        {
            "clock": moment.clock, "epoch": run.case.clocks[moment.clock].epoch, "step": step.key,
            "occurrence": moment.step.occurrence, "ladder": ladder.key, "act": step.act,
            "send": step.send, "channel": step.channel, "by": list(by), "to": list(to.ids),
            "scheduled": moment.at.astimezone(UTC).isoformat(),
        },
        run.reason(f"escalations.{ladder.key}.steps.{step.key}", step.cite, ladder.cite),
    )  # fmt: skip
    if step.to and not to.persons:
        vacant(run, f"escalations.{ladder.key}.steps.{step.key}.to")
    if step.send:
        send_by_itself(run, step, holder)


def send_by_itself(run: Run, step: Step, holder: tuple[str, ...]) -> None:
    """A rung sends a paper that has nothing to fill in; one with contents waits for its writer."""
    paper = run.book.ruleset.papers[step.send or ""]
    if paper.contains or paper.form:
        return
    version = run.case.papers[paper.key].version + 1 if paper.key in run.case.papers else 1
    reason = run.reason(f"papers.{paper.key}", paper.cite)
    data = {"paper": paper.key, "version": version, "contents": {}}
    if paper.signed_by is not None:  # an unsigned paper cannot be sent: it waits for its signer
        run.emit("written", data, reason)
        return
    run.emit("written", {**data, "final": True}, reason, quiet=True)
    to = [i for ref in paper.to for i in run.who(ref, holder).ids]
    run.emit("sent", {"paper": paper.key, "version": version, "to": list(dict.fromkeys(to))}, reason)


def vacant(run: Run, what: str) -> None:
    """Nobody is there to act: somebody must see it."""
    if what not in run.case.vacancies:
        run.emit("vacant", {"what": what})
