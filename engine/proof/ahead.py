"""What can still be done to a case from one state on.

A paper whose events move cases is written and signed in the states that it leads out of; an act may
name its state in a condition. Once those states lie behind, what such a paper or act has brought
about stays as it is: it is a settled fact, and no longer something that may change.
"""

from __future__ import annotations

from dataclasses import replace

from engine.casework.react import stands_for
from engine.policy.conditions import All, Condition, facts_read
from engine.policy.definitions import Event, Paper, RuleSet
from engine.proof.residue import FALSE, left
from engine.proof.slicing import setters_in, subject


def ways(rules: RuleSet, start: str) -> frozenset[str]:
    """States that may be entered from here by the arrows as drawn."""
    found, todo = set[str](), [start]
    while todo:
        state = rules.states[todo.pop()]
        onward = {t.to for ts in state.transitions.values() for t in ts} - found
        found |= onward
        todo += onward
    return frozenset(found)


def still_possible(
    rules: RuleSet, ahead: frozenset[str], done: frozenset[str] = frozenset(), waiting: frozenset[str] | None = None
) -> RuleSet:
    """The rule set with only these states, and the papers and acts for which the time is not over.

    `done` are acts that are done once in a case and were; `waiting` papers that wait for a signature
    (None: any may)."""
    events = {k: e for k, e in rules.events.items() if k not in done and may_be_done(e, rules, ahead)}
    alive = {k for k, p in rules.papers.items() if may_be_written(p, rules, ahead)}
    pending = rules.papers.keys() if waiting is None else rules.papers.keys() & waiting
    alive |= {k for k in pending if may_be_signed(rules.papers[k], rules, ahead)}
    setters = setters_in(rules)
    while more := {k for k in rules.papers.keys() - alive if _lives({*setters.get(k, ())}, alive, events, rules)}:
        alive |= more
    states = {k: s for k, s in rules.states.items() if k in ahead}
    return replace(rules, states=states, events=events, papers={k: p for k, p in rules.papers.items() if k in alive})


def is_over(name: str, rules: RuleSet, there: RuleSet) -> bool:
    """Whether this fact was brought about by what cannot be done any more: so it stays as it is."""
    flag = rules.flags.get(name)
    if flag is not None:
        names = [n for n in (flag.raised_by, flag.cleared_by) if n]
        return bool(names) and flag.if_ is None and all(is_over(n, rules, there) for n in names)
    key = subject(name, rules)
    if any(key in (t, subject(t, rules)) for s in there.states.values() for t in s.transitions):
        return False  # a new round in that state forgets it
    return (key in rules.events and key not in there.events) or (key in rules.papers and key not in there.papers)


def _lives(setters: set[str], alive: set[str], events: dict[str, Event], rules: RuleSet) -> bool:
    return bool(setters & (alive | events.keys() | rules.deadlines.keys()))


def may_be_done(event: Event, rules: RuleSet, ahead: frozenset[str]) -> bool:
    """Whether this act may be done in one of these states, whatever else is so."""
    moved = _moved_by((event.key,), rules) or _open(rules)
    return any(_may_hold(All((event.if_, event.needs)), state) for state in moved & ahead)


def done_once(rules: RuleSet) -> frozenset[str]:
    """Acts that move no case: they are offered until they are done."""
    return frozenset(e for e in rules.events if not _moved_by((e,), rules))


def may_be_written(paper: Paper, rules: RuleSet, ahead: frozenset[str]) -> bool:
    """Whether this paper may be written in one of these states, whatever else is so."""
    keys = (paper.key, *stands_for(rules, paper))
    moved = _moved_by([f"{k}.written" for k in keys], rules) or _moved_by(_later(keys), rules) or _open(rules)
    return any(_may_hold(All((paper.if_, paper.needs)), state) for state in moved & ahead)


def may_be_signed(paper: Paper, rules: RuleSet, ahead: frozenset[str]) -> bool:
    """Whether this paper may still be signed in one of these states."""
    if paper.signed_by is None:
        return False
    moved = _moved_by(_later((paper.key, *stands_for(rules, paper))), rules)
    return bool(moved & ahead) if moved else True


def _later(keys: tuple[str, ...]) -> list[str]:
    return [f"{k}.{what}" for k in keys for what in ("signed", "sent", "refused")]


def _moved_by(names: tuple[str, ...] | list[str], rules: RuleSet) -> frozenset[str]:
    return frozenset(k for k, s in rules.states.items() if any(n in s.transitions for n in names))


def _open(rules: RuleSet) -> frozenset[str]:
    return frozenset(k for k, s in rules.states.items() if not s.final)


def _may_hold(condition: Condition, state: str) -> bool:
    """Whether the condition may hold in this state, whatever else is so."""
    return left(condition, {"state": state}, frozenset(facts_read(condition)) - {"state"}) != FALSE
