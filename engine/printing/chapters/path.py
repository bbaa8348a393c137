"""The path of a case: a flowchart, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.definitions import State, Transition
from engine.printing.document import Block, Exit, Flow, Heading, Para, Step, Table
from engine.printing.route import steps_in_order
from engine.printing.speaker import Speaker


def chapter(s: Speaker) -> Iterator[Block]:
    """How a case moves from its arrival to its end."""
    yield Heading(1, s.say("path.title"), "path")
    yield Para(s.say("path.intro"))
    steps = steps_in_order(s.rules)
    places = {state.key: i for i, state in enumerate(steps)}
    drawn = tuple(_step(x, places, s) for x in steps)
    yield Flow(s.say("path.chart"), s.say("path.chart-says"), drawn, s.say("path.chart-key"))
    head = s.heads("step", "owner", "ways-on", "clause")
    yield Table(s.say("path.table"), head, tuple(_row(i, x, s) for i, x in enumerate(steps, 1)))
    events = tuple(_event_row(key, s) for key in s.rules.events)
    if events:
        yield Table(s.say("path.events"), s.heads("event", "by", "needs", "follows", "clause"), events)


def _step(state: State, places: dict[str, int], s: Speaker) -> Step:
    exits = tuple(
        Exit(s.names.event(event), words, places[t.to]) for event, t, words in _ways(state, s) if t.to in places
    )
    kind = "last" if state.final else "first" if state.initial else "step"
    under = "" if state.final else s.who(state.owner)
    return Step(state.label.in_(s.lang), under, kind, exits)


def _ways(state: State, s: Speaker) -> Iterator[tuple[str, Transition, str]]:
    """Every way on with its condition; where an event has several, the one without is the rest."""
    for event, transitions in state.transitions.items():
        for t in transitions:
            words = _condition(t, s)
            yield event, t, words or (s.say("path.else") if len(transitions) > 1 else "")


def _condition(t: Transition, s: Speaker) -> str:
    deemed = s.word("deemed", t.deemed) if t.deemed else ""
    return s.several((s.when(t.if_), deemed))


def _row(number: int, state: State, s: Speaker) -> tuple[str, ...]:
    name = s.say("path.numbered", number=number, name=state.label.in_(s.lang))
    owner = s.say("path.end") if state.final else s.who(state.owner)
    return name, owner, s.or_none(s.lines(*_sentences(state, s))), s.cites(state.cite)


def _sentences(state: State, s: Speaker) -> Iterator[str]:
    for event, t, words in _ways(state, s):
        key = "path.way-if" if words else "path.way"
        yield s.say(key, event=s.names.event(event), to=s.names.of(t.to), condition=words)


def _event_row(key: str, s: Speaker) -> tuple[str, ...]:
    event = s.rules.events[key]
    allowed = s.several((s.when(event.if_), s.when(event.needs)))
    asked = s.say("path.asks", section=_section(event.asks, s)) if event.asks else ""
    follows = s.lines(asked, *(s.effect(e) for e in event.then))
    return (
        event.label.in_(s.lang), s.who(event.by), s.or_none(allowed), s.or_none(follows),
        s.cites(event.cite, unverified=event.unverified),
    )  # fmt: skip


def _section(key: str, s: Speaker) -> str:
    found = (form.sections[key].label for form in s.rules.forms.values() if key in form.sections)
    return next((label.in_(s.lang) for label in found), s.say("path.questions"))
