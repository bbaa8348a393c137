"""The actions that a person is offered on a case now, each with the fields it asks."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import datetime

from engine.casework.acts import standing_aside
from engine.casework.acts.actions import Action
from engine.casework.acts.linking import LINK
from engine.casework.acts.own_events import asked_fields
from engine.casework.acts.papers import choices_of, fields_of, is_timely, may_be_signed, may_hold, signers, writer_of
from engine.casework.case import Case
from engine.casework.clocks.duties import may_be_done, open_for, partners
from engine.casework.clocks.turns import owed_here
from engine.casework.requests import COMPLAINANT, World
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy.actors import Named
from engine.policy.deadlines import Clock
from engine.policy.definitions import Paper
from engine.policy.forms import Field, Text

NOTE = Field("note", Text("办理情况", "What was done"), "long-text", required=True)
REASON = Field("reason", Text("退回理由", "Why it is sent back"), "long-text", required=True)


def actions_for(book: Rulebook, case: Case, world: World, actor: str, *, at: datetime) -> tuple[Action, ...]:
    """What `actor` may do now, in the order of the rule file: what moves the case comes first."""
    return actions_in(Run(book, world, at, case), actor)


def actions_in(run: Run, actor: str) -> tuple[Action, ...]:
    """The same for a case that is being looked at already, for several actors in turn."""
    case, book = run.case, run.book
    if actor in case.out:
        return ()
    if any(a is None for a in case.accused) and actor != COMPLAINANT:
        return (*_link(run, actor), *_duties(run, actor))
    found = [*_events(run, actor), *_signatures(run, actor), *_papers(run, actor), *_duties(run, actor)]
    if not case.standing:
        found += standing_aside.offered(run, actor)
    moving = book.ruleset.states[case.state].transitions if case.state in book.ruleset.states else {}
    return tuple(sorted(found, key=lambda a: not moves(a, moving)))


def moves(action: Action, moving: Container[str]) -> bool:
    """Whether a transition of the state waits for this act, or for what becomes of its paper."""
    words = {action.event}
    if action.paper:
        words |= {f"{action.paper}.{w}" for w in ("written", "signed", "sent")}
    return any(w in moving for w in words)


def _link(run: Run, actor: str) -> Iterator[Action]:
    if actor in run.who(Named("intake-office")).persons:
        label = Text("关联被反映人", "Say who the accused are")
        yield Action(LINK, "link", label, rows=len(run.case.accused))


def _events(run: Run, actor: str) -> Iterator[Action]:
    for event in run.book.ruleset.events.values():
        if (event.key in run.book.of_body) != run.case.standing:
            continue
        states = run.book.states_moved_by(event.key)
        open_now = run.case.state in states if states else run.case.closed is None
        allowed = run.who(event.by) if event.by else run.owner()
        ready = open_now and allowed.includes(actor) and run.holds(event.if_) and run.holds(event.needs)
        if ready and (states or run.case.standing or event.key not in run.case.happened):
            asked, _ = asked_fields(run, event)
            yield Action(event.key, "act", event.label, fields=asked, cites=run.book.cites(event.cite))


def _signatures(run: Run, actor: str) -> Iterator[Action]:
    for key, version in run.case.papers.items():
        paper = run.book.ruleset.papers[key]
        if version.status != "written" or actor in (*version.signatures, *version.against):
            continue
        if signers(run, paper).includes(actor) and may_be_signed(run, paper):
            cites, contents = run.book.cites(paper.cite), dict(version.contents)
            sign = Text(f"签批《{paper.label.zh}》", f"Sign: {paper.label.en}")
            back = Text(f"退回《{paper.label.zh}》", f"Send back: {paper.label.en}")
            yield Action(f"{key}.signed", "sign", sign, key, cites=cites, contents=contents)
            yield Action(f"{key}.refused", "refuse", back, key, (REASON,), cites=cites, contents=contents)


def _papers(run: Run, actor: str) -> Iterator[Action]:
    names = {i: u.name for i, u in run.world.directory.units.items()}
    names |= {i: p.name for i, p in run.world.directory.persons.items()}
    for paper in run.book.ruleset.papers.values():
        if not _may_write(run, paper, actor):
            continue
        label = Text(f"填写《{paper.label.zh}》", f"Write: {paper.label.en}")
        yield Action(
            f"{paper.key}.written", "write", label, paper.key, fields_of(run.book, paper),
            choices_of(run, paper, names), paper.strength, run.book.cites(paper.cite),
        )  # fmt: skip


def _may_write(run: Run, paper: Paper, actor: str) -> bool:
    version = run.case.papers.get(paper.key)
    signed_here = paper.signed_by is not None and may_be_signed(run, paper)
    waiting = version is not None and version.status == "written" and signed_here
    return (
        not waiting
        and (paper.key in run.book.of_body) == run.case.standing
        and is_timely(run, paper)
        and run.holds(paper.if_)
        and may_hold(run, paper.needs, paper)
        and writer_of(run, paper).includes(actor)
    )


def _duties(run: Run, actor: str) -> Iterator[Action]:
    for duty in run.book.ruleset.duties.values():
        if not owed_here(run, duty) or duty.send:
            continue
        mine, cites = open_for(run, duty, actor), run.book.cites(duty.cite)
        optional = duty.strength == "may" and may_be_done(run, duty) and run.who(duty.who).includes(actor)
        if mine or optional:
            fields = (*_which(run, mine), NOTE)
            yield Action(f"{duty.key}.done", "duty", duty.label, None, fields, (), duty.strength, cites)
        others = partners(run, duty, actor)
        if others:
            label = Text(f"与人换班：{duty.label.zh}", f"Exchange turns: {duty.label.en}")
            whom = Field("with", Text("与谁互换", "With whom"), "choice", required=True, choices=_called(run, others))
            yield Action(f"{duty.key}.swapped", "duty", label, None, (whom,), (), "may", cites)


def _which(run: Run, mine: tuple[Clock, ...]) -> tuple[Field, ...]:
    """Which of several instances was done: a row, or a turn taken over from somebody."""
    if len(mine) < 2:
        return ()
    choices = _called(run, tuple(c.whose for c in mine))
    return (Field("turn", Text("哪一项", "Which one"), "choice", required=True, choices=choices),)


def _called(run: Run, ids: tuple[str, ...]) -> dict[str, Text]:
    directory = run.world.directory
    names = {i: getattr(directory.persons.get(i) or directory.units.get(i), "name", i) for i in ids}
    return {i: Text(str(name), str(name)) for i, name in names.items()}
