"""Retention is counted in days or more.

Code `retention-uncounted`. `retention.after_closing` says from which day on sealed identity is erased. A
word without a number, a fact, hours or nought would erase never, or at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.policy.retention import is_counted
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """A term of retention that cannot be counted."""
    retention = subject.ruleset.retention
    if retention is not None and not is_counted(retention.after_closing):
        yield subject.problem("retention-uncounted", "retention.after_closing")
