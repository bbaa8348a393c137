"""What waits for a clock without a number waits for ever.

Code `never-expires`. A deadline that is `promptly` or `unspecified` drives reminders or nothing; it
never expires. So no transition, clock, duty or flag may wait for its `.expired`.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.policy.definitions import RuleSet
from engine.policy.triggers import names_of
from engine.source import Problem

_ENDLESS = ("promptly", "unspecified")


def check(subject: Subject) -> Iterator[Problem]:
    """Everything that waits for such an event."""
    endless = {f"{k}.expired": d.limit.kind for k, d in subject.ruleset.deadlines.items() if d.limit.kind in _ENDLESS}
    for path, event in _waited_for(subject.ruleset):
        if event in endless:
            deadline = event.removesuffix(".expired")
            also = f"deadlines.{deadline}.limit"
            yield subject.problem("never-expires", path, also=also, deadline=deadline, limit=endless[event])


def _waited_for(rules: RuleSet) -> Iterator[tuple[str, str]]:
    """(path, event) of everything that an event sets off."""
    for state in rules.states.values():
        yield from ((f"states.{state.key}.transitions.{e}", e) for e in state.transitions)
    for key, d in rules.deadlines.items():
        yield from ((f"deadlines.{key}.starts", e) for e in names_of(d.starts))
        for pause in d.pauses.values():
            for trigger in (pause.from_, pause.until):
                yield from ((f"deadlines.{key}.pauses.{pause.key}", e) for e in names_of(trigger))
    for key, duty in rules.duties.items():
        yield from ((f"duties.{key}.after", e) for e in names_of(duty.after))
    for key, flag in rules.flags.items():
        yield from ((f"flags.{key}", e) for e in (flag.raised_by, flag.cleared_by) if e)
