"""What loading hands on: a rule set, what is wrong with it, and the plain tree it was built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.loading.document import Plain
from engine.policy.definitions import RuleSet
from engine.source import Problem


@dataclass(frozen=True)
class Loaded:
    """`ruleset` is None when a problem is an error; `parents` come nearest first; `tree` is the
    merged plain data with the forms (see `canonical`)."""

    ruleset: RuleSet | None
    problems: tuple[Problem, ...]
    parents: tuple[RuleSet, ...] = ()
    tree: Mapping[str, Plain] = field(default_factory=dict)
