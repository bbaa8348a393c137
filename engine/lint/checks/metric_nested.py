"""What is counted among the same is counted per one period.

Code `metric-nested`. Cells under five are not published. Where one metric counts among the same cases, clocks
or turns per month and another per quarter, the quarter less its months tells the month that was left out;
weeks and months, or a period and all time, do the same. Count both per the same period, or one of them only.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.policy.definitions import Metric
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """Metrics among the same as one before them, per another period."""
    first: dict[frozenset[tuple[str, str]], Metric] = {}
    for key, metric in subject.ruleset.metrics.items():
        other = first.setdefault(frozenset(metric.among.items()), metric)
        if other.per != metric.per:
            path, also = f"metrics.{key}", f"metrics.{other.key}"
            yield subject.problem("metric-nested", path, also=also, metric=key, other=other.key)
