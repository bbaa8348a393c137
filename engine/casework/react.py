"""What an event sets off: papers go out, effects happen, clocks move, the case changes state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.casework.case import Case
from engine.casework.clocks.dated import begin_dated
from engine.casework.clocks.duties import react_duties
from engine.casework.clocks.moments import moments
from engine.casework.clocks.pausing import end_pause, extend, pause_while
from engine.casework.clocks.running_out import expire, take_step, vacant
from engine.casework.clocks.starting import cancel_all, react_clocks
from engine.casework.clocks.turns import begin_recurring
from engine.casework.derive import derive, raise_flags
from engine.casework.facts import NONE_HERE, plain
from engine.casework.linked import linked_run, recusals_in, stand_aside_too
from engine.casework.rulebook import PAPER_EVENTS
from engine.casework.run import Run
from engine.errors import EngineError
from engine.policy.actors import ActorRef, Named
from engine.policy.definitions import (
    EffectDef,
    JoinCase,
    OpenCase,
    Paper,
    RuleSet,
    SendPaper,
    SetFacts,
    Transition,
)
from engine.policy.triggers import names_of

_MOST_REACTIONS = 2_000


class EndlessReaction(EngineError):
    """Definitions set each other off without end; the prover finds these before publishing."""


def settle(run: Run) -> None:
    """React until nothing more follows."""
    for _ in range(_MOST_REACTIONS):
        before = run.case.seq
        derive(run)
        begin_recurring(run)
        begin_dated(run)
        pause_while(run)
        if run.case.seq != before:
            continue
        if not run.queue:
            if not _unowned(run):
                _stand_aside_in_children(run)
                return
            continue
        _react(run, run.queue.popleft())
    raise EndlessReaction(f"more than {_MOST_REACTIONS} reactions on case {run.case.id}")


def _unowned(run: Run) -> bool:
    """Notes, once, that nobody is there to act in the present state."""
    state = run.book.ruleset.states.get(run.case.state)
    what = f"states.{run.case.state}.owner"
    if state is None or state.final or state.owner is None or what in run.case.vacancies or run.owner().persons:
        return False
    vacant(run, what)
    return True


def _stand_aside_in_children(run: Run) -> None:
    """Who stands aside after a case has begun inside this one, in the same judgement, does so there too."""
    found = recusals_in(run.events) if run.children else ()
    for place, child in enumerate(run.children) if found else ():
        inner = Run(run.book, replace(run.world, related=()), run.at, child.case, children=list(child.children))
        stand_aside_too(inner, found)
        if inner.events:
            settle(inner)
            after = inner.judgement()
            run.children[place] = replace(after, events=(*child.events, *after.events))


def pass_time(run: Run) -> None:
    """Everything that time owes the case up to now, in order, each once."""
    for _ in range(_MOST_REACTIONS):
        owed = moments(run)
        if not owed:
            run.owed = None
            return
        run.owed = owed[0].at
        if owed[0].begins:
            settle(run)
            continue
        if owed[0].resumes:
            end_pause(run, run.case.clocks[owed[0].clock])
        elif owed[0].step is None:
            expire(run, owed[0])
        else:
            take_step(run, owed[0])
        settle(run)
    raise EndlessReaction(f"time never catches up on case {run.case.id}")


def enter(run: Run, state: str, *, on: str, transition: Transition | None = None) -> None:
    """The case enters a state; a new round there forgets what led out of it before, and a closed case
    that is taken up again what would keep a clock from beginning."""
    definition = run.book.ruleset.states[state]
    again = state in run.case.visited
    led_out = _led_out(run.book.ruleset, state, run.case) if again else ()
    stopped = _stopped_unstarted(run) if run.case.closed is not None else ()
    clears = sorted({*led_out, *stopped})
    data: dict[str, object] = {"state": state, "left": run.case.state, "on": on}
    if clears:
        data["clears"] = clears
    if transition and transition.deemed:
        data["deemed"] = transition.deemed
    if definition.final:
        data["final"] = True
    cites = transition.cite if transition else ()
    run.emit("entered", data, run.reason(f"states.{state}", cites, definition.cite))
    if definition.final:
        cancel_all(run)


def _react(run: Run, name: str) -> None:
    subject, _, what = name.rpartition(".")
    rules = run.book.ruleset
    if run.case.standing:
        declare_periods(run, name)
    else:
        raise_flags(run, name)
    if subject in rules.papers:
        _react_to_paper(run, rules.papers[subject], what)
    elif name in rules.events:
        apply_effects(run, rules.events[name].then, name)
    if not run.case.standing:
        react_clocks(run, name)
    react_duties(run, name)
    if what == "signed" and subject in rules.papers:
        extend(run, subject)
    _move(run, name)


def declare_periods(run: Run, name: str) -> None:
    """Periods that this event declares or ends, on the standing file."""
    for period in run.book.ruleset.periods.values():
        up = name == period.declared_by
        if (up and period.key not in run.case.periods) or (name == period.ended_by and period.key in run.case.periods):
            data = {"period": period.key, "up": up, "by": name}
            run.emit("period", data, run.reason(f"periods.{period.key}", period.cite))


def _react_to_paper(run: Run, paper: Paper, what: str) -> None:
    version = run.case.papers.get(paper.key)
    if version is None:
        return
    if what == "signed" and paper.to and version.status == "signed":
        send(run, paper)
    if what == ("sent" if paper.to else "signed"):
        apply_effects(run, paper.then, f"{paper.key}.{what}")


def send(run: Run, paper: Paper, actor: str | None = None) -> None:
    """A paper goes to its addressees, never to the recused."""
    holder = run.owner().ids
    to = dict.fromkeys(i for ref in paper.to for i in _addressees(run, ref, holder))
    version = run.case.papers[paper.key].version
    data: dict[str, object] = {"paper": paper.key, "version": version, "to": list(to)}
    if paper.instead_of:
        data["counts_as"] = list(stands_for(run.book.ruleset, paper))
    run.emit("sent", data, run.reason(f"papers.{paper.key}", paper.cite), actor=actor)


def _addressees(run: Run, ref: ActorRef, holder: tuple[str, ...]) -> tuple[str, ...]:
    """Whom a paper goes to. The accused are out of every step, but a letter written to them (it
    clears their name) reaches them; it holds nothing of the complaint."""
    if ref == Named("accused"):
        return tuple(a for a in run.case.accused if a and a != NONE_HERE)
    return run.who(ref, holder).ids


def stands_for(ruleset: RuleSet, paper: Paper) -> Iterator[str]:
    """Papers that this one is sent instead of, through the chain."""
    seen = {paper.key}
    while paper.instead_of and paper.instead_of not in seen:
        yield paper.instead_of
        seen.add(paper.instead_of)
        paper = ruleset.papers[paper.instead_of]


def apply_effects(run: Run, effects: tuple[EffectDef, ...], by: str) -> None:
    """What a paper or an act brings about."""
    for effect in effects:
        match effect:
            case SetFacts(values):
                run.emit("fact-set", {"facts": plain(values), "by": by})
            case SendPaper(key):
                paper = run.book.ruleset.papers[key]
                if key in run.case.papers and run.case.papers[key].status == "signed":
                    send(run, paper)
            case OpenCase():
                inner = linked_run(run, effect)
                enter(inner, effect.in_, on="case.opened")
                settle(inner)
                run.children.append(inner.judgement())
                run.emit("case-opened", {"case": inner.case.id, "state": inner.case.state, "link": effect.link})
            case JoinCase(same, if_):
                found = [str(r["case"]) for r in run.world.related if all(r.get(f) == run.facts().get(f) for f in same)]
                if found and run.holds(if_):
                    run.emit("case-joined", {"cases": found})


def _move(run: Run, name: str) -> None:
    if run.case.closed is not None and not _reopens(run, name):
        return
    state = run.book.ruleset.states.get(run.case.state)
    for transition in state.transitions.get(name, ()) if state else ():
        if run.holds(transition.if_):
            enter(run, transition.to, on=name, transition=transition)
            return


def _reopens(run: Run, name: str) -> bool:
    return name in run.book.ruleset.states[run.case.state].transitions


def _stopped_unstarted(run: Run) -> Iterator[str]:
    """Names that would stop clocks which never ran on this case."""
    for deadline in run.book.ruleset.deadlines.values():
        if deadline.key not in run.case.clocks:
            yield from (n for n in names_of(deadline.stops) if n in run.case.happened)


def _led_out(ruleset: RuleSet, state: str, case: Case) -> Iterator[str]:
    """Names to forget when a state is entered again: its own triggers, and all that happened to the
    papers among them."""
    for trigger in ruleset.states[state].transitions:
        subject, _, what = trigger.rpartition(".")
        names = (
            [f"{subject}.{w}" for w in PAPER_EVENTS]
            if subject in ruleset.papers and what in PAPER_EVENTS
            else [trigger]
        )
        yield from (n for n in names if n in case.happened)
