"""Whoever is complained about is out of the case.

Code `recusal-missing`. A rule set under which cases begin has a recusal of the accused `from:
everything`, without a condition. Most inherit it from the floor.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.policy.conditions import ALWAYS
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """Rule sets that let the accused take part."""
    rules = subject.ruleset.recusal.values()
    full = [r for r in rules if r.who == "accused" and r.from_ == "everything" and r.if_ == ALWAYS]
    if subject.runs and not full:
        yield subject.problem("recusal-missing", "recusal")
