"""Every act that a policy asks of somebody, in the order of the path: who, when, what, by when, by which clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.policy.actors import ActorRef
from engine.policy.definitions import (
    Deadline,
    Duty,
    Event,
    Paper,
    RuleSet,
    State,
    Step,
)
from engine.policy.triggers import names_of
from engine.printing.cadence_words import duty_time
from engine.printing.route import steps_in_order
from engine.printing.speaker import Speaker

_BESIDE, _BY_TIME, _BOOKS = 1000, 2000, 3000
"""Acts that belong to no step of the path stand behind it: duties, then ladders, then books."""


@dataclass(frozen=True)
class Act:
    """One act of `who`; `place` orders the acts, the words are ready to be read."""

    place: int
    who: ActorRef
    when: str
    what: str
    limit: str
    cites: str


def acts(s: Speaker) -> tuple[Act, ...]:
    """All of them, in the order in which they come up."""
    found = (*_of_events(s), *_of_papers(s), *_of_limits(s), *_of_duties(s), *_of_ladders(s), *_of_books(s))
    return tuple(sorted(found, key=lambda a: a.place))


def _of_events(s: Speaker) -> Iterator[Act]:
    for event in s.rules.events.values():
        homes = _homes((event.key,), s.rules)
        owner = homes[0].owner if homes else None
        who = event.by or owner
        if who is None:
            continue
        yield Act(
            _place(homes, s.rules), who, _at(homes, _allowed(event, s), s),
            s.say("act.event", name=event.label.in_(s.lang)), _limits((event.key,), s),
            s.cites(event.cite, unverified=event.unverified),
        )  # fmt: skip


def _of_papers(s: Speaker) -> Iterator[Act]:
    for paper in s.rules.papers.values():
        if paper.by is not None:
            key = "act.write-for-signature" if paper.signed_by else "act.write-and-send" if paper.to else "act.write"
            yield _paper_act(paper, paper.by, key, ("written", "sent", "signed"), s)
        if paper.signed_by is not None:
            key = "act.sign-and-send" if paper.to else "act.sign"
            yield _paper_act(paper, paper.signed_by, key, ("sent", "signed", "written"), s)


def _paper_act(paper: Paper, who: ActorRef, key: str, moves: tuple[str, ...], s: Speaker) -> Act:
    """An act on a paper. It is done at the steps that the first of `moves` leads on from, if any does."""
    found = (_homes((f"{paper.key}.{move}",), s.rules) for move in moves)
    homes = next((h for h in found if h), ())
    what = s.say(key, name=paper.label.in_(s.lang), to=s.several(s.who(t) for t in paper.to))
    return Act(
        _place(homes, s.rules), who, _at(homes, _allowed(paper, s), s), what,
        _limits(tuple(f"{paper.key}.{e}" for e in moves), s), s.cites(paper.cite, unverified=paper.unverified),
    )  # fmt: skip


def _of_limits(s: Speaker) -> Iterator[Act]:
    """Limits that run against somebody by name; the act that ends them may be another one's."""
    for d in s.rules.deadlines.values():
        if d.who is not None:
            homes = _homes(names_of(d.stops), s.rules)
            what = s.say("act.keep", name=d.label.in_(s.lang), stops=s.trigger(d.stops))
            cites = s.cites(d.cite, unverified=d.unverified)
            yield Act(_place(homes, s.rules), d.who, _at(homes, s.when(d.if_), s), what, _limit(d, s), cites)


def _of_duties(s: Speaker) -> Iterator[Act]:
    for place, duty in enumerate(s.rules.duties.values(), _BESIDE):
        when = s.or_none(s.when(duty.if_))
        cites = s.cites(duty.cite, unverified=duty.unverified)
        yield Act(place, duty.who, when, duty_words(duty, s), duty_time(duty, s), cites)


