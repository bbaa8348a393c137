"""A duty or a step toward the complainant may only notify, ask, answer, help, protect, mediate or
revisit.

Code `complainant-duty`. Whoever complains is served, never watched, accompanied or calmed. A duty
with another act is refused; write what is owed to the person instead, or list the clause under
`not_modelled` with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.policy.actors import ActorRef, names_in
from engine.source import Problem

ALLOWED = ("notify", "ask", "answer", "help", "protect", "mediate", "revisit")


def check(subject: Subject) -> Iterator[Problem]:
    """Acts toward the complainant that are none of the seven."""
    for key, duty in subject.ruleset.duties.items():
        if _is_complainant(duty.toward) and duty.act not in ALLOWED:
            yield _refused(subject, f"duties.{key}.act", duty.act)
    for ladder in subject.ruleset.escalations.values():
        for step in ladder.steps.values():
            if step.act and step.act not in ALLOWED and _is_complainant(step.to):
                yield _refused(subject, f"escalations.{ladder.key}.steps.{step.key}.act", step.act)


def _is_complainant(ref: ActorRef | None) -> bool:
    return ref is not None and "complainant" in names_in(ref)


def _refused(subject: Subject, path: str, act: str) -> Problem:
    return subject.problem("complainant-duty", path, act=act, allowed=", ".join(ALLOWED))
