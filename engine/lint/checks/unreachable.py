"""Every state can be reached, and every act can be done by somebody.

Codes `unreachable-state` and `nobody-may`. A state is reached from the initial one by transitions, or
by a paper or an act that opens a case in it. An act is done by whoever `by` names: a body's people,
not `public`, `anyone` or whom a clock runs against; and where it moves the case, at least one of the
states it leads out of must be reachable.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.policy.actors import names_in
from engine.policy.definitions import OpenCase, RuleSet
from engine.source import Problem

_NOBODY = frozenset({"public", "anyone", "holder", "accused"})


def check(subject: Subject) -> Iterator[Problem]:
    """States and acts that no case ever comes to."""
    if not subject.runs:
        return
    reached = reachable(subject.ruleset)
    for key in subject.ruleset.states:
        if key not in reached:
            yield subject.problem("unreachable-state", f"states.{key}", state=key)
    for key, event in subject.ruleset.events.items():
        named = set(names_in(event.by)) if event.by else set()
        leaves = {s.key for s in subject.ruleset.states.values() if key in s.transitions}
        if (named and named <= _NOBODY) or (leaves and not leaves & reached):
            yield subject.problem("nobody-may", f"events.{key}", event=key)


def reachable(rules: RuleSet) -> frozenset[str]:
    """The states that a case can come to."""
    openings = [e for p in rules.papers.values() for e in p.then] + [e for v in rules.events.values() for e in v.then]
    waiting = [s.key for s in rules.states.values() if s.initial]
    waiting += [e.in_ for e in openings if isinstance(e, OpenCase)]
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in seen and key in rules.states:
            seen.add(key)
            waiting += [way.to for ways in rules.states[key].transitions.values() for way in ways]
    return frozenset(seen)
