"""Somebody owns every state, every duty and every clock.

Codes `state-without-owner`, `duty-without-owner`, `deadline-without-holder`. A state that is not final
needs an `owner`; `anyone`, `public` or the accused own nothing. A deadline runs against `who`, or else
against the owner of the state: one that begins when a final state is entered needs a `who`.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.policy.actors import ActorRef, names_in
from engine.policy.definitions import Deadline, RuleSet
from engine.policy.triggers import names_of
from engine.source import Problem

NOBODY = frozenset({"anyone", "public", "accused", "on_the_case"})


def check(subject: Subject) -> Iterator[Problem]:
    """States, duties and deadlines that nobody answers for."""
    for key, state in subject.ruleset.states.items():
        if not state.final and (state.owner is None or _is_nobody(state.owner)):
            yield subject.problem("state-without-owner", f"states.{key}", state=key)
    for key, duty in subject.ruleset.duties.items():
        if _is_nobody(duty.who):
            yield subject.problem("duty-without-owner", f"duties.{key}.who", also=f"duties.{key}.label", duty=key)
    for key, deadline in subject.ruleset.deadlines.items():
        if _has_no_holder(deadline, subject.ruleset):
            yield subject.problem("deadline-without-holder", f"deadlines.{key}", deadline=key)


def _is_nobody(ref: ActorRef) -> bool:
    named = set(names_in(ref))
    return bool(named) and named <= NOBODY


def _has_no_holder(deadline: Deadline, rules: RuleSet) -> bool:
    if deadline.who is not None:
        return _is_nobody(deadline.who)
    ends = {f"{s.key}.entered" for s in rules.states.values() if s.final} | {"case.closed"}
    return bool(set(names_of(deadline.starts)) & ends)
