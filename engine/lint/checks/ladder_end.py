"""The last step of a ladder leaves the unit.

Code `ladder-stays`. Somebody outside must hear of a case that nobody inside moves: the last step goes
to `next-higher-body` or to a superior, or sends a paper that does.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.policy.actors import ActorRef, AllOf, FirstPresent, Of, OneOf, names_in
from engine.policy.definitions import RuleSet, Step
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """Ladders that end where they began."""
    for key, ladder in subject.ruleset.escalations.items():
        steps = list(ladder.steps.values())
        if not steps:
            yield subject.problem("ladder-empty", f"escalations.{key}", ladder=key)
        elif not any(_leaves(ref) for ref in _told(subject.ruleset, steps[-1])):
            path = f"escalations.{key}.steps.{steps[-1].key}"
            yield subject.problem("ladder-stays", path, ladder=key, step=steps[-1].key)


def _told(rules: RuleSet, step: Step) -> tuple[ActorRef, ...]:
    paper = rules.papers.get(step.send or "")
    return (*((step.to,) if step.to else ()), *(paper.to if paper else ()))


def _leaves(ref: ActorRef) -> bool:
    if isinstance(ref, OneOf | AllOf | FirstPresent):
        return any(_leaves(part) for part in ref.of)
    if isinstance(ref, Of) and ref.relation == "superior":
        return True
    return "next-higher-body" in names_in(ref)
