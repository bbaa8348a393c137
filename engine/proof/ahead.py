"""What can still be done to a case from one state on.

A paper whose events move cases is written and signed in the states that it leads out of; an act may
name its state in a condition. Once those states lie behind, what such a paper or act has brought
about stays as it is: it is a settled fact, and no longer something that may change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.casework.react import stands_for
from engine.casework.rulebook import PAPER_EVENTS, Rulebook
from engine.policy.conditions import ALWAYS, All, Condition, facts_read
from engine.policy.definitions import Deadline, Event, Paper, RuleSet, State
from engine.policy.triggers import names_of
from engine.proof.narrowing import NEVER, without_arrows
from engine.proof.residue import FALSE, left
from engine.proof.slicing import setters_in, subject


@dataclass(frozen=True)
class Place:
    """What tells what can still happen to a case: its state; acts `done` that are done once; papers
    `waiting` that may be signed and not written any more (None: any may); whether a higher body has
    `taken` it over as a whole; events and flags that are so and stay so (`kept`); facts that an effect
    has `fixed`; clocks that are `over` for good."""

    state: str
    done: frozenset[str] = frozenset()
    waiting: frozenset[str] | None = None
    taken: bool = False
    kept: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Chart:
    """What the whole rule set says of the time of papers, acts and clocks; it holds for a narrower one
    too. Which states each event leads `out` of, states that are `unfinished`, the keys of `papers`,
    `events`, `deadlines`; clocks that nothing can end before they ever began (`first`); tables that ask
    about whoever owes a duty (`per_holder`); events that a closed case forgets when it is taken up again
    (`reopened`)."""

    out: Mapping[str, frozenset[str]]
    unfinished: frozenset[str]
    papers: frozenset[str]
    events: frozenset[str]
    deadlines: frozenset[str]
    first: frozenset[str]
    per_holder: frozenset[str]
    reopened: frozenset[str]

    def out_of(self, *names: str) -> frozenset[str]:
        """States that any of these events leads out of."""
        return frozenset().union(*(self.out.get(n, frozenset()) for n in names))


def chart_of(book: Rulebook) -> Chart:
    """The chart of a rule set."""
    rules, out = book.ruleset, book.moved_by
    unfinished = frozenset(k for k, s in rules.states.items() if not s.final)
    papers, events, deadlines = map(frozenset, (rules.papers, rules.events, rules.deadlines))
    reopens = any(s.final and s.transitions for s in rules.states.values())
    reopened = frozenset(n for d in rules.deadlines.values() for n in names_of(d.stops) if reopens)
    chart = Chart(out, unfinished, papers, events, deadlines, frozenset(), book.per_holder, reopened)
    first = frozenset(k for k, d in rules.deadlines.items() if _begins_first(d, rules, chart))
    return replace(chart, first=first)


def ways(rules: RuleSet, start: str) -> frozenset[str]:
    """States that may be entered from here by the arrows as drawn."""
    found, todo = set[str](), [start]
    while todo:
        state = rules.states[todo.pop()]
        onward = {t.to for ts in state.transitions.values() for t in ts} - found
        found |= onward
        todo += onward
    return frozenset(found)


def still_possible(rules: RuleSet, place: Place, ahead: frozenset[str], chart: Chart) -> RuleSet:
    """The rule set with only these states, and the papers, acts, clocks for which the time is not over.
    What is taken over as a whole cannot be taken over again."""
    events = {k: e for k, e in rules.events.items() if k not in place.done and may_be_done(e, chart, ahead)}
    alive = {k for k, p in rules.papers.items() if may_be_written(p, rules, chart, ahead)} - _too_late(
        rules, place.over
    )
    pending = rules.papers.keys() if place.waiting is None else rules.papers.keys() & place.waiting
    alive |= {k for k in pending if may_be_signed(rules.papers[k], rules, chart, ahead)}
    setters = setters_in(rules)
    while more := {k for k in rules.papers.keys() - alive if _lives({*setters.get(k, ())}, alive, events, rules)}:
        alive |= more
    return replace(
        rules,
        states={k: s for k, s in rules.states.items() if k in ahead},
        events=events,
        papers={k: p for k, p in rules.papers.items() if k in alive},
        deadlines={k: d for k, d in rules.deadlines.items() if k not in place.over},
        recusal={k: r for k, r in rules.recusal.items() if r.who is not None or not place.taken},
    )


def _too_late(rules: RuleSet, over: frozenset[str]) -> set[str]:
    """Requests to extend clocks that are all over."""
    asked: dict[str, set[str]] = {}
    for d in rules.deadlines.values():
        if d.extension:
            asked.setdefault(d.extension.request, set()).add(d.key)
    return {paper for paper, clocks in asked.items() if clocks <= over}


def reachable(rules: RuleSet, place: Place, chart: Chart) -> RuleSet:
    """Of the rule set what is ahead, without arrows whose trigger cannot come any more. An arrow that
    goes may leave states behind, and with them papers that were other arrows' triggers."""
    while True:
        ahead = frozenset({place.state}) | ways(rules, place.state)
        there = still_possible(rules, place, ahead, chart)
        dead = {k: frozenset(t for t in s.transitions if _is_dead(t, s, there, chart)) for k, s in there.states.items()}
        if not any(dead.values()):
            return there
        rules = without_arrows(rules, dead)


def _is_dead(trigger: str, state: State, there: RuleSet, chart: Chart) -> bool:
    return bool(state.transitions[trigger]) and not _may_come(trigger, there, chart)