def _of_ladders(s: Speaker) -> Iterator[Act]:
    for place, ladder in enumerate(s.rules.escalations.values(), _BY_TIME):
        for step in ladder.steps.values():
            who = step.by or _sender(step, s.rules)
            if who is not None:
                yield Act(
                    place, who, s.say("act.on-ladder", name=ladder.label.in_(s.lang)), step_words(step, s),
                    step_time(step, s), s.cites(step.cite or ladder.cite),
                )  # fmt: skip


def _of_books(s: Speaker) -> Iterator[Act]:
    for place, book in enumerate(s.rules.registers.values(), _BOOKS):
        if book.kept_by is not None:
            what = s.say("act.keep-book", name=book.label.in_(s.lang))
            yield Act(place, book.kept_by, s.or_none(s.when(book.if_)), what, s.or_none(""), s.cites(book.cite))


def duty_words(duty: Duty, s: Speaker) -> str:
    """What a duty asks for, toward whom, and the paper it may consist of."""
    key = "act.duty-toward" if duty.toward else "act.duty"
    toward = s.who(duty.toward) if duty.toward else ""
    name, act = duty.label.in_(s.lang), s.names.act(duty.act)
    same = "-same" if act in name else ""
    said = s.say(key + same, name=name, act=act, toward=toward)
    return s.lines(said, s.say("act.by-paper", name=s.names.of(duty.send)) if duty.send else "")


def step_words(step: Step, s: Speaker) -> str:
    """What happens on a rung, to whom, and how."""
    to = s.who(step.to) if step.to else _addressees(step, s)
    what = s.say("act.send", name=s.names.of(step.send)) if step.send else s.names.act(step.act or "")
    by = s.say("act.channel", channel=s.word("channel", step.channel)) if step.channel else ""
    key = "act.rung-to" if to else "act.rung"
    return s.say(key, what=what, to=to, channel=by)


def step_time(step: Step, s: Speaker) -> str:
    """When a rung stands, and how often."""
    offset = step.before or step.after
    key = "rung.before" if step.before else "rung.after" if step.after else "rung.at"
    when = s.say(key, limit=s.limit(offset) if offset else "")
    if step.every is None:
        return when
    return s.lines(when, s.say("rung.again", every=s.limit(step.every), times=step.times))


def _addressees(step: Step, s: Speaker) -> str:
    paper = s.rules.papers.get(step.send or "")
    return s.several(s.who(t) for t in paper.to) if paper else ""


def _sender(step: Step, rules: RuleSet) -> ActorRef | None:
    paper = rules.papers.get(step.send or "")
    return paper.by if paper else None


def _allowed(definition: Event | Paper, s: Speaker) -> str:
    return s.several((s.when(definition.if_), s.when(definition.needs)))


def _homes(events: tuple[str, ...], rules: RuleSet) -> tuple[State, ...]:
    """The steps that one of these events leads on from, in order."""
    return tuple(x for x in steps_in_order(rules) if any(e in x.transitions for e in events))


def _place(homes: tuple[State, ...], rules: RuleSet) -> int:
    return steps_in_order(rules).index(homes[0]) if homes else _BESIDE - 1


def _at(homes: tuple[State, ...], condition: str, s: Speaker) -> str:
    step = s.say("act.at", step=s.several(h.label.in_(s.lang) for h in homes)) if homes else ""
    return s.or_none(s.lines(step, s.say("act.if", condition=condition) if condition else ""))


def _limits(events: tuple[str, ...], s: Speaker) -> str:
    """The limits that are there for one of these events (the first that is named) and run against whoever acts."""
    found = (d for d in s.rules.deadlines.values() if d.who is None and names_of(d.stops)[0] in events)
    return s.or_none(s.lines(*(_limit(d, s) for d in found)))


def _limit(d: Deadline, s: Speaker) -> str:
    words = s.limit_of(d)
    return s.say("act.limit", name=d.label.in_(s.lang), limit=words, starts=s.trigger(d.starts))
