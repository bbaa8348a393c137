"""A target may reward work, never fewer complaints.

Code `rewards-silence`. With `at_most` a metric may only count what officials did: deadlines, duties,
or papers that somebody other than the complainant writes. With `at_least` it may not count what did
*not* happen on the complainant's side (`repeat: false`). Complaints, visits, repeats and requests for
review can be counted, but nobody is measured by having few of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.lint.subject import Subject
from engine.policy.actors import names_in
from engine.policy.definitions import Metric, RuleSet
from engine.source import Problem

_ABSENT = ("false", "none", "no", "never", "0")


def check(subject: Subject) -> Iterator[Problem]:
    """Targets that are met by turning people away."""
    for key, metric in subject.ruleset.metrics.items():
        counted = _rewarded(metric, subject.ruleset)
        if counted is not None:
            yield subject.problem("rewards-silence", f"metrics.{key}.target", metric=key, counted=counted)


def _rewarded(metric: Metric, ruleset: RuleSet) -> str | None:
    """What the metric rewards people for not having."""
    if not isinstance(metric.target, Mapping):
        return None
    for name, value in metric.count.items():
        if _is_work(name, ruleset):
            continue
        if "at_most" in metric.target and value not in _ABSENT:
            return name
        if "at_least" in metric.target and value in _ABSENT:
            return name
    return None


def _is_work(name: str, ruleset: RuleSet) -> bool:
    """Whether the counted thing is done by officials."""
    key = name.split(".", maxsplit=1)[0]
    if key in ruleset.deadlines:
        who = ruleset.deadlines[key].who
        return who is None or "complainant" not in names_in(who)
    if key in ruleset.papers:
        by = ruleset.papers[key].by
        return by is None or "complainant" not in names_in(by)
    return key in ruleset.duties