def _may_come(name: str, there: RuleSet, chart: Chart) -> bool:
    """Whether this may be heard again, as far as it is the doing of an act, a paper or a clock."""
    if name in chart.events:
        return name in there.events
    key, _, what = name.rpartition(".")
    if key in chart.papers and what in PAPER_EVENTS:
        return key in there.papers
    return key not in chart.deadlines or key in there.deadlines


def may_start(deadline: Deadline, there: RuleSet, chart: Chart, onward: frozenset[str]) -> bool:
    """Whether what starts it may still come, once the case is in its present state; `onward` are the
    states that may be entered."""
    if deadline.if_ == NEVER:
        return False
    names = [n for n in names_of(deadline.starts) if n != "case.opened" and _may_come(n, there, chart)]
    entering = {f"{s}.entered" for s in (chart.unfinished | there.states.keys()) - onward}
    return any(n not in entering for n in names)


def _begins_first(deadline: Deadline, rules: RuleSet, chart: Chart) -> bool:
    """Whether nothing that ends it can have happened before it ever began: it begins in any case when a
    state is entered, and only what leads out of that state, or leaving it, ends it."""
    if deadline.if_ != ALWAYS or not isinstance(deadline.starts, str):
        return False
    state, _, what = deadline.starts.rpartition(".")
    stops = names_of(deadline.stops)
    return state in rules.states and what == "entered" and all(_only_in(n, state, rules, chart) for n in stops)


def _only_in(name: str, state: str, rules: RuleSet, chart: Chart) -> bool:
    """Whether this happens in this one state alone."""
    key, _, what = name.rpartition(".")
    if what == "left" and key == state:
        return True
    if name in rules.events:
        return chart.out_of(name) == {state} and name not in _told_when_filing(rules)
    paper = rules.papers.get(key)
    if paper is None or what not in PAPER_EVENTS or key in setters_in(rules):
        return False
    return chart.out_of(*(f"{key}.{w}" for w in PAPER_EVENTS)) == {state} and not any(stands_for(rules, paper))


def _told_when_filing(rules: RuleSet) -> frozenset[str]:
    return frozenset(f.happens for form in rules.forms.values() for _, f in form.all_fields() if f.happens)


def lasting(rules: RuleSet, chart: Chart, onward: frozenset[str]) -> frozenset[str]:
    """Events that nothing makes forgotten once they have happened, as long as only states of `onward`
    are entered, and flags that nothing takes down. A signature is forgotten when the paper is written
    again."""
    arrows = {t for w in onward for t in rules.states[w].transitions}
    papers = {t.rpartition(".")[0] for t in arrows} & chart.papers
    forgotten = arrows | {f"{p}.{w}" for p in papers for w in PAPER_EVENTS}
    events = {*chart.events, *(f"{p}.written" for p in chart.papers)}
    flags = {k for k, f in rules.flags.items() if f.if_ is None and f.cleared_by is None}
    return frozenset(events - forgotten - chart.reopened | flags)


def is_over(name: str, there: RuleSet, chart: Chart) -> bool:
    """Whether this fact was brought about by what cannot be done any more: so it stays as it is."""
    flag = there.flags.get(name)
    if flag is not None:
        names = [n for n in (flag.raised_by, flag.cleared_by) if n]
        return bool(names) and flag.if_ is None and all(is_over(n, there, chart) for n in names)
    key = subject(name, there)
    if any(key in (t, subject(t, there)) for s in there.states.values() for t in s.transitions):
        return False  # a new round in that state forgets it
    return (key in chart.events and key not in there.events) or (key in chart.papers and key not in there.papers)


def _lives(setters: set[str], alive: set[str], events: dict[str, Event], rules: RuleSet) -> bool:
    return bool(setters & (alive | events.keys() | rules.deadlines.keys()))


def may_be_done(event: Event, chart: Chart, ahead: frozenset[str]) -> bool:
    """Whether this act may be done in one of these states, whatever else is so."""
    moved = chart.out_of(event.key) or chart.unfinished
    return any(_may_hold(All((event.if_, event.needs)), state) for state in moved & ahead)


def done_once(rules: RuleSet, chart: Chart) -> frozenset[str]:
    """Acts that move no case: they are offered until they are done."""
    return frozenset(e for e in rules.events if not chart.out_of(e))


def may_be_written(paper: Paper, rules: RuleSet, chart: Chart, ahead: frozenset[str]) -> bool:
    """Whether this paper may be written in one of these states, whatever else is so."""
    keys = (paper.key, *stands_for(rules, paper))
    moved = chart.out_of(*(f"{k}.written" for k in keys)) or chart.out_of(*_later(keys)) or chart.unfinished
    return any(_may_hold(All((paper.if_, paper.needs)), state) for state in moved & ahead)


def may_be_signed(paper: Paper, rules: RuleSet, chart: Chart, ahead: frozenset[str]) -> bool:
    """Whether this paper may still be signed in one of these states."""
    if paper.signed_by is None:
        return False
    moved = chart.out_of(*_later((paper.key, *stands_for(rules, paper))))
    return bool(moved & ahead) if moved else True


def signed_in(paper: Paper, rules: RuleSet, chart: Chart) -> frozenset[str]:
    """States in which this paper is signed: those that its signing leads out of, or any but a final one."""
    return chart.out_of(*_later((paper.key, *stands_for(rules, paper)))) or chart.unfinished


def _later(keys: tuple[str, ...]) -> list[str]:
    return [f"{k}.{what}" for k in keys for what in ("signed", "sent", "refused")]


def _may_hold(condition: Condition, state: str) -> bool:
    """Whether the condition may hold in this state, whatever else is so."""
    return left(condition, {"state": state}, frozenset(facts_read(condition)) - {"state"}) != FALSE
