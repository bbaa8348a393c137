"""`promptly` and `half_month` are given a length in days.

Code `counting-undefined`. Under `counting` these two say how many days the words stand for. `promptly:
promptly` and other words without a number define nothing, and reminders would never be sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.policy.limits import Unit
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """Words of counting that are explained by words."""
    counting = subject.ruleset.counting
    for key, limit in (("promptly", counting.promptly), ("half_month", counting.half_month)):
        circular = key == "half_month" and limit.unit is Unit.HALF_MONTH
        if limit.kind not in ("span", "same-day") or circular:
            yield subject.problem("counting-undefined", f"counting.{key}", word=key)
