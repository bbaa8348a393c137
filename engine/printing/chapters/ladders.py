"""Who is urged, and by whom, when time runs out: every ladder with its rungs."""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.definitions import Escalation
from engine.printing.acts import step_time, step_words
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.speaker import Speaker


def chapter(s: Speaker) -> Iterator[Block]:
    """All ladders."""
    yield Heading(1, s.say("ladders.title"), "ladders")
    if not s.rules.escalations:
        yield Para(s.say("ladders.none"), note=True)
        return
    yield Para(s.say("ladders.intro"))
    for ladder in s.rules.escalations.values():
        yield from _ladder(ladder, s)


def _ladder(ladder: Escalation, s: Speaker) -> Iterator[Block]:
    label = ladder.label.in_(s.lang)
    yield Heading(2, label, f"ladder-{ladder.key}")
    limits = [d.label for d in s.rules.deadlines.values() if d.escalation == ladder.key]
    limits += [d.label for d in s.rules.duties.values() if d.escalation == ladder.key]
    used = s.several(label.in_(s.lang) for label in limits)
    yield Para(s.say("ladders.used", limits=s.or_none(used)))
    rows = tuple(
        (
            s.say("ladders.rung", number=number), step_time(step, s), s.or_none(s.when(step.if_)),
            s.who(step.by) if step.by else _sender(step.send, s), step_words(step, s),
            s.cites(step.cite or ladder.cite),
        )
        for number, step in enumerate(ladder.steps.values(), 1)
    )  # fmt: skip
    yield Table(label, s.heads("rung", "when", "if", "by", "what", "clause"), rows)


def _sender(paper: str | None, s: Speaker) -> str:
    definition = s.rules.papers.get(paper or "")
    return s.who(definition.by) if definition and definition.by else s.names.say("by-time")
